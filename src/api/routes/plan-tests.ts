import { Type } from 'typebox';
import { testResultBodyBytes } from '../../base/limits.ts';
import { Id32 } from '../../wire/json-schema.ts';
import {
  AttachTestFile,
  CreatedTestRun,
  CreateTestRun,
  PublishedCoverage,
  PublishedResults,
} from '../../wire/test-publishing.ts';
import type { TestResult } from '../../wire/test-server.ts';
import type { Api } from '../http/api.ts';
import { agentServerOf } from '../http/lookups.ts';
import { noContent } from '../http/no-content.ts';
import { planParams, planPath } from '../http/paths.ts';
import type { Services } from '../services.ts';

const params = Type.Object(planParams);
const runParams = Type.Object({ ...planParams, testRunId: Id32 });
const runPath = `${planPath}/testruns/:testRunId`;

/** What agents tell of tests and of code coverage. */
export function planTestRoutes(api: Api, services: Services): void {
  createRun(api, services);
  addResults(api, services);
  attach(api, services);
  completeRun(api, services);
  addCoverage(api, services);
}

function createRun(api: Api, services: Services): void {
  api.post(
    `${planPath}/testruns`,
    {
      config: { operation: 'planTests.create' },
      schema: { params, body: CreateTestRun, response: { 200: CreatedTestRun } },
    },
    request => agentServerOf(services, request).tests.createRun(request.params, request.body),
  );
}

function addResults(api: Api, services: Services): void {
  api.post(
    `${runPath}/results`,
    {
      bodyLimit: testResultBodyBytes,
      config: { operation: 'planTests.addResults' },
      schema: { params: runParams, body: PublishedResults },
    },
    async (request, reply) => {
      const results = request.body.results as readonly TestResult[];
      await agentServerOf(services, request).tests.addResults(request.params, request.params.testRunId, results);
      return noContent(reply);
    },
  );
}

function attach(api: Api, services: Services): void {
  api.post(
    `${runPath}/attachments`,
    { config: { operation: 'planTests.attach' }, schema: { params: runParams, body: AttachTestFile } },
    async (request, reply) => {
      await agentServerOf(services, request).tests.attach(request.params, request.params.testRunId, request.body);
      return noContent(reply);
    },
  );
}

function completeRun(api: Api, services: Services): void {
  api.post(
    `${runPath}/completed`,
    { config: { operation: 'planTests.complete' }, schema: { params: runParams } },
    async (request, reply) => {
      await agentServerOf(services, request).tests.completeRun(request.params, request.params.testRunId);
      return noContent(reply);
    },
  );
}

function addCoverage(api: Api, services: Services): void {
  api.post(
    `${planPath}/coverage`,
    { config: { operation: 'planTests.addCoverage' }, schema: { params, body: PublishedCoverage } },
    async (request, reply) => {
      await agentServerOf(services, request).tests.addCoverage(request.params, request.body);
      return noContent(reply);
    },
  );
}
