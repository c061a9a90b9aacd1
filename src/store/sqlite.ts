import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sql } from 'kysely';
import type { Stores } from '../run/ports/stores.ts';
import type { Engine } from './sql/engine.ts';
import { migrate } from './sql/migrate.ts';
import { ReadCache } from './sql/read-cache.ts';
import { sqlStores } from './sql/stores.ts';
import { NodeSqliteDialect } from './sqlite/node-sqlite-dialect.ts';
import { SqliteDb } from './sqlite/sqlite-db.ts';
import { LocalWakeups } from './wakeups/local.ts';

/** How large the log of recent writes stays on disk after a burst has made it larger, in bytes. */
const walBytes = 64 * 1024 * 1024;

/** After how many pages of recent writes they go into the file itself: a page that is written again and again goes there once. */
const checkpointPages = 8000;

/**
 * Stores in one SQLite file, made with its folder where there is none, for one server. What was acknowledged survives a loss of power: its log of
 * recent writes is flushed before that. Throws when the file is not such a database, or a newer Millrace's.
 */
export async function openSqliteStores({ file }: { readonly file: string }): Promise<Stores> {
  await mkdir(dirname(file), { recursive: true });
  const dialect = new NodeSqliteDialect(new DatabaseSync(file, { timeout: 0 }));
  const db = new SqliteDb(dialect);
  const engine: Engine = {
    db,
    dialect: { text: 'text', integer: 'integer', bytes: 'blob', tableOptions: 'strict', skipLocked: sql`` },
    reads: new ReadCache(db, () => dialect.othersVersion()),
    transaction: async work => {
      const done = await db.transaction().execute(work);
      // Not within the transaction: others use the connection meanwhile.
      await dialect.flush();
      return done;
    },
    soon: work => work(db.unflushed),
    transactionSoon: work => db.transaction().execute(work),
    // A transaction holds the lock for writing from its beginning.
    lockMigrations: async () => {},
  };
  try {
    await configure(engine);
    await migrate(engine);
    // The file stays the same one for as long as the database is open.
    const wal = await open(`${file}-wal`, 'r+');
    dialect.flushWith(() => wal.datasync());
    await dialect.flush();
    const wakeups = new LocalWakeups();
    return sqlStores(engine, wakeups, async () => {
      wakeups.wakeAll();
      await wal.close();
    });
  } catch (error) {
    await db.destroy();
    throw error;
  }
}

async function configure({ db }: Engine): Promise<void> {
  for (const pragma of [
    'journal_mode = wal',
    'synchronous = normal',
    `journal_size_limit = ${walBytes}`,
    `wal_autocheckpoint = ${checkpointPages}`,
  ])
    await sql.raw(`pragma ${pragma}`).execute(db);
}
