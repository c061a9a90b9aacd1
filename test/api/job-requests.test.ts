import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PoolJobRequest } from '../../src/wire/job-requests.ts';
import { World } from './support/world.ts';

const pool = '/_apis/distributedtask/pools/1';
const v = 'api-version=7.1';

test('the jobs that wait for a pool or run on it are listed until they are over', async () => {
  await using world = await World.open();
  const list = async () =>
    (await world.call('GET', `${pool}/jobrequests?completedRequestCount=0&$top=10`)).json<{
      value: readonly PoolJobRequest[];
    }>().value;
  assert.deepEqual(await list(), []);
  const { key } = await world.queue();
  const body = { name: 'a', version: '4.0.0' };
  const { id } = (await world.call('POST', `${pool}/agents?${v}`, { body })).json<{ id: number }>();
  const agent = { id, name: 'a', version: '4.0.0' };
  const waiting = {
    requestId: 1,
    queueTime: '2026-08-12T08:26:45.68Z',
    poolId: 1,
    jobName: 'Job',
    demands: [],
    matchedAgents: [agent],
    matchesAllAgentsInPool: true,
  };
  assert.deepEqual(await list(), [waiting]);
  const owner = { ownerName: 'o', agent: { name: 'a' } };
  const session = (await world.call('POST', `${pool}/sessions?${v}`, { body: owner })).json<{ sessionId: string }>();
  await world.call('GET', `${pool}/messages?sessionId=${session.sessionId}`);
  const [held] = await list();
  assert.deepEqual(held?.reservedAgent, agent);
  assert.ok(held?.lockedUntil);
  await world.finish(key, 'succeeded');
  assert.deepEqual(await list(), []);
  assert.equal((await world.call('GET', '/_apis/distributedtask/pools/99/jobrequests')).statusCode, 404);
});
