import { buildLocations } from './build-locations.ts';
import { coreLocations } from './core-locations.ts';
import type { ResourceLocation } from './discovery.ts';
import { distributedTaskLocations } from './distributed-task-locations.ts';
import { gitLocations } from './git-locations.ts';
import { hookLocations } from './hook-locations.ts';
import { location, previewOnly, released } from './location.ts';
import { policyLocations } from './policy-locations.ts';
import { pullRequestLocations } from './pull-request-locations.ts';
import { testLocations } from './test-locations.ts';

const run = '{project}/_apis/{area}/{pipelineId}/runs/{runId}';
const repository = '{project}/_apis/{area}/repositories/{repositoryId}';

/**
 * Every resource that is served, under the id, the spelling and the versions that the service publishes for it: clients find their
 * routes by these ids and put `area` and `resourceName` into the template as they are spelled here.
 */
export const resourceLocations = {
  ...coreLocations,
  ...buildLocations,
  ...distributedTaskLocations,
  repositories: location(
    ['git', 'repositories'],
    '225f7195-f9c7-4d14-ab28-a83f7ff77e1f',
    '{project}/_apis/{area}/{resource}/{repositoryId}',
    { min: '1.0', released, resource: 1 },
  ),
  refs: location(['git', 'refs'], '2d874a60-a811-4f62-9c9f-963a6ea0a55b', `${repository}/{resource}/{*filter}`, {
    min: '1.0',
    released,
    resource: 2,
  }),
  items: location(['git', 'items'], 'fb93c0db-47ed-4a31-8c20-47552878fb44', `${repository}/{resource}/{*path}`, {
    min: '1.0',
    released,
    resource: 1,
  }),
  commits: location(['git', 'commits'], 'c2570c3b-5b3f-41b8-98bf-5407bfde8d58', `${repository}/{resource}/{commitId}`, {
    min: '1.0',
    released,
    resource: 2,
  }),
  branchStats: location(
    ['git', 'branchStats'],
    'd5b216de-d8d5-4d32-ae76-51df755b16d3',
    `${repository}/stats/branches`,
    {
      min: '1.0',
      released,
      resource: 2,
    },
  ),
  pipelines: location(
    ['Pipelines', 'pipelines'],
    '28e1305e-2afe-47bf-abaf-cbb0e6a91988',
    '{project}/_apis/{area}/{pipelineId}',
    { min: '5.1', released, resource: 1 },
  ),
  preview: location(
    ['pipelines', 'preview'],
    '53df2d18-29ea-46a9-bee0-933540f80abf',
    '{project}/_apis/{area}/{pipelineId}/{resource}',
    { min: '5.1', released, resource: 2 },
  ),
  runs: location(
    ['Pipelines', 'runs'],
    '7859261e-d2e9-4a68-b820-a5d84cc5bb3d',
    '{project}/_apis/{area}/{pipelineId}/{resource}/{runId}',
    { min: '5.1', released, resource: 2 },
  ),
  runLogs: location(['Pipelines', 'logs'], 'fb1b6d27-3957-43d5-a14b-a2d70403e545', `${run}/{resource}/{logId}`, {
    min: '5.1',
    released,
    resource: 1,
  }),
  signedLogContent: location(
    ['Pipelines', 'signedlogcontent'],
    '74f99e32-e2c4-44f4-93dc-dec0bca530a5',
    `${run}/{resource}/{logId}`,
    { min: '5.1', released: previewOnly, resource: 1 },
  ),
  runArtifacts: location(['Pipelines', 'artifacts'], '85023071-bd5e-4438-89b0-2a5bf362a19d', `${run}/{resource}`, {
    min: '5.2',
    released,
    resource: 1,
  }),
  containers: location(
    ['Container', 'Containers'],
    'e4f5c81e-e250-447b-9fef-bd48471bea5e',
    '_apis/resources/{resource}/{containerId}/{*itemPath}',
    { min: '1.0', released: previewOnly, resource: 4 },
  ),
  pipelineConfigurations: location(
    ['Pipelines', 'configurations'],
    '8fc87684-9ebc-4c37-ab92-f4ac4a58cb3a',
    '{project}/_apis/{area}/{resource}',
    { min: '5.1', released, resource: 1 },
  ),
  recommendedTemplates: location(
    ['Pipelines', 'recommendedtemplates'],
    '63ea8f13-b563-4be7-bc31-3a96eda27220',
    '{project}/_apis/{area}/Templates/{resource}',
    { min: '5.1', released, resource: 1 },
  ),
  clientToolRelease: location(
    ['clienttools', 'release'],
    '187ec90d-dd1e-4ec6-8c57-937d979261e5',
    '_apis/{area}/{toolName}/{resource}',
    { min: '5.0', released: previewOnly, resource: 1 },
  ),
  ...testLocations,
  endpoints: location(
    ['serviceendpoint', 'endpoints'],
    'e85f1c62-adfc-4b74-b618-11a150fb195e',
    '{project}/_apis/{area}/{resource}/{endpointId}',
    { min: '4.1', released, resource: 4 },
  ),
  sharedEndpoints: location(
    ['serviceendpoint', 'endpoints'],
    '14e48fdc-2c8b-41ce-a0c3-e26f6cc55bd0',
    '_apis/{area}/{resource}/{endpointId}',
    { min: '5.2', released, resource: 4 },
  ),
  endpointProxy: location(
    ['serviceendpoint', 'endpointproxy'],
    'cc63bb57-2a5f-4a7a-b79c-c142d308657e',
    '{project}/_apis/{area}/{resource}',
    { min: '4.1', released, resource: 1 },
  ),
  endpointExecutions: location(
    ['serviceendpoint', 'executionhistory'],
    '10a16738-9299-4cd1-9a81-fd23ad6200d0',
    '{project}/_apis/{area}/{endpointId}/{resource}',
    { min: '4.1', released, resource: 1 },
  ),
  endpointTypes: location(
    ['serviceendpoint', 'types'],
    '5a7938a4-655e-486c-b562-b78c54a7e87b',
    '_apis/{area}/{resource}',
    { min: '4.1', released, resource: 1 },
  ),
  pipelineEnvironments: location(
    ['environments', 'environments'],
    'd86b72de-d240-4d6f-8d06-08c2d66b015d',
    '{project}/_apis/pipelines/{resource}/{environmentId}',
    { min: '5.2', released, resource: 1 },
  ),
  pipelineDeployments: location(
    ['environments', 'environmentdeploymentrecords'],
    '0d9bba8c-e474-49a0-979a-e3b990b4bf76',
    '{project}/_apis/pipelines/environments/{environmentId}/{resource}',
    { min: '5.2', released, resource: 1 },
  ),
  pipelineKubernetes: location(
    ['environments', 'kubernetes'],
    '73fba52f-33ab-42b3-a538-ce67a9223b15',
    '{project}/_apis/pipelines/environments/{environmentId}/providers/{resource}/{resourceId}',
    { min: '5.2', released, resource: 2 },
  ),
  virtualMachines: location(
    ['environments', 'vmresource'],
    '20cb45c7-bd6c-401e-b7e0-a634beda2683',
    '{project}/_apis/pipelines/environments/{environmentId}/providers/virtualmachines/{resourceId}',
    { min: '5.2', released, resource: 1 },
  ),
  pipelinePermissions: location(
    ['pipelinePermissions', 'pipelinePermissions'],
    'b5b9a4a4-e6cd-4096-853c-ab7d8b0c4eb2',
    '{project}/_apis/pipelines/{resource}/{resourceType}/{resourceId}',
    { min: '5.1', released: previewOnly, resource: 1 },
  ),
  approvals: location(
    ['approval', 'approvals'],
    '37794717-f36f-4d78-b2bf-4dc30d0cfbcd',
    '{project}/_apis/pipelines/{resource}/{approvalId}',
    { min: '5.1', released, resource: 2 },
  ),
  checks: location(
    ['PipelinesChecks', 'configurations'],
    '86c8381e-5aee-4cde-8ae4-25c0c7f5eaea',
    '{project}/_apis/pipelines/checks/{resource}/{id}',
    { min: '5.1', released: previewOnly, resource: 1 },
  ),
  checkQueries: location(
    ['PipelinesChecks', 'queryconfigurations'],
    '5f3d0e64-f943-4584-8811-77eb495e831e',
    '{project}/_apis/pipelines/checks/{resource}',
    { min: '5.2', released: previewOnly, resource: 1 },
  ),
  checkSuites: location(
    ['PipelinesChecks', 'runs'],
    '91282c1d-c183-444f-9554-1485bfb3879d',
    '{project}/_apis/pipelines/checks/{resource}/{checkSuiteId}',
    { min: '5.1', released: previewOnly, resource: 1 },
  ),
  ...hookLocations,
  ...pullRequestLocations,
  ...gitLocations,
  ...policyLocations,
} as const satisfies Record<string, ResourceLocation>;

