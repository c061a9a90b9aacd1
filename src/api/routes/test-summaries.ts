import { type Static, Type } from 'typebox';
import { listedTestResults } from '../../base/limits.ts';
import type { RunRow } from '../../run/ports/run-store.ts';
import { countResults, type OutcomeCounts } from '../../testing/test-run.ts';
import { Id32 } from '../../wire/json-schema.ts';
import type { Coverage } from '../../wire/test-server.ts';
import { CodeCoverageSummary, type TestCaseResult, TestResultSummary, TestResultsDetails } from '../../wire/tests.ts';
import type { Api } from '../http/api.ts';
import { buildOf } from '../http/lookups.ts';
import { projectParams, projectPath } from '../http/paths.ts';
import { buildReference, byOutcome, testResultResource, testSummaryResource } from '../resources/test-resource.ts';
import type { Services } from '../services.ts';

const params = Type.Object(projectParams);

/** What the tests of a run came to as a whole, and its code coverage. */
export function testSummaryRoutes(api: Api, services: Services): void {
  getSummary(api, services);
  getDetails(api, services);
  getCoverage(api, services);
}

function getSummary(api: Api, services: Services): void {
  api.get(
    `${projectPath}/test/ResultSummaryByBuild`,
    {
      config: { operation: 'testSummary.get' },
      schema: { params, querystring: Type.Object({ buildId: Id32 }), response: { 200: TestResultSummary } },
    },
    async request => {
      const row = await buildOf(services, { project: request.params.project, buildId: request.query.buildId });
      return testSummaryResource(row, await services.tests.ofRun(row));
    },
  );
}

function getDetails(api: Api, services: Services): void {
  api.get(
    `${projectPath}/test/ResultDetailsByBuild`,
    {
      config: { operation: 'testDetails.get' },
      schema: {
        params,
        querystring: Type.Object({
          buildId: Id32,
          groupBy: Type.Optional(Type.String()),
          shouldIncludeResults: Type.Optional(Type.Boolean()),
        }),
        response: { 200: TestResultsDetails },
      },
    },
    async request => {
      const { buildId, groupBy = 'TestRun', shouldIncludeResults = true } = request.query;
      const row = await buildOf(services, { project: request.params.project, buildId });
      const byStorage = groupBy.toLowerCase() === 'automatedteststorage';
      const groups = await groupsOf(services, request.base, row, byStorage);
      const resultsForGroup = groups.map(({ value, counts, results }) => ({
        groupByValue: value,
        resultsCountByOutcome: byOutcome(counts),
        results: shouldIncludeResults ? results : [],
      }));
      return { groupByField: byStorage ? 'AutomatedTestStorage' : 'TestRun', resultsForGroup };
    },
  );
}

type Group = { readonly value: unknown; counts: OutcomeCounts; readonly results: TestCaseResult[] };

/** The results of a run by test run, or by the storage of the tests; at most `listedTestResults` of them are listed, all are counted. */
async function groupsOf(services: Services, base: string, row: RunRow, byStorage: boolean): Promise<readonly Group[]> {
  const groups = new Map<string, Group>();
  let left = listedTestResults;
  for (const run of await services.tests.ofRun(row)) {
    for await (const result of services.tests.results(run)) {
      const key = byStorage ? result.storage : String(run.id);
      const value = byStorage ? result.storage : { id: run.id, name: run.name };
      const group = groups.get(key) ?? { value, counts: {}, results: [] };
      groups.set(key, group);
      group.counts = countResults(group.counts, [result]);
      if (left > 0) group.results.push(testResultResource(base, row, run, result));
      left -= 1;
    }
  }
  return [...groups.values()];
}

function getCoverage(api: Api, services: Services): void {
  api.get(
    `${projectPath}/test/CodeCoverage`,
    {
      config: { operation: 'coverage.get' },
      schema: { params, querystring: Type.Object({ buildId: Id32 }), response: { 200: CodeCoverageSummary } },
    },
    async request => {
      const row = await buildOf(services, { project: request.params.project, buildId: request.query.buildId });
      const coverage = await services.coverage.get(row.key);
      return {
        build: buildReference(request.base, row),
        deltaBuild: null,
        coverageData: coverage.map(coverageData),
      };
    },
  );
}

function coverageData({
  platform,
  configuration,
  statistics,
}: Coverage): Static<typeof CodeCoverageSummary>['coverageData'][number] {
  const coverageStats = statistics.map(each => ({ ...each, isDeltaAvailable: false, delta: 0 }));
  return { buildPlatform: platform, buildFlavor: configuration, coverageStats };
}
