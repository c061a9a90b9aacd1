import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Kysely, sql } from 'kysely';
import type { Stores } from '../run/ports/stores.ts';
import type { Db, Engine } from './sql/engine.ts';
import { migrate } from './sql/migrate.ts';
import type { Schema } from './sql/schema.ts';
import { sqlStores } from './sql/stores.ts';
import { NodeSqliteDialect } from './sqlite/node-sqlite-dialect.ts';
import { LocalWakeups } from './wakeups/local.ts';

/** How large the log of recent writes stays on disk after a burst has made it larger, in bytes. */
const walBytes = 64 * 1024 * 1024;

/**
 * Stores in one SQLite file, made with its folder where there is none, for one server. What was acknowledged survives a loss of power
 * (WAL, synchronous FULL). Throws when the file is not such a database, or a newer Millrace's.
 */
export async function openSqliteStores({ file }: { readonly file: string }): Promise<Stores> {
  await mkdir(dirname(file), { recursive: true });
  const db = new Kysely<Schema>({ dialect: new NodeSqliteDialect(new DatabaseSync(file, { timeout: 0 })) });
  const engine: Engine = {
    db,
    dialect: { text: 'text', integer: 'integer', bytes: 'blob', tableOptions: 'strict', skipLocked: sql`` },
    transaction: work => db.transaction().execute(work),
    soon: work => db.connection().execute(one => unflushed(one, work)),
    transactionSoon: work => db.connection().execute(one => unflushed(one, () => one.transaction().execute(work))),
    // A transaction holds the lock for writing from its beginning.
    lockMigrations: async () => {},
  };
  try {
    await configure(engine);
    await migrate(engine);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  const wakeups = new LocalWakeups();
  return sqlStores(engine, wakeups, async () => wakeups.wakeAll());
}

/** While the one connection is held nothing else is written with less care. */
async function unflushed<T>(db: Db, work: (db: Db) => Promise<T>): Promise<T> {
  await sql`pragma synchronous = normal`.execute(db);
  try {
    return await work(db);
  } finally {
    await sql`pragma synchronous = full`.execute(db);
  }
}

async function configure({ db }: Engine): Promise<void> {
  for (const pragma of ['journal_mode = wal', 'synchronous = full', `journal_size_limit = ${walBytes}`])
    await sql.raw(`pragma ${pragma}`).execute(db);
}
