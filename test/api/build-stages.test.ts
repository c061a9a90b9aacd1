import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunKey } from '../../src/run/events.ts';
import type { Build, Timeline } from '../../src/wire/builds.ts';
import type { ErrorEnvelope } from '../../src/wire/common.ts';
import { World } from './support/world.ts';

const v = 'api-version=7.1';

function stageOf({ runId }: RunKey, name = '__default'): string {
  return `/oracle/_apis/build/builds/${runId}/stages/${name}?${v}`;
}

async function attemptOf(world: World, { runId }: RunKey): Promise<number | undefined> {
  const { records } = (await world.call('GET', `/oracle/_apis/build/builds/${runId}/timeline`)).json<Timeline>();
  return records.find(({ type }) => type === 'Stage')?.attempt;
}

for (const state of ['retry', 'Retry', 1]) {
  test(`a failed stage is retried with ${JSON.stringify(state)}, in any case of its name`, async () => {
    await using world = await World.open();
    const { key } = await world.queue();
    await world.finish(key, 'failed');
    const answer = await world.call('PATCH', stageOf(key, '__DEFAULT'), { body: { state } });
    assert.equal(answer.statusCode, 204, answer.body);
    assert.equal(answer.body, '');
    assert.equal((await world.orchestrator.state(key))?.state, 'inProgress');
    assert.equal(await attemptOf(world, key), 2);
  });
}

test('a stage that succeeded is retried only when all of its jobs are forced', async () => {
  await using world = await World.open();
  const { key } = await world.queue();
  await world.finish(key, 'succeeded');
  const refused = await world.call('PATCH', stageOf(key), { body: { state: 'retry', forceRetryAllJobs: false } });
  assert.equal(refused.statusCode, 409);
  assert.match(refused.json<ErrorEnvelope>().message, /'__default' can't be retried/);
  const forced = await world.call('PATCH', stageOf(key), { body: { state: 'retry', forceRetryAllJobs: true } });
  assert.equal(forced.statusCode, 204);
  assert.equal(await attemptOf(world, key), 2);
});

for (const state of ['cancel', 0]) {
  test(`a stage that waits is canceled with ${JSON.stringify(state)}, once`, async () => {
    await using world = await World.open();
    const { key } = await world.queue();
    assert.equal((await world.call('PATCH', stageOf(key), { body: { state } })).statusCode, 204);
    assert.equal((await world.orchestrator.state(key))?.result, 'canceled');
    assert.equal((await world.call('PATCH', stageOf(key), { body: { state } })).statusCode, 409);
  });
}

for (const [body, stage, status] of [
  [{ state: 'run' }, '__default', 409],
  [{ state: 'retry' }, 'nowhere', 404],
  [{ state: 'dance' }, '__default', 400],
  [{}, '__default', 400],
] as const) {
  test(`the wish ${JSON.stringify(body)} of the stage ${stage} is answered ${status}`, async () => {
    await using world = await World.open();
    const { key } = await world.queue();
    assert.equal((await world.call('PATCH', stageOf(key, stage), { body })).statusCode, status);
    assert.equal((await world.orchestrator.state(key))?.state, 'inProgress');
  });
}

test('a build that failed is retried as a whole, under the same id and number', async () => {
  await using world = await World.open();
  const { key, name } = await world.queue();
  const path = `/oracle/_apis/build/builds/${key.runId}?retry=true&${v}`;
  const early = await world.call('PATCH', path, { body: {} });
  assert.equal(early.statusCode, 409);
  await world.finish(key, 'failed');
  const answer = await world.call('PATCH', path, { body: { id: key.runId, status: 'completed' } });
  assert.equal(answer.statusCode, 200, answer.body);
  const { id, buildNumber, status, result } = answer.json<Build>();
  assert.deepEqual([id, buildNumber, status, result], [key.runId, name, 'inProgress', undefined]);
  assert.equal(await attemptOf(world, key), 2);
});

test('a build of which nothing failed is not retried', async () => {
  await using world = await World.open();
  const { key } = await world.queue();
  await world.finish(key, 'succeeded');
  const answer = await world.call('PATCH', `/oracle/_apis/build/builds/${key.runId}?retry=true&${v}`, { body: {} });
  assert.equal(answer.statusCode, 409);
  assert.equal(await attemptOf(world, key), 1);
});