export type LocationName = keyof typeof resourceLocations;

/** Areas of resources by the ids under which clients ask where an area is served. */
export const resourceAreas: readonly { readonly id: string; readonly name: string }[] = [
  { id: '3fda18ba-dff2-42e6-8d10-c521b23b85fc', name: 'clienttools' },
  { id: '79134c72-4a58-4b42-976c-04e7115f32bf', name: 'core' },
  { id: '8a3d49b8-91f0-46ef-b33d-dda338c25db3', name: 'IMS' },
  { id: '55967393-20ef-45c6-a96c-b5d5d5986a9a', name: 'Tokens' },
  { id: '0d55247a-1c47-4462-9b1f-5e2125590ee6', name: 'Account' },
  { id: '4e080c62-fa21-4fbc-8fef-2a10a2b38049', name: 'git' },
  { id: '2e0bf237-8973-4ec9-a581-9c3d679d1776', name: 'pipelines' },
  { id: '965220d5-5bb9-42cf-8d67-9b146df2a5a4', name: 'Build' },
  { id: '5d6898bb-45ec-463f-95f9-54d49c71752e', name: 'build' },
  { id: 'c2aa639c-3ccc-4740-b3b6-ce2a1e1d984e', name: 'Test' },
  { id: 'c83eaf52-edf3-4034-ae11-17d38f25404c', name: 'testresults' },
  { id: 'a85b8835-c1a1-4aac-ae97-1c3d0ba72dbd', name: 'distributedtask' },
  { id: '1814ab31-2f4f-4a9f-8761-f4d77dc5a5d7', name: 'serviceendpoint' },
  { id: '0a833654-df2a-437e-8253-fe6b63b82035', name: 'environments' },
  { id: '5b55a9b6-2e0f-40d7-829d-3741d2b8c4e4', name: 'approval' },
  { id: 'a81a0441-de52-4000-aa15-ff0e07bfbbaa', name: 'pipelinePermissions' },
  { id: '4a933897-0488-45af-bd82-6fd3ad33f46a', name: 'PipelinesChecks' },
  { id: '6f0d0cb2-7079-41fa-aeef-4772f7a835f7', name: 'hookssvc' },
  { id: 'fb13a388-40dd-4a04-b530-013a739c72ef', name: 'policy' },
];
