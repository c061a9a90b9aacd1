import { type Static, Type } from 'typebox';
import { listedTestResults, testResultBatch, testResultBodyBytes } from '../../base/limits.ts';
import type { ResultChange } from '../../testing/result-changes.ts';
import { Collection, Id32 } from '../../wire/json-schema.ts';
import { AddTestResult, UpdateTestResult } from '../../wire/test-requests.ts';
import type { TestOutcome, TestResult } from '../../wire/test-server.ts';
import { TestCaseResult } from '../../wire/tests.ts';
import type { Api } from '../http/api.ts';
import { testPaths, testRunParams } from '../http/paths.ts';
import { isWanted, resultMissing, testRunOf } from '../http/test-lookups.ts';
import { testResultResource } from '../resources/test-resource.ts';
import type { Services } from '../services.ts';

/** The results of a test run. */
export function testResultRoutes(api: Api, services: Services): void {
  for (const area of testPaths) {
    const path = `${area}/runs/:testRunId`;
    listResults(api, services, path);
    addResults(api, services, path);
    updateResults(api, services, path);
    getResult(api, services, path);
  }
}

function listResults(api: Api, services: Services, path: string): void {
  const count = Type.Optional(Type.Integer({ minimum: 0 }));
  api.get(
    `${path}/results`,
    {
      config: { operation: 'testResults.list' },
      schema: {
        params: Type.Object(testRunParams),
        querystring: Type.Object({ outcomes: Type.Optional(Type.String()), $top: count, $skip: count }),
        response: { 200: Collection(TestCaseResult) },
      },
    },
    async request => {
      const { run, row } = await testRunOf(services, request.params);
      const { outcomes, $top = testResultBatch, $skip = 0 } = request.query;
      const top = Math.min($top, listedTestResults);
      const value: TestCaseResult[] = [];
      // Results that are not of a wanted outcome count for nothing, so then all are gone through.
      let skip = outcomes === undefined ? 0 : $skip;
      for await (const result of services.tests.results(run, outcomes === undefined ? $skip : 0)) {
        if (value.length >= top) break;
        if (!isWanted(outcomes, result.outcome)) continue;
        if (skip > 0) skip -= 1;
        else value.push(testResultResource(request.base, row, run, result));
      }
      return { count: value.length, value };
    },
  );
}

function addResults(api: Api, services: Services, path: string): void {
  api.post(
    `${path}/results`,
    {
      bodyLimit: testResultBodyBytes,
      config: { operation: 'testResults.add' },
      schema: {
        params: Type.Object(testRunParams),
        body: Type.Array(AddTestResult, { maxItems: testResultBatch }),
        response: { 200: Collection(TestCaseResult) },
      },
    },
    async request => {
      const { run, row } = await testRunOf(services, request.params);
      const added = (await services.tests.addResults(services.organization, run, request.body.map(resultOf))) ?? [];
      return { count: added.length, value: added.map(result => testResultResource(request.base, row, run, result)) };
    },
  );
}

function updateResults(api: Api, services: Services, path: string): void {
  api.patch(
    `${path}/results`,
    {
      bodyLimit: testResultBodyBytes,
      config: { operation: 'testResults.update' },
      schema: {
        params: Type.Object(testRunParams),
        body: Type.Array(UpdateTestResult, { maxItems: testResultBatch }),
        response: { 200: Collection(TestCaseResult) },
      },
    },
    async request => {
      const { run, row } = await testRunOf(services, request.params);
      const changes = request.body.map(changeOf);
      const changed = (await services.tests.changeResults(services.organization, run, changes)) ?? [];
      const missing = changes.find(({ id }) => !changed.some(result => result.id === id));
      if (missing !== undefined) throw resultMissing(run.id, missing.id);
      return {
        count: changed.length,
        value: changed.map(result => testResultResource(request.base, row, run, result)),
      };
    },
  );
}

function getResult(api: Api, services: Services, path: string): void {
  api.get(
    `${path}/results/:resultId`,
    {
      config: { operation: 'testResults.get' },
      schema: { params: Type.Object({ ...testRunParams, resultId: Id32 }), response: { 200: TestCaseResult } },
    },
    async request => {
      const { run, row } = await testRunOf(services, request.params);
      const { resultId } = request.params;
      const result = await services.tests.result(run, resultId);
      if (result === undefined) throw resultMissing(run.id, resultId);
      return testResultResource(request.base, row, run, result);
    },
  );
}

/** Outcomes that no result file knows count as what comes closest. */
function resultOf(given: Static<typeof AddTestResult>): TestResult {
  const { testCaseTitle = '', automatedTestName = testCaseTitle, automatedTestStorage = '', outcome = 'None' } = given;
  const { durationInMs = 0 } = given;
  return {
    title: testCaseTitle || automatedTestName,
    name: automatedTestName,
    storage: automatedTestStorage,
    outcome: others[outcome] ?? (outcome as TestOutcome),
    durationMs: durationInMs,
    ...detailsOf(given),
  };
}

/** What a publisher says of a result that was published before: members that it does not name stay. */
function changeOf({ id, ...given }: Static<typeof UpdateTestResult>): ResultChange {
  const { testCaseTitle, automatedTestName, automatedTestStorage, outcome, durationInMs } = given;
  return {
    id,
    ...(testCaseTitle === undefined ? {} : { title: testCaseTitle }),
    ...(automatedTestName === undefined ? {} : { name: automatedTestName }),
    ...(automatedTestStorage === undefined ? {} : { storage: automatedTestStorage }),
    ...(outcome === undefined ? {} : { outcome: others[outcome] ?? (outcome as TestOutcome) }),
    ...(durationInMs === undefined ? {} : { durationMs: durationInMs }),
    ...detailsOf(given),
  };
}

const details = [
  'errorMessage',
  'stackTrace',
  'computerName',
  'comment',
  'state',
  'startedDate',
  'completedDate',
] as const;

function detailsOf(given: Static<typeof AddTestResult>): Partial<Pick<TestResult, (typeof details)[number]>> {
  return Object.fromEntries(details.flatMap(name => (given[name] === undefined ? [] : [[name, given[name]]])));
}

const others: Readonly<Record<string, TestOutcome>> = { Unspecified: 'None', Blocked: 'NotExecuted' };
