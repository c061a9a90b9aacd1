import { Type } from 'typebox';
import { listedTestRuns } from '../../base/limits.ts';
import type { RunRow } from '../../run/ports/run-store.ts';
import type { TestRun as KeptTestRun } from '../../testing/test-run.ts';
import { Collection } from '../../wire/json-schema.ts';
import { CreateTestRunRequest, UpdateTestRunRequest } from '../../wire/test-requests.ts';
import { TestRun, TestRunStatistics } from '../../wire/tests.ts';
import type { Api } from '../http/api.ts';
import { serviceError } from '../http/errors.ts';
import { buildOf, projectOf } from '../http/lookups.ts';
import { noContent } from '../http/no-content.ts';
import { projectParams, testPaths, testRunParams } from '../http/paths.ts';
import { buildIdOf, testRunOf } from '../http/test-lookups.ts';
import { statisticsOf, testRunResource, testRunUrl } from '../resources/test-resource.ts';
import { fitsTestRun, TestRunQuery } from '../resources/test-run-query.ts';
import type { Services } from '../services.ts';

const params = Type.Object(projectParams);
const runParams = Type.Object(testRunParams);

/** Test runs: lists, one, new ones, changes, counts. */
export function testRunRoutes(api: Api, services: Services): void {
  for (const area of testPaths) {
    const path = `${area}/runs`;
    listRuns(api, services, path);
    createRun(api, services, path);
    getRun(api, services, path);
    updateRun(api, services, path);
    deleteRun(api, services, path);
    getStatistics(api, services, path);
  }
}

function listRuns(api: Api, services: Services, path: string): void {
  api.get(
    path,
    {
      config: { operation: 'testRuns.list' },
      schema: { params, querystring: TestRunQuery, response: { 200: Collection(TestRun) } },
    },
    async (request, reply) => {
      const { id } = await projectOf(services, request.params);
      const { buildUri, buildIds, $top = listedTestRuns, $skip = 0, continuationToken } = request.query;
      const asked = buildUri === undefined ? buildIds?.split(',') : [buildUri];
      const runs =
        asked === undefined
          ? await services.tests.list(services.organization, id, listedTestRuns)
          : (await Promise.all(asked.map(each => runsOfBuild(services, id, each)))).flat();
      const found: { run: KeptTestRun; row: RunRow }[] = [];
      for (const run of runs) {
        const row = await buildOf(services, { project: id, buildId: run.runId });
        if (fitsTestRun(request.query, run, row)) found.push({ run, row });
      }
      const from = continuationToken ?? $skip;
      if ($top > 0 && from + $top < found.length) reply.header('x-ms-continuationtoken', String(from + $top));
      const value = found.slice(from, from + $top).map(({ run, row }) => testRunResource(request.base, row, run));
      return { count: value.length, value };
    },
  );
}

async function runsOfBuild(services: Services, projectId: string, text: string) {
  const buildId = buildIdOf(text.trim());
  if (buildId === undefined) throw serviceError('argument', `'${text}' is not the id of a build.`);
  return services.tests.ofRun(await buildOf(services, { project: projectId, buildId }));
}

function createRun(api: Api, services: Services, path: string): void {
  api.post(
    path,
    {
      config: { operation: 'testRuns.create' },
      schema: { params, body: CreateTestRunRequest, response: { 200: TestRun } },
    },
    async request => {
      const { name, build, buildPlatform = '', buildFlavor = '', pipelineReference = {} } = request.body;
      const buildId = buildIdOf(build.id);
      if (buildId === undefined) throw serviceError('argument', `'${build.id}' is not the id of a build.`);
      const row = await buildOf(services, { project: request.params.project, buildId });
      const { stageReference = {}, phaseReference = {}, jobReference = {} } = pipelineReference;
      const run = await services.tests.create(row, {
        name,
        stage: stageReference.stageName ?? '',
        phase: phaseReference.phaseName ?? '',
        job: jobReference.jobName ?? '',
        stageAttempt: stageReference.attempt ?? 1,
        phaseAttempt: phaseReference.attempt ?? 1,
        jobAttempt: jobReference.attempt ?? 1,
        platform: buildPlatform,
        configuration: buildFlavor,
      });
      return testRunResource(request.base, row, run);
    },
  );
}

function getRun(api: Api, services: Services, path: string): void {
  api.get(
    `${path}/:testRunId`,
    { config: { operation: 'testRuns.get' }, schema: { params: runParams, response: { 200: TestRun } } },
    async request => {
      const { run, row } = await testRunOf(services, request.params);
      return testRunResource(request.base, row, run);
    },
  );
}

function updateRun(api: Api, services: Services, path: string): void {
  api.patch(
    `${path}/:testRunId`,
    {
      config: { operation: 'testRuns.update' },
      schema: { params: runParams, body: UpdateTestRunRequest, response: { 200: TestRun } },
    },
    async request => {
      const { run, row } = await testRunOf(services, request.params);
      const { name, state } = request.body;
      const change = {
        ...(name === undefined ? {} : { name }),
        ...(state === undefined || state === 'Unspecified' ? {} : { state }),
      };
      return testRunResource(
        request.base,
        row,
        (await services.tests.change(services.organization, run, change)) ?? run,
      );
    },
  );
}

function deleteRun(api: Api, services: Services, path: string): void {
  api.delete(
    `${path}/:testRunId`,
    { config: { operation: 'testRuns.delete' }, schema: { params: runParams } },
    async (request, reply) => {
      const { organization, tests, testAttachments } = services;
      const { run } = await testRunOf(services, request.params);
      await tests.remove(organization, run, () => testAttachments.removeAll(organization, run.id));
      return noContent(reply);
    },
  );
}

function getStatistics(api: Api, services: Services, path: string): void {
  api.get(
    `${path}/:testRunId/Statistics`,
    {
      config: { operation: 'testRuns.statistics' },
      schema: { params: runParams, response: { 200: TestRunStatistics } },
    },
    async request => {
      const { run } = await testRunOf(services, request.params);
      const reference = { id: String(run.id), name: run.name, url: testRunUrl(request.base, run) };
      return { run: reference, runStatistics: statisticsOf(run.outcomes) };
    },
  );
}
