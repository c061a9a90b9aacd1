import assert from 'node:assert/strict';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import * as azdev from 'azure-devops-node-api';
import { BuildStatus } from 'azure-devops-node-api/interfaces/BuildInterfaces.js';
import {
  ConfigurationType,
  GetLogExpandOptions,
  RunResult,
  RunState,
} from 'azure-devops-node-api/interfaces/PipelinesInterfaces.js';
import { finalYaml } from './support/scripted-pipelines.ts';
import { organization, World } from './support/world.ts';

/** The vendor's own client, over a socket. */
async function connect(use: (world: World, client: azdev.WebApi) => Promise<void>, token = 'all'): Promise<void> {
  await using world = await World.open();
  const { port } = await world.server.listen({ host: '127.0.0.1', port: 0 });
  const handler = azdev.getPersonalAccessTokenHandler(token);
  await use(world, new azdev.WebApi(`http://127.0.0.1:${port}/${organization}`, handler));
}

test('the official client finds projects, repositories and who it is', () =>
  connect(async (world, client) => {
    const core = await client.getCoreApi();
    const projects = await core.getProjects();
    assert.deepEqual(
      projects.map(({ name, id, state }) => ({ name, id, state })),
      [{ name: 'oracle', id: world.project.id, state: 'wellFormed' }],
    );
    assert.equal((await core.getProject('oracle')).id, world.project.id);
    assert.equal(await core.getProject('nope'), null);
    const operation = await core.queueCreateProject({ name: 'made' });
    assert.ok(operation.id);
    const git = await client.getGitApi();
    const [repository] = await git.getRepositories('oracle');
    assert.equal(repository?.id, world.repository.id);
    assert.equal((await git.getRepository(world.repository.id))?.name, 'probe');
    const { authenticatedUser } = await client.connect();
    assert.equal(authenticatedUser?.providerDisplayName, 'Some One');
  }));

test('the official client creates, lists, runs and reads pipelines', () =>
  connect(async (world, client) => {
    const pipelines = await client.getPipelinesApi();
    const { id: repositoryId } = world.repository;
    const configuration = { type: ConfigurationType.Yaml, path: '/x.yml', repository: { id: repositoryId, type: 2 } };
    const created = await pipelines.createPipeline({ name: 'made', folder: '\\', configuration }, 'oracle');
    assert.equal(created.configuration?.type, ConfigurationType.Yaml);
    const listed = await pipelines.listPipelines('oracle', 'name desc', 1);
    assert.deepEqual(
      listed.map(({ name }) => name),
      ['made'],
    );
    assert.equal((await pipelines.getPipeline('oracle', 21)).name, 'dependencies');
    const preview = await pipelines.preview({}, 'oracle', 21);
    assert.equal(preview.finalYaml, finalYaml);

    const started = await pipelines.runPipeline({ templateParameters: { a: 'b' } }, 'oracle', 21);
    assert.equal(started.state, RunState.InProgress);
    assert.ok(started.createdDate instanceof Date);
    const { id = 0 } = started;
    await world.finish({ organization, runId: id }, 'succeeded');
    const run = await pipelines.getRun('oracle', 21, id);
    assert.equal(run.state, RunState.Completed);
    assert.equal(run.result, RunResult.Succeeded);
    assert.equal(run.finishedDate?.toISOString(), '2026-08-12T08:27:17.380Z');
    assert.deepEqual(run.templateParameters, { a: 'b' });
    assert.deepEqual(
      (await pipelines.listRuns('oracle', 21)).map(listedRun => listedRun.id),
      [id],
    );
    assert.equal(await pipelines.getRun('oracle', 21, 4711), null);
  }));

test('the official client reads logs', () =>
  connect(async (world, client) => {
    const { key } = await world.queue();
    const pipelines = await client.getPipelinesApi();
    const { logs } = await pipelines.listLogs('oracle', 21, key.runId);
    assert.deepEqual(
      logs?.map(({ id }) => id),
      [1],
    );
    const log = await pipelines.getLog('oracle', 21, key.runId, 1, GetLogExpandOptions.SignedContent);
    assert.ok(log.createdOn instanceof Date);
    const content = await fetch(log.signedContent?.url ?? '');
    assert.equal(await content.text(), finalYaml);
    const build = await client.getBuildApi();
    assert.equal((await build.getBuildLogs('oracle', key.runId)).length, 1);
    assert.equal(await text(await build.getBuildLog('oracle', key.runId, 1)), finalYaml);
    assert.deepEqual(await build.getBuildLogLines('oracle', key.runId, 1, 1, 2), finalYaml.split('\n').slice(0, 2));
  }));

test('the official client reads builds and timelines, and cancels', () =>
  connect(async (world, client) => {
    const { key } = await world.queue();
    const builds = await client.getBuildApi();
    const build = await builds.getBuild('oracle', key.runId);
    assert.equal(build.status, BuildStatus.NotStarted);
    const timeline = await builds.getBuildTimeline('oracle', key.runId);
    assert.equal(timeline.records?.length, 4);
    const canceled = await builds.updateBuild({ status: BuildStatus.Cancelling }, 'oracle', key.runId);
    assert.ok(canceled.status === BuildStatus.Cancelling || canceled.status === BuildStatus.Completed);
  }));

test('the official client finds pools and agents', () =>
  connect(async (_world, client) => {
    const tasks = await client.getTaskAgentApi();
    const [pool] = await tasks.getAgentPools('Default');
    assert.equal(pool?.id, 1);
    const agent = await tasks.addAgent({ name: 'a', version: '4.0.0', oSDescription: 'Linux' }, 1);
    assert.equal((await tasks.getAgent(1, agent.id ?? 0)).oSDescription ?? 'Linux', 'Linux');
    assert.deepEqual(
      (await tasks.getAgents(1, 'a')).map(({ id }) => id),
      [agent.id],
    );
  }));

test('the official client is told what is wrong', () =>
  connect(async (_world, client) => {
    const pipelines = await client.getPipelinesApi();
    const broken = "/azure-pipelines.yml (Line: 1, Col: 1): Unexpected value 'stepz'";
    await assert.rejects(pipelines.runPipeline({ templateParameters: { broken } }, 'oracle', 21), {
      message: broken,
      statusCode: 400,
    });
  }));

test('the official client is told that its token is wrong', () =>
  connect(async (_world, client) => {
    await assert.rejects(client.getCoreApi(), { statusCode: 401 });
  }, 'wrong'));
