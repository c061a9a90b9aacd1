import { type Static, Type } from 'typebox';
import { listedTestResults } from '../../base/limits.ts';
import type { RunRow } from '../../run/ports/run-store.ts';
import { countResults, type KeptTestResult, type OutcomeCounts, type TestRun } from '../../testing/test-run.ts';
import { Collection, Id32 } from '../../wire/json-schema.ts';
import { ShallowTestCaseResult, type TestCaseResult, TestResultSummary, TestResultsDetails } from '../../wire/tests.ts';
import type { Api } from '../http/api.ts';
import { buildOf } from '../http/lookups.ts';
import { projectParams, testPaths } from '../http/paths.ts';
import { isWanted } from '../http/test-lookups.ts';
import {
  byOutcome,
  shallowResultResource,
  testResultResource,
  testSummaryResource,
} from '../resources/test-resource.ts';
import type { Services } from '../services.ts';

const params = Type.Object(projectParams);

/** What the tests of a run came to as a whole. */
export function testSummaryRoutes(api: Api, services: Services): void {
  for (const path of testPaths) {
    getSummary(api, services, path);
    getDetails(api, services, path);
    listResultsOfBuild(api, services, path);
  }
}

function getSummary(api: Api, services: Services, path: string): void {
  api.get(
    `${path}/ResultSummaryByBuild`,
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

function getDetails(api: Api, services: Services, path: string): void {
  api.get(
    `${path}/ResultDetailsByBuild`,
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

/** Results of all test runs of a build in few words, in pages: the token says how many came before. */
function listResultsOfBuild(api: Api, services: Services, path: string): void {
  api.get(
    `${path}/ResultsByBuild`,
    {
      config: { operation: 'testResults.listOfBuild' },
      schema: {
        params,
        querystring: Type.Object({
          buildId: Id32,
          publishContext: Type.Optional(Type.String()),
          outcomes: Type.Optional(Type.String()),
          $top: Type.Optional(Type.Integer({ minimum: 0 })),
          continuationToken: Type.Optional(Type.Integer({ minimum: 0 })),
        }),
        response: { 200: Collection(ShallowTestCaseResult) },
      },
    },
    async (request, reply) => {
      const { buildId, outcomes, $top = listedTestResults, continuationToken = 0 } = request.query;
      const row = await buildOf(services, { project: request.params.project, buildId });
      const top = Math.min($top, listedTestResults);
      const value: Static<typeof ShallowTestCaseResult>[] = [];
      let at = 0;
      for await (const { run, result } of resultsOf(services, row)) {
        if (!isWanted(outcomes, result.outcome)) continue;
        at += 1;
        if (at <= continuationToken) continue;
        if (value.length === top) {
          if (top > 0) reply.header('x-ms-continuationtoken', String(continuationToken + top));
          break;
        }
        value.push(shallowResultResource(run, result));
      }
      return { count: value.length, value };
    },
  );
}

async function* resultsOf(services: Services, row: RunRow): AsyncIterable<{ run: TestRun; result: KeptTestResult }> {
  for (const run of await services.tests.ofRun(row)) {
    for await (const result of services.tests.results(run)) yield { run, result };
  }
}
