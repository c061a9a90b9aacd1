import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { claimLookAhead, dueBatch } from '../../src/base/limits.ts';
import type { Claim } from '../../src/run/ports/job-queue.ts';
import type { JobRequest } from '../../src/run/ports/run-store.ts';
import type { Stores } from '../../src/run/ports/stores.ts';
import { commit, hostileTexts, many, organization, request } from './samples.ts';

/** What every `JobQueue` keeps. `open` makes empty stores. */
export function jobQueueConformance(name: string, open: () => Promise<Stores>): void {
  describe(`${name} keeps the JobQueue contract`, () => {
    claimTests(open);
    demandTests(open);
    holdTests(open);
    expiryTests(open);
  });
}

function claimTests(open: () => Promise<Stores>): void {
  test('the oldest request of the pool is given, then the next', async () => {
    await using stores = await open();
    await enqueue(stores, [
      request(1, { queuedAt: 300 }),
      request(2, { queuedAt: 100, poolId: 2 }),
      request(3, { queuedAt: 200 }),
      request(4, { queuedAt: 200 }),
      request(5, { queuedAt: 100, organization: 'other' }),
    ]);
    assert.deepEqual(await claimAll(stores, claim(1)), [3, 4, 1]);
    assert.deepEqual(await claimAll(stores, claim(1, { poolId: 2 })), [2]);
    assert.deepEqual(await claimAll(stores, claim(1, { organization: 'other' })), [5]);
    assert.deepEqual(await claimAll(stores, claim(1, { poolId: 9 })), []);
  });

  test('a request of a higher priority is given before older ones', async () => {
    await using stores = await open();
    const older = many(40, index => request(index + 1, { queuedAt: 100 + index }));
    const low = request(41, { queuedAt: 1, priority: 5 });
    const high = [request(42, { queuedAt: 500, priority: 1 }), request(43, { queuedAt: 400, priority: 2 })];
    await enqueue(stores, [low, ...older, ...high]);
    assert.deepEqual(await claimAll(stores, claim(1)), [42, 43, ...older.map(({ requestId }) => requestId), 41]);
  });

  test('what is given is the request as it was queued', async () => {
    await using stores = await open();
    const queued = request(1, { job: hostileTexts.join(), demands: ['bash'], attempt: 3 });
    await enqueue(stores, [queued]);
    assert.deepEqual(await stores.queue.claim(claim(1, { capabilities: { bash: '' } })), queued);
  });

  test('20 claims of 10 requests at once: each is given once', async () => {
    await using stores = await open();
    await enqueue(
      stores,
      many(10, index => request(index + 1)),
    );
    const given = await Promise.all(many(20, index => stores.queue.claim(claim(index + 1))));
    const ids = given.flatMap(one => (one === undefined ? [] : [one.requestId]));
    assert.deepEqual(
      ids.sort((a, b) => a - b),
      many(10, index => index + 1),
    );
  });

  test('what waits and what is held is counted by pool', async () => {
    await using stores = await open();
    assert.deepEqual(await stores.queue.depth(organization), []);
    const other = request(4, { organization: 'other' });
    await enqueue(stores, [request(1), request(2), request(3, { poolId: 2 }), other]);
    await stores.queue.claim(claim(1));
    assert.deepEqual(await stores.queue.depth(organization), [
      { poolId: 1, waiting: 1, held: 1 },
      { poolId: 2, waiting: 1, held: 0 },
    ]);
  });

  test('a request that is over is not given', async () => {
    await using stores = await open();
    await enqueue(stores, [request(1), request(2)]);
    const key = { organization, runId: 50 };
    await stores.runs.append(commit(key, 0, { dequeue: [1] }));
    assert.deepEqual(await claimAll(stores, claim(1)), [2]);
  });
}

function demandTests(open: () => Promise<Stores>): void {
  test('an agent is given only what it can do', async () => {
    await using stores = await open();
    await enqueue(stores, [
      request(1, { demands: ['gpu'] }),
      request(2, { demands: ['Agent.OS -equals linux', 'BASH'] }),
      request(3, { demands: ['agent.os -equals Windows_NT'] }),
      request(4),
    ]);
    const capabilities = { 'agent.os': 'Linux', bash: '/bin/bash' };
    assert.deepEqual(await claimAll(stores, claim(1, { capabilities })), [2, 4]);
    assert.deepEqual(await claimAll(stores, claim(2, { capabilities: { gpu: '' } })), [1]);
  });

  test(`the first ${claimLookAhead} waiting requests are looked at`, async () => {
    await using stores = await open();
    const inTheWay = many(claimLookAhead - 1, index => request(index + 1, { demands: ['gpu'] }));
    const [within, beyond] = [claimLookAhead, claimLookAhead + 1];
    await enqueue(stores, [...inTheWay, request(within), request(beyond)]);
    assert.equal((await stores.queue.claim(claim(1)))?.requestId, within);
    // The one that was given no longer waits, so the next has moved up.
    await enqueue(stores, [request(beyond + 1, { demands: ['gpu'], queuedAt: 0 })], 51);
    assert.equal(await stores.queue.claim(claim(1)), undefined);
    assert.equal((await stores.queue.claim(claim(2, { capabilities: { gpu: '' } })))?.requestId, beyond + 1);
    assert.equal((await stores.queue.claim(claim(1)))?.requestId, beyond);
  });
}

