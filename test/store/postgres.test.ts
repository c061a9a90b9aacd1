import assert from 'node:assert/strict';
import { createServer, type Socket } from 'node:net';
import { after, before, describe, type TestContext, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { Stores } from '../../src/run/ports/stores.ts';
import { openPostgresStores } from '../../src/store/postgres.ts';
import { commit, many, organization, run7 } from '../conformance/samples.ts';
import { storesConformance } from '../conformance/stores.ts';
import { killTests } from './kill-tests.ts';
import { createDatabase, execute, type PostgresServer, startPostgres } from './postgres-server.ts';
import { reopenTests } from './reopen-tests.ts';

const longMs = 600_000;

let server: PostgresServer | undefined;

before(async () => {
  server = await startPostgres();
});

after(() => server?.[Symbol.asyncDispose]());

async function newPlace(): Promise<AsyncDisposable & { readonly place: string }> {
  assert.ok(server !== undefined);
  const database = await createDatabase(server);
  return { place: database.url, [Symbol.asyncDispose]: () => database[Symbol.asyncDispose]() };
}

async function openStores(): Promise<Stores> {
  const database = await newPlace();
  const stores = await openPostgresStores({ url: database.place });
  return {
    ...stores,
    async [Symbol.asyncDispose]() {
      await stores[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}

storesConformance('PostgreSQL', openStores);

describe('a PostgreSQL database', () => {
  killTests(newPlace);
  reopenTests(newPlace);

  test('carries wake-ups from server to server', async () => {
    await using database = await newPlace();
    const servers = await Promise.all(many(3, () => openPostgresStores({ url: database.place })));
    const topics = many(200, index => `topic ${index}`);
    const woken = servers.flatMap(one => topics.map(topic => one.wakeups.wait(topic, longMs)));
    for (const topic of topics) servers[0]?.wakeups.wake(topic);
    await Promise.all(woken);
    for (const one of servers) await one[Symbol.asyncDispose]();
  });

  test('that drops all connections is connected to again', async () => {
    await using database = await newPlace();
    const [here, there] = await Promise.all(many(2, () => openPostgresStores({ url: database.place })));
    assert.ok(here !== undefined && there !== undefined);
    await here.runs.append(commit(run7, 0));
    const waiting = there.wakeups.wait('a', longMs);
    await dropConnections(database.place);
    // A new connection wakes everyone, for wake-ups may have been lost with the old one.
    await waiting;
    await untilWoken(here, there);
    assert.deepEqual(await untilAnswered(() => here.runs.append(commit(run7, 1))), { ok: true, version: 2 });
    for (const one of [here, there]) await one[Symbol.asyncDispose]();
  });

  test('whose connections are dropped amid appends loses none that was acknowledged', async () => {
    await using database = await newPlace();
    await using stores = await openPostgresStores({ url: database.place });
    const told = new Map<number, number>();
    let isOver = false;
    const appending = many(8, async index => {
      const key = { organization, runId: index + 1 };
      for (let expected = 0; !isOver; ) {
        const outcome = await untilAnswered(() => stores.runs.append(commit(key, expected)));
        expected = outcome.ok ? outcome.version : outcome.found;
        told.set(key.runId, expected);
      }
    });
    for (let round = 0; round < 5; round += 1) {
      const before = total(told);
      while (total(told) < before + 50) await setImmediate();
      await dropConnections(database.place);
    }
    isOver = true;
    await Promise.all(appending);
    for (const [runId, version] of told) {
      const key = { organization, runId };
      const found = await untilAnswered(() => stores.runs.read(key, 0));
      assert.equal(found.length, version);
      assert.deepEqual(
        found.map(one => one.at),
        many(version, index => 1_700_000_000_001 + index),
      );
    }
  });

  test('of a newer Millrace is refused', async () => {
    await using database = await newPlace();
    await (await openPostgresStores({ url: database.place }))[Symbol.asyncDispose]();
    await execute(database.place, 'insert into migration (number, applied_at) values (999, 0)');
    await assert.rejects(openPostgresStores({ url: database.place }), /version 999, newer than this Millrace knows/);
  });

  test('that does not exist, or whose server does not answer, is refused', { timeout: 60_000 }, async t => {
    assert.ok(server !== undefined);
    const missing = new URL(server.url);
    missing.pathname = '/missing';
    await assert.rejects(openPostgresStores({ url: missing.href }), /database "missing" does not exist/);
    await assert.rejects(openPostgresStores({ url: 'postgres://postgres@127.0.0.1:1/x' }), /ECONNREFUSED/);
    await refusedBySilence(t);
  });
});

/** A server that takes connections and then says nothing. */
async function refusedBySilence(t: TestContext): Promise<void> {
  const sockets: Socket[] = [];
  const silent = createServer(socket => sockets.push(socket));
  await new Promise<void>(resolve => silent.listen(0, '127.0.0.1', resolve));
  const address = silent.address();
  assert.ok(typeof address === 'object' && address !== null);
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let isOver = false;
  const refused = assert.rejects(openPostgresStores({ url: `postgres://u@127.0.0.1:${address.port}/x` }), /timeout/);
  const over = refused.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    await setImmediate();
    if (sockets.length > 0) t.mock.timers.tick(1_000);
  }
  await over;
  t.mock.timers.reset();
  for (const socket of sockets) socket.destroy();
  silent.close();
}

async function dropConnections(url: string): Promise<void> {
  await execute(
    url,
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid()`,
  );
}

/** Tries again while connections are lost. */
async function untilAnswered<T>(ask: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ask();
    } catch (error) {
      if (attempt === 50) throw error;
      await setImmediate();
    }
  }
}

/** Wakes through one server until another one hears it. */
async function untilWoken(from: Stores, to: Stores): Promise<void> {
  let isWoken = false;
  const waiting = to.wakeups.wait('b', longMs).then(() => {
    isWoken = true;
  });
  while (!isWoken) {
    from.wakeups.wake('b');
    await setImmediate();
  }
  await waiting;
}

function total(versions: ReadonlyMap<number, number>): number {
  return versions.values().reduce((sum, version) => sum + version, 0);
}
