import { Type } from 'typebox';
import { listedTestRuns } from '../../base/limits.ts';
import { Collection, Id32 } from '../../wire/json-schema.ts';
import { CreateTestRunRequest, TestRun, TestRunStatistics, UpdateTestRunRequest } from '../../wire/tests.ts';
import type { Api } from '../http/api.ts';
import { serviceError } from '../http/errors.ts';
import { buildOf, projectOf } from '../http/lookups.ts';
import { projectParams, projectPath } from '../http/paths.ts';
import { buildIdOf, testRunOf } from '../http/test-lookups.ts';
import { statisticsOf, testRunResource, testRunUrl } from '../resources/test-resource.ts';
import type { Services } from '../services.ts';

const path = `${projectPath}/test/runs`;
const params = Type.Object(projectParams);
const runParams = Type.Object({ ...projectParams, testRunId: Id32 });

/** Test runs: lists, one, new ones, changes, counts. */
export function testRunRoutes(api: Api, services: Services): void {
  listRuns(api, services);
  createRun(api, services);
  getRun(api, services);
  updateRun(api, services);
  getStatistics(api, services);
}

function listRuns(api: Api, services: Services): void {
  const count = Type.Optional(Type.Integer({ minimum: 0 }));
  api.get(
    path,
    {
      config: { operation: 'testRuns.list' },
      schema: {
        params,
        querystring: Type.Object({
          buildUri: Type.Optional(Type.String()),
          buildIds: Type.Optional(Type.String()),
          $top: count,
          $skip: count,
        }),
        response: { 200: Collection(TestRun) },
      },
    },
    async request => {
      const { id } = await projectOf(services, request.params);
      const { buildUri, buildIds, $top = listedTestRuns, $skip = 0 } = request.query;
      const asked = buildUri === undefined ? buildIds?.split(',') : [buildUri];
      const runs =
        asked === undefined
          ? await services.tests.list(services.organization, id, Math.min($skip + $top, listedTestRuns))
          : (await Promise.all(asked.map(each => runsOfBuild(services, id, each)))).flat();
      const shown = runs.slice($skip, $skip + $top);
      const value = await Promise.all(
        shown.map(async run =>
          testRunResource(request.base, await buildOf(services, { project: id, buildId: run.runId }), run),
        ),
      );
      return { count: value.length, value };
    },
  );
}

async function runsOfBuild(services: Services, projectId: string, text: string) {
  const buildId = buildIdOf(text.trim());
  if (buildId === undefined) throw serviceError('argument', `'${text}' is not the id of a build.`);
  return services.tests.ofRun(await buildOf(services, { project: projectId, buildId }));
}

function createRun(api: Api, services: Services): void {
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

function getRun(api: Api, services: Services): void {
  api.get(
    `${path}/:testRunId`,
    { config: { operation: 'testRuns.get' }, schema: { params: runParams, response: { 200: TestRun } } },
    async request => {
      const { run, row } = await testRunOf(services, request.params);
      return testRunResource(request.base, row, run);
    },
  );
}

function updateRun(api: Api, services: Services): void {
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

function getStatistics(api: Api, services: Services): void {
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
