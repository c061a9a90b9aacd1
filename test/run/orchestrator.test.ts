import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Plan } from '../../src/plan/model.ts';
import { QueueRefusal } from '../../src/run/queue-refusal.ts';
import { jobAt } from '../../src/run/state.ts';
import { job, plan, stage } from './plan-builder.ts';
import { RunWorld } from './run-world.ts';

const by = { id: '1', displayName: 'Somebody', uniqueName: 'somebody' };

test('a stage that must not be skipped is not', async () => {
  await using world = await RunWorld.open();
  const of = plan([stage('A', [job('a')]), stage('B', [job('b')], { isSkippable: false })]);
  await assert.rejects(world.queue(of, { stagesToSkip: ['a', 'b'] }), error => {
    assert.ok(error instanceof QueueRefusal);
    assert.equal(error.message, 'Stage B cannot be skipped.');
    return true;
  });
});

test('wishes for a stage are answered: done, not there, not allowed', async () => {
  await using world = await RunWorld.open();
  const { orchestrator } = world;
  const key = await world.queue(twoStages());
  const retry = (stageName: string) => orchestrator.retryStage(key, stageName, { forceAllJobs: false, by });
  assert.deepEqual(await retry('X'), { ok: false, reason: 'notFound' });
  assert.deepEqual(await retry('A'), { ok: false, reason: 'notAllowed' });
  await world.finish(key, 'A', 'a', 'failed');
  assert.equal((await world.state(key)).state, 'completed');
  const answer = await retry('a');
  assert.deepEqual(answer.ok && [answer.row.state, answer.row.result], ['inProgress', undefined]);
  assert.deepEqual(await retry('a'), { ok: false, reason: 'notAllowed' });
  const canceled = await orchestrator.cancelStage(key, 'A', by);
  assert.deepEqual(canceled.ok && canceled.row.result, 'canceled');
});

test('an attempt that is retried asks agents anew, and its earlier records can be read', async () => {
  await using world = await RunWorld.open();
  const { orchestrator, stores } = world;
  const key = await world.queue(twoStages());
  await world.finish(key, 'A', 'a', 'failed');
  await orchestrator.retryStage(key, 'A', { forceAllJobs: false, by });
  const claim = { organization: key.organization, poolId: 1, agentId: 1, capabilities: {}, lockedUntil: 1e12 };
  const request = await stores.queue.claim(claim);
  assert.deepEqual([request?.stage, request?.job, request?.attempt], ['A', 'a', 2]);
  const record = (await orchestrator.timeline(key)).find(({ type, refName }) => type === 'Job' && refName === 'a');
  const [earlier] = record?.previousAttempts ?? [];
  const old = await orchestrator.earlierTimeline(key, earlier?.timelineId ?? '');
  assert.deepEqual(old.map(({ type, result }) => [type, result]).sort(), [
    ['Checkpoint', 'succeeded'],
    ['Job', 'failed'],
    ['Phase', 'failed'],
    ['Stage', 'failed'],
  ]);
});

function twoStages(): Plan {
  return plan([stage('A', [job('a')]), stage('B', [job('b')], { dependsOn: ['A'] })]);
}

test('a server sees what another one did to a run that it knows', async () => {
  await using world = await RunWorld.open();
  const { orchestrator, stores } = world;
  const other = world.another({});
  const key = await world.queue(twoStages());
  const claim = { organization: key.organization, poolId: 1, agentId: 1, capabilities: {}, lockedUntil: 1e12 };
  await stores.queue.claim(claim);
  const ref = { stage: 'A', job: 'a', attempt: 1 };
  const assigned = await other.handle(key, [{ type: 'assignJob', at: world.now, ref, agent: 'one' }]);
  assert.equal(assigned && jobAt(assigned, ref)?.state, 'assigned');
  const seen = await orchestrator.state(key);
  assert.equal(seen && jobAt(seen, ref)?.state, 'assigned');
});

test('what only the newest state of a run allows is done, whichever server wrote it', async () => {
  await using world = await RunWorld.open();
  const { orchestrator, stores } = world;
  const other = world.another({});
  const key = await world.queue(twoStages());
  await stores.queue.claim({
    organization: key.organization,
    poolId: 1,
    agentId: 1,
    capabilities: {},
    lockedUntil: 1e12,
  });
  const ref = { stage: 'A', job: 'a', attempt: 1 };
  await other.handle(key, [{ type: 'assignJob', at: world.now, ref, agent: 'one' }]);
  await other.handle(key, [{ type: 'finishJob', at: world.now, ref, result: 'failed', outputs: {} }]);
  const answer = await orchestrator.retryStage(key, 'A', { forceAllJobs: false, by });
  assert.equal(answer.ok, true);
});
