import assert from 'node:assert/strict';
import { buffer, text } from 'node:stream/consumers';
import {
  BuildQueryOrder,
  BuildResult,
  BuildStatus,
  QueryDeletedOption,
  StageUpdateType,
} from 'azure-devops-node-api/interfaces/BuildInterfaces.js';
import { finalYaml } from '../support/scripted-pipelines.ts';
import { addArtifact, unzippedNames } from './content.ts';
import type { Scenario } from './place.ts';

/** The part of `BuildApi` about runs. */
export const buildScenarios: Readonly<Record<string, Scenario>> = {
  'builds are queued, listed by every filter, read, changed and deleted': async ({ world, clients }) => {
    const { BuildApi: api } = clients;
    const queued = await api.queueBuild({ definition: { id: 21 }, parameters: '{"x":"y"}' }, 'oracle');
    const { id = 0 } = queued;
    assert.equal(queued.definition?.id, 21);
    const day = 86_400_000;
    const [before, after] = [new Date(world.clock.now() - day), new Date(world.clock.now() + day)];
    const filters = [[21], [1], queued.buildNumber, before, after, 'Some One', 1, BuildStatus.All] as const;
    const paged = [undefined, undefined, undefined, 5, undefined, 5, QueryDeletedOption.ExcludeDeleted] as const;
    const last = [BuildQueryOrder.QueueTimeDescending, 'refs/heads/main', undefined, world.repository.id] as const;
    const found = await api.getBuilds('oracle', ...mutable(filters), ...mutable(paged), ...mutable(last), 'TfsGit');
    assert.deepEqual(
      found.map(build => build.id),
      [id],
    );
    const kept = await api.updateBuild({ keepForever: true }, 'oracle', id);
    assert.equal(kept.keepForever, true);
    const canceled = await api.updateBuild({ status: BuildStatus.Cancelling, keepForever: false }, 'oracle', id);
    assert.ok(canceled.status === BuildStatus.Cancelling || canceled.status === BuildStatus.Completed);
    const { key } = await world.queue();
    await world.finish(key, 'failed');
    assert.equal((await api.getBuild('oracle', key.runId)).result, BuildResult.Failed);
    const retried = await api.updateBuild({}, 'oracle', key.runId, true);
    assert.notEqual(retried.status, BuildStatus.Completed);
    await world.finish(key, 'succeeded').catch(() => undefined);
    const other = await world.queue();
    await world.finish(other.key, 'succeeded');
    await api.deleteBuild('oracle', other.key.runId);
    assert.equal((await api.getBuild('oracle', other.key.runId))?.deleted ?? true, true);
  },

  'the newest completed build, and stages that are retried': async ({ world, clients: { BuildApi: api } }) => {
    const { key } = await world.queue();
    await world.finish(key, 'failed');
    assert.equal((await api.getLatestBuild('oracle', '21')).id, key.runId);
    await api.updateStage({ state: StageUpdateType.Retry, forceRetryAllJobs: true }, key.runId, '__default', 'oracle');
    assert.notEqual((await api.getBuild('oracle', key.runId)).status, BuildStatus.Completed);
  },

  'timelines and logs are read, as text, lines and zip': async ({ world, clients: { BuildApi: api } }) => {
    const { key } = await world.queue();
    const { id } = key.runId === 0 ? { id: '' } : await api.getBuildTimeline('oracle', key.runId);
    const timeline = await api.getBuildTimeline('oracle', key.runId, id);
    assert.equal(timeline.records?.length, 4);
    assert.equal((await api.getBuildLogs('oracle', key.runId)).length, 1);
    assert.equal(await text(await api.getBuildLog('oracle', key.runId, 1)), finalYaml);
    assert.deepEqual(await api.getBuildLogLines('oracle', key.runId, 1, 1, 2), finalYaml.split('\n').slice(0, 2));
    const zips = [await api.getBuildLogZip('oracle', key.runId, 1), await api.getBuildLogsZip('oracle', key.runId)];
    for (const zip of zips) assert.equal((await unzippedNames(await buffer(zip))).length, 1);
  },

  'artifacts are linked, listed and downloaded, whole and by file': async ({ world, clients: { BuildApi: api } }) => {
    const { key } = await world.queue();
    const resource = { type: 'filepath', data: '/srv', properties: {} };
    const made = await api.createArtifact({ name: 'linked', resource }, 'oracle', key.runId);
    assert.equal(made.name, 'linked');
    const fileId = await addArtifact(world, key, 'drop');
    assert.equal((await api.getArtifacts('oracle', key.runId)).length, 2);
    assert.equal((await api.getArtifact('oracle', key.runId, 'drop')).resource?.type, 'PipelineArtifact');
    const zip = await buffer(await api.getArtifactContentZip('oracle', key.runId, 'drop'));
    assert.deepEqual(await unzippedNames(zip), ['drop/a.txt']);
    assert.equal(await text(await api.getFile('oracle', key.runId, 'drop', fileId, 'a.txt')), 'hello');
  },

  'attachments are listed and read': async ({ world, clients: { BuildApi: api } }) => {
    const { key } = await world.queue();
    const state = await world.orchestrator.state(key);
    const [timeline, record] = [crypto.randomUUID(), crypto.randomUUID()];
    const plan = `/${world.project.id}/_apis/distributedtask/hubs/build/plans/${state?.queued.planId}`;
    const path = `${plan}/timelines/${timeline}/records/${record}/attachments/My.Type/a.md?api-version=7.1`;
    const headers = { 'content-type': 'application/octet-stream' };
    assert.equal((await world.call('PUT', path, { body: Buffer.from('# a'), headers })).statusCode, 200);
    const [attachment] = await api.getAttachments('oracle', key.runId, 'My.Type');
    assert.equal(attachment?.name, 'a.md');
    const content = await api.getAttachment('oracle', key.runId, timeline, record, 'My.Type', 'a.md');
    assert.equal(await text(content), '# a');
  },

  'builds are tagged': async ({ world, clients: { BuildApi: api } }) => {
    const { runId } = (await world.queue()).key;
    assert.deepEqual(await api.addBuildTag('oracle', runId, 'a'), ['a']);
    assert.deepEqual(await api.addBuildTags(['b', 'c'], 'oracle', runId), ['a', 'b', 'c']);
    const change = { tagsToAdd: ['d'], tagsToRemove: ['b'] };
    assert.deepEqual(await api.updateBuildTags(change, 'oracle', runId), ['a', 'c', 'd']);
    assert.deepEqual(await api.deleteBuildTag('oracle', runId, 'd'), ['a', 'c']);
    assert.deepEqual(await api.getBuildTags('oracle', runId), ['a', 'c']);
    assert.ok((await api.getTags('oracle')).includes('c'));
    assert.ok(!(await api.deleteTag('oracle', 'c')).includes('c'));
  },

  'properties are kept with a build': async ({ world, clients: { BuildApi: api } }) => {
    const { runId } = (await world.queue()).key;
    const document = [{ op: 'add', path: '/colour', value: 'red' }];
    await api.updateBuildProperties(undefined, document as never, 'oracle', runId);
    const { value } = (await api.getBuildProperties('oracle', runId, ['colour'])) as { value?: object };
    assert.deepEqual(value, { colour: { $type: 'System.String', $value: 'red' } });
  },
};

function mutable<Values extends readonly unknown[]>(values: Values): { -readonly [Key in keyof Values]: never } {
  return values as never;
}
