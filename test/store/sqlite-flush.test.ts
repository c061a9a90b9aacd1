import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { Kysely, sql } from 'kysely';
import { NodeSqliteDialect } from '../../src/store/sqlite/node-sqlite-dialect.ts';

test('how writes are flushed can be changed again and again, with the same words', async () => {
  const db = new Kysely<unknown>({ dialect: new NodeSqliteDialect(new DatabaseSync(':memory:')) });
  for (const [word, number] of [
    ['normal', 1],
    ['full', 2],
    ['normal', 1],
    ['full', 2],
  ] as const) {
    await sql.raw(`pragma synchronous = ${word}`).execute(db);
    assert.deepEqual({ ...((await sql`pragma synchronous`.execute(db)).rows[0] as object) }, { synchronous: number });
  }
  await db.destroy();
});
