import type { ResourceLocation } from './discovery.ts';

const released = '7.1';
const previewOnly = '0.0';

type Versions = { readonly min: string; readonly released?: string; readonly resource: number };

function test(
  resourceName: string,
  id: string,
  template: string,
  { min, released: since = released, resource }: Versions,
): ResourceLocation {
  const routeTemplate = `{project}/_apis/test/${template}`;
  const versions = { resourceVersion: resource, minVersion: min, maxVersion: '7.2', releasedVersion: since };
  return { id, area: 'Test', resourceName, routeTemplate, ...versions };
}

// The service's second host publishes no list that we could read: ids and versions are those its own client asks for.
function testresults(resourceName: string, id: string, template: string, resourceVersion = 1): ResourceLocation {
  const routeTemplate = `{project}/_apis/{area}/${template}`;
  const versions = { resourceVersion, minVersion: '4.1', maxVersion: '7.2', releasedVersion: previewOnly };
  return { id, area: 'testresults', resourceName, routeTemplate, ...versions };
}

/** Test runs, results and coverage, in the two areas that the service has them in. */
export const testLocations = {
  testRuns: test('Runs', 'cadb3810-d47d-4a3c-a234-fe5f3be50138', '{resource}/{runId}', { min: '1.0', resource: 3 }),
  testStatistics: test('Runs', '0a42c424-d764-4a16-a2d5-5c85f87d0ae8', '{resource}/{runId}/Statistics', {
    min: '1.0',
    resource: 3,
  }),
  testResults: test('Results', '4637d869-3a76-4468-8057-0bb02aa385cf', 'Runs/{runId}/{resource}/{testCaseResultId}', {
    min: '1.0',
    resource: 6,
  }),
  testAttachments: test(
    'Attachments',
    '4f004af4-a507-489c-9b13-cb62060beb11',
    'Runs/{runId}/{resource}/{attachmentId}',
    {
      min: '2.0',
      resource: 1,
    },
  ),
  testResultAttachments: test(
    'Attachments',
    '2bffebe9-2f0f-4639-9af8-56129e9fed2d',
    'Runs/{runId}/Results/{testCaseResultId}/{resource}/{attachmentId}',
    { min: '2.0', resource: 1 },
  ),
  testSummary: test('ResultSummaryByBuild', '000ef77b-fea2-498d-a10d-ad1a037f559f', '{resource}', {
    min: '3.0',
    released: previewOnly,
    resource: 3,
  }),
  testDetails: test('ResultDetailsByBuild', 'efb387b0-10d5-42e7-be40-95e06ee9430f', '{resource}', {
    min: '3.0',
    released: previewOnly,
    resource: 2,
  }),
  testResultsOfBuild: test('ResultsByBuild', '3c191b88-615b-4be2-b7d9-5ff9141e91d4', '{resource}', {
    min: '4.1',
    released: previewOnly,
    resource: 1,
  }),
  codeCoverage: test('CodeCoverage', '77560e8a-4e8c-4d59-894e-a5f264c24444', '{resource}', { min: '2.0', resource: 1 }),
  testRunCoverage: test('CodeCoverage', '9629116f-3b89-4ed8-b358-d4694efda160', 'Runs/{runId}/{resource}', {
    min: '2.0',
    resource: 1,
  }),
  testresultsRuns: testresults('runs', '364538f9-8062-4ce0-b024-75a0fb463f0d', '{resource}/{runId}'),
  testresultsStatistics: testresults(
    'statistics',
    '82b986e8-ca9e-4a89-b39e-f65c69bc104a',
    'runs/{runId}/{resource}',
    2,
  ),
  testresultsResults: testresults(
    'results',
    '02afa165-e79a-4d70-8f0c-2af0f35b4e07',
    'runs/{runId}/{resource}/{testCaseResultId}',
    2,
  ),
  testresultsAttachments: testresults(
    'attachments',
    'b5731898-8206-477a-a51d-3fdf116fc6bf',
    'runs/{runId}/{resource}/{attachmentId}',
  ),
  testresultsResultAttachments: testresults(
    'attachments',
    '2a632e97-e014-4275-978f-8e5c4906d4b3',
    'runs/{runId}/results/{testCaseResultId}/{resource}/{attachmentId}',
  ),
  testresultsSummary: testresults('resultsummarybybuild', 'e009fa95-95a5-4ad4-9681-590043ce2423', '{resource}'),
  testresultsDetails: testresults('resultdetailsbybuild', 'a518c749-4524-45b2-a7ef-1ac009b312cd', '{resource}'),
  testresultsOfBuild: testresults('resultsbybuild', 'f48cc885-dbc4-4efc-ab19-ae8c19d1e02a', '{resource}'),
  testresultsCoverage: testresults('codecoverage', '9b3e1ece-c6ab-4fbb-8167-8a32a0c92216', '{resource}'),
  testresultsRunCoverage: testresults(
    'codecoverage',
    '5641efbc-6f9b-401a-baeb-d3da22489e5e',
    'runs/{runId}/{resource}',
  ),
} as const satisfies Record<string, ResourceLocation>;
