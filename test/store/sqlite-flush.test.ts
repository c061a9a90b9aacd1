import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { Kysely, sql } from 'kysely';
import { NodeSqliteDialect, notToFlush } from '../../src/store/sqlite/node-sqlite-dialect.ts';
import { WalFlush } from '../../src/store/sqlite/wal-flush.ts';

/** A disk that takes its time: each flush ends when it is told to. */
class SlowDisk {
  readonly begun: PromiseWithResolvers<void>[] = [];
  readonly sync = (): Promise<void> => {
    const flush = Promise.withResolvers<void>();
    this.begun.push(flush);
    return flush.promise;
  };
}

async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  const settled = promise.then(
    () => true,
    () => true,
  );
  return Promise.race([settled, turn().then(() => turn(false))]);
}

test('who asks while a flush runs waits for the next, all of them for the same', async () => {
  const disk = new SlowDisk();
  const flush = new WalFlush(disk.sync);
  const first = flush.flush();
  await turn();
  assert.equal(disk.begun.length, 1);
  const others = [flush.flush(), flush.flush()];
  disk.begun[0]?.resolve();
  await first;
  assert.equal(await isSettled(Promise.race(others)), false);
  assert.equal(disk.begun.length, 2);
  disk.begun[1]?.resolve();
  await Promise.all(others);
});

test('a flush that fails fails those who waited for it, and no others', async () => {
  const disk = new SlowDisk();
  const flush = new WalFlush(disk.sync);
  const first = flush.flush();
  await turn();
  const second = flush.flush();
  disk.begun[0]?.reject(new Error('disk full'));
  await assert.rejects(first, /disk full/);
  await turn();
  disk.begun[1]?.resolve();
  await second;
});

test('a statement that writes resolves once it is flushed; reading and what has time wait for nothing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-test-'));
  const disk = new SlowDisk();
  const dialect = new NodeSqliteDialect(new DatabaseSync(join(folder, 'db')));
  const db = new Kysely<unknown>({ dialect });
  try {
    await sql`pragma synchronous = normal`.execute(db);
    await sql`create table t (n integer)`.execute(db);
    dialect.flushWith(disk.sync);
    assert.deepEqual((await sql`select n from t`.execute(db)).rows, []);
    await db.executeQuery({ ...sql`insert into t values (1)`.compile(db), ...notToFlush });
    await db.transaction().execute(tx => sql`insert into t values (2)`.execute(tx));
    assert.equal(disk.begun.length, 0);
    const written = sql`insert into t values (3) returning n`.execute(db);
    assert.equal(await isSettled(written), false);
    disk.begun[0]?.resolve();
    assert.equal((await written).rows.length, 1);
  } finally {
    await db.destroy();
    await rm(folder, { recursive: true, force: true });
  }
});
