import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PlanPullRequestTrigger } from '../../src/plan/model.ts';
import type { PipelineTriggerSetting } from '../../src/run/ports/catalogue.ts';
import { prTrigger } from '../../src/run/triggers/pr-trigger.ts';
import { Triggers } from '../../src/run/triggers.ts';
import { repository, TriggerWorld } from './trigger-world.ts';

const everything = { include: [], exclude: [] };
const pr: PlanPullRequestTrigger = {
  enabled: true,
  autoCancel: true,
  drafts: true,
  branches: everything,
  paths: everything,
};
const by = { id: 'u', displayName: 'U', uniqueName: 'u' };
const ref = 'refs/pull/1/merge';

/** A world with a branch `topic` and a pipeline that pushes do not start. */
async function withTopic(pullRequests: Partial<PlanPullRequestTrigger> = {}): Promise<TriggerWorld> {
  const world = await TriggerWorld.open();
  world.refs['refs/heads/topic'] = 't1';
  const ci = { enabled: false, batch: false, branches: everything, paths: everything };
  await world.addPipeline(1, 'ci', { triggers: { ci, pr: { ...pr, ...pullRequests } } });
  await world.triggers().look();
  return world;
}

test('of servers that look at once one starts the runs of a pull request', async () => {
  const world = await withTopic();
  await world.openPullRequest();
  const servers = [world.triggers(), world.triggers(), world.triggers()];
  await Promise.all(servers.map(server => server.look()));
  await Promise.all(servers.map(server => server.look()));
  assert.equal(world.list, `ci ${ref} m1+t1`);
  assert.equal(world.merges[ref], 'm1+t1');
});

test('a server that dies while it starts the runs of a pull request is made up for by another', async () => {
  const world = await withTopic();
  await world.addPipeline(2, 'second', {});
  await world.openPullRequest();
  const { ports } = world;
  const start: typeof ports.starter.start = (pipeline, cause) =>
    pipeline.id === 2 ? Promise.reject(new Error('killed')) : ports.starter.start(pipeline, cause);
  await assert.rejects(new Triggers({ ...ports, starter: { ...ports.starter, start } }).look(), /killed/);
  await world.triggers().look();
  assert.equal(world.list, `ci ${ref} m1+t1`);
  world.now += 61_000;
  await world.triggers().look();
  assert.equal(world.list, `ci ${ref} m1+t1, second ${ref} m1+t1`);
});

test('with autoCancel off runs of earlier pushes go on', async () => {
  for (const autoCancel of [true, false]) {
    const world = await withTopic({ autoCancel });
    await world.openPullRequest();
    await world.triggers().look();
    world.refs['refs/heads/topic'] = 't2';
    await world.triggers().look();
    assert.equal(world.list, `ci ${ref} m1+t1, ci ${ref} m1+t2`);
    assert.deepEqual(world.canceled, autoCancel ? [1] : []);
  }
});

test('what could not be merged is run once a push to either branch mends it', async () => {
  const world = await withTopic();
  world.refs['refs/heads/topic'] = '!t';
  await world.openPullRequest();
  await world.triggers().look();
  assert.deepEqual([world.list, (await world.pullRequests.get(1))?.merge.status], ['', 'conflicts']);
  world.refs['refs/heads/topic'] = 't2';
  await world.triggers().look();
  assert.equal(world.list, `ci ${ref} m1+t2`);
});

test('a pull request that is over, or lost a branch, is left alone until it is there again', async () => {
  const world = await withTopic();
  await world.openPullRequest();
  await world.pullRequests.update(repository, 1, { by, status: 'abandoned' });
  await world.triggers().look();
  assert.equal(world.list, '');
  await world.pullRequests.update(repository, 1, { by, status: 'active' });
  delete world.refs['refs/heads/topic'];
  await world.triggers().look();
  assert.equal(world.list, '');
  world.refs['refs/heads/topic'] = 't1';
  await world.triggers().look();
  await world.triggers().look();
  assert.equal(world.list, `ci ${ref} m1+t1`);
});

test('a change that comes while runs are started is not lost, and starts none twice', async () => {
  const world = await withTopic();
  await world.openPullRequest();
  const { ports } = world;
  const start: typeof ports.starter.start = async (pipeline, cause) => {
    await world.pullRequests.update(repository, 1, { by, title: 'Another' });
    return ports.starter.start(pipeline, cause);
  };
  await new Triggers({ ...ports, starter: { ...ports.starter, start } }).look();
  world.now += 61_000;
  await world.triggers().look();
  await world.triggers().look();
  assert.equal(world.list, `ci ${ref} m1+t1`);
  assert.equal((await world.pullRequests.get(1))?.title, 'Another');
});

test('triggers that are set on a pipeline stand in for those of its file', () => {
  const ofFile = { pr: { ...pr, drafts: false, branches: { include: ['file'], exclude: [] } } };
  const set = (source: 'yaml' | 'settings'): { triggers: readonly PipelineTriggerSetting[] } => ({
    triggers: [
      { kind: 'pullRequest', source, branchFilters: ['+main', '-old'], pathFilters: ['+src'], allowsForks: false },
    ],
  });
  const ofSettings = {
    ...pr,
    branches: { include: ['main'], exclude: ['old'] },
    paths: { include: ['src'], exclude: [] },
  };
  assert.deepEqual(prTrigger(undefined, undefined), pr);
  assert.deepEqual(prTrigger(ofFile, undefined), ofFile.pr);
  assert.deepEqual(prTrigger(ofFile, set('yaml')), ofFile.pr);
  assert.deepEqual(prTrigger(ofFile, set('settings')), ofSettings);
});