function holdTests(open: () => Promise<Stores>): void {
  test('a held request shows its agent, a waiting one none', async () => {
    await using stores = await open();
    const { queue } = stores;
    await enqueue(stores, [request(1), request(2), request(3)]);
    await queue.claim(claim(5, { lockedUntil: 1_000 }));
    await queue.claim(claim(5, { lockedUntil: 2_000 }));
    const held = [
      { ...request(1), agentId: 5, lockedUntil: 1_000 },
      { ...request(2), agentId: 5, lockedUntil: 2_000 },
    ];
    assert.deepEqual(await queue.get(organization, 1), held[0]);
    assert.deepEqual(await queue.get(organization, 3), request(3));
    assert.equal(await queue.get('other', 1), undefined);
    assert.deepEqual(await queue.heldBy(organization, 5), held);
    const [one] = held;
    assert.ok(one);
    const listed = await queue.list(organization, one.poolId, 100);
    assert.deepEqual(
      listed.filter(each => 'agentId' in each && each.agentId === 5),
      held,
    );
    assert.deepEqual(await queue.list(organization, one.poolId, 1), listed.slice(0, 1));
    assert.deepEqual(await queue.list('other', one.poolId, 100), []);
    assert.deepEqual(await queue.heldBy(organization, 6), []);
    assert.deepEqual(await queue.heldBy('other', 5), []);
  });

  test('the agent that holds a request can hold on, no other can', async () => {
    await using stores = await open();
    const { queue } = stores;
    await enqueue(stores, [request(1), request(2)]);
    await queue.claim(claim(5));
    assert.equal(await queue.renew(organization, 1, 5, 9_000), true);
    assert.deepEqual(await queue.get(organization, 1), { ...request(1), agentId: 5, lockedUntil: 9_000 });
    assert.equal(await queue.renew(organization, 1, 6, 9_999), false);
    assert.equal(await queue.renew(organization, 2, 5, 9_999), false);
    assert.equal(await queue.renew(organization, 3, 5, 9_999), false);
    assert.equal(await queue.renew('other', 1, 5, 9_999), false);
    assert.deepEqual(await queue.get(organization, 1), { ...request(1), agentId: 5, lockedUntil: 9_000 });
  });

  test('a released request waits again, for any agent', async () => {
    await using stores = await open();
    const { queue } = stores;
    await enqueue(stores, [request(1)]);
    await queue.claim(claim(5));
    for (const id of [1, 1, 99]) await queue.release(organization, id);
    assert.deepEqual(await queue.get(organization, 1), request(1));
    assert.equal(await queue.renew(organization, 1, 5, 9_999), false);
    assert.deepEqual(await queue.claim(claim(6)), request(1));
  });
}

function expiryTests(open: () => Promise<Stores>): void {
  test('locks that ended are found, in every organization', async () => {
    await using stores = await open();
    await enqueue(stores, [request(1), request(2), request(3, { organization: 'other' })]);
    await stores.queue.claim(claim(5, { lockedUntil: 300 }));
    await stores.queue.claim(claim(6, { lockedUntil: 100, organization: 'other' }));
    assert.deepEqual(await stores.queue.expired(100), []);
    assert.deepEqual(await expiredIds(stores, 101), [3]);
    assert.deepEqual(await expiredIds(stores, 301), [3, 1]);
    await stores.queue.renew(organization, 1, 5, 900);
    assert.deepEqual(await stores.queue.expired(301), [
      { ...request(3, { organization: 'other' }), agentId: 6, lockedUntil: 100 },
    ]);
  });

  test(`at most ${dueBatch} locks that ended are found at once, those that ended first`, async () => {
    await using stores = await open();
    const count = dueBatch + 5;
    await enqueue(
      stores,
      many(count, index => request(index + 1)),
    );
    for (let left = count; left > 0; left -= 1) await stores.queue.claim(claim(1, { lockedUntil: left }));
    const expected = many(dueBatch, index => count - index);
    assert.deepEqual(await expiredIds(stores, 10_000), expected);
  });
}

async function expiredIds(stores: Stores, now: number): Promise<readonly number[]> {
  return (await stores.queue.expired(now)).map(one => one.requestId);
}

/** Queues requests, of several organizations too, with an append to each. */
async function enqueue(stores: Stores, requests: readonly JobRequest[], runId = 50): Promise<void> {
  for (const [name, those] of Map.groupBy(requests, one => one.organization)) {
    const appended = await stores.runs.append(commit({ organization: name, runId: runId + 1 }, 0, { enqueue: those }));
    assert.ok(appended.ok);
  }
}

function claim(agentId: number, changes: Partial<Claim> = {}): Claim {
  return { organization, poolId: 1, agentId, capabilities: {}, lockedUntil: 5_000, ...changes };
}

/** The ids of everything that an agent is given until there is no more. */
async function claimAll(stores: Stores, wanted: Claim): Promise<readonly number[]> {
  const ids: number[] = [];
  for (;;) {
    const given = await stores.queue.claim(wanted);
    if (given === undefined) return ids;
    ids.push(given.requestId);
  }
}
