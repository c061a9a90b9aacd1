import { type Static, Type } from 'typebox';
import { listedTestResults, testResultBatch, testResultBodyBytes } from '../../base/limits.ts';
import type { TestAttachment as KeptAttachment } from '../../testing/test-attachments.ts';
import { Collection, Id32 } from '../../wire/json-schema.ts';
import type { TestOutcome, TestResult } from '../../wire/test-server.ts';
import { AddTestResult, TestAttachment, TestCaseResult } from '../../wire/tests.ts';
import type { Api } from '../http/api.ts';
import { serviceError } from '../http/errors.ts';
import { projectParams, projectPath } from '../http/paths.ts';
import { sendFile } from '../http/send-artifact.ts';
import { testRunOf } from '../http/test-lookups.ts';
import { dateText } from '../resources/dates.ts';
import { testResultResource, testRunUrl } from '../resources/test-resource.ts';
import type { Services } from '../services.ts';

const path = `${projectPath}/test/runs/:testRunId`;
const runParams = { ...projectParams, testRunId: Id32 };

/** The results of a test run, and its files. */
export function testResultRoutes(api: Api, services: Services): void {
  listResults(api, services);
  addResults(api, services);
  getResult(api, services);
  listAttachments(api, services);
  getAttachment(api, services);
}

function listResults(api: Api, services: Services): void {
  const count = Type.Optional(Type.Integer({ minimum: 0 }));
  api.get(
    `${path}/results`,
    {
      config: { operation: 'testResults.list' },
      schema: {
        params: Type.Object(runParams),
        querystring: Type.Object({ outcomes: Type.Optional(Type.String()), $top: count, $skip: count }),
        response: { 200: Collection(TestCaseResult) },
      },
    },
    async request => {
      const { run, row } = await testRunOf(services, request.params);
      const { outcomes, $top = testResultBatch, $skip = 0 } = request.query;
      const top = Math.min($top, listedTestResults);
      const wanted = outcomes?.toLowerCase().split(',');
      const value: TestCaseResult[] = [];
      // Results that are not of a wanted outcome count for nothing, so then all are gone through.
      let skip = wanted === undefined ? 0 : $skip;
      for await (const result of services.tests.results(run, wanted === undefined ? $skip : 0)) {
        if (value.length >= top) break;
        if (wanted !== undefined && !wanted.includes(result.outcome.toLowerCase())) continue;
        if (skip > 0) skip -= 1;
        else value.push(testResultResource(request.base, row, run, result));
      }
      return { count: value.length, value };
    },
  );
}

function addResults(api: Api, services: Services): void {
  api.post(
    `${path}/results`,
    {
      bodyLimit: testResultBodyBytes,
      config: { operation: 'testResults.add' },
      schema: {
        params: Type.Object(runParams),
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

function getResult(api: Api, services: Services): void {
  api.get(
    `${path}/results/:resultId`,
    {
      config: { operation: 'testResults.get' },
      schema: { params: Type.Object({ ...runParams, resultId: Id32 }), response: { 200: TestCaseResult } },
    },
    async request => {
      const { run, row } = await testRunOf(services, request.params);
      const { resultId } = request.params;
      const result = await services.tests.result(run, resultId);
      if (result === undefined)
        throw serviceError('testRunMissing', `Test result ${resultId} of test run ${run.id} cannot be found.`);
      return testResultResource(request.base, row, run, result);
    },
  );
}

function listAttachments(api: Api, services: Services): void {
  api.get(
    `${path}/attachments`,
    {
      config: { operation: 'testAttachments.list' },
      schema: { params: Type.Object(runParams), response: { 200: Collection(TestAttachment) } },
    },
    async request => {
      const { run } = await testRunOf(services, request.params);
      const found = await services.testAttachments.list(services.organization, run.id);
      const value = found.map(file =>
        attachmentResource(`${testRunUrl(request.base, run)}/Attachments/${file.id}`, file),
      );
      return { count: value.length, value };
    },
  );
}

function getAttachment(api: Api, services: Services): void {
  api.get(
    `${path}/attachments/:attachmentId`,
    {
      config: { operation: 'testAttachments.get' },
      schema: { params: Type.Object({ ...runParams, attachmentId: Id32 }) },
    },
    async (request, reply) => {
      const { run, row } = await testRunOf(services, request.params);
      const { attachmentId } = request.params;
      const file = await services.testAttachments.get(services.organization, run.id, attachmentId);
      if (file === undefined) throw serviceError('testRunMissing', `Attachment ${attachmentId} cannot be found.`);
      return sendFile(reply, services.artifacts, row.key, { name: file.name, content: file.content });
    },
  );
}

function attachmentResource(url: string, { id, name, comment, content, createdAt }: KeptAttachment) {
  return { id, fileName: name, comment, size: content.sizeBytes, createdDate: dateText(createdAt), url };
}

/** Outcomes that no result file knows count as what comes closest. */
function resultOf(given: Static<typeof AddTestResult>): TestResult {
  const { testCaseTitle = '', automatedTestName = testCaseTitle, automatedTestStorage = '', outcome = 'None' } = given;
  const { durationInMs = 0, errorMessage, stackTrace, computerName } = given;
  return {
    title: testCaseTitle || automatedTestName,
    name: automatedTestName,
    storage: automatedTestStorage,
    outcome: others[outcome] ?? (outcome as TestOutcome),
    durationMs: durationInMs,
    ...(errorMessage === undefined ? {} : { errorMessage }),
    ...(stackTrace === undefined ? {} : { stackTrace }),
    ...(computerName === undefined ? {} : { computerName }),
  };
}

const others: Readonly<Record<string, TestOutcome>> = { Unspecified: 'None', Blocked: 'NotExecuted' };
