import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { databaseConnectMs } from '../base/limits.ts';
import type { Stores } from '../run/ports/stores.ts';
import { PostgresWakeups } from './postgres/wakeups.ts';
import type { Engine } from './sql/engine.ts';
import { migrate } from './sql/migrate.ts';
import { plainReads } from './sql/read-cache.ts';
import type { Schema } from './sql/schema.ts';
import { sqlStores } from './sql/stores.ts';

/** The type of an eight-byte integer. */
const int8 = 20;
/** Held by whoever migrates; any number that no other program uses. */
const migrationLock = 7_244_119_350_116;

/**
 * Stores in a PostgreSQL database (15 or newer), for any number of servers. Opens up to 10 connections and one for wake-ups. Throws when
 * the server can't be reached, or when a newer Millrace has changed the database.
 */
export async function openPostgresStores({ url }: { readonly url: string }): Promise<Stores> {
  const config = {
    connectionString: url,
    application_name: 'millrace',
    connectionTimeoutMillis: databaseConnectMs,
    keepAlive: true,
  };
  const engine = postgresEngine(config);
  const wakeups = new PostgresWakeups(config);
  try {
    await migrate(engine);
    await wakeups.open();
  } catch (error) {
    await engine.db.destroy();
    throw error;
  }
  return sqlStores(engine, wakeups, () => wakeups.close());
}

function postgresEngine(config: pg.PoolConfig): Engine {
  const pool = new pg.Pool({ ...config, types: { getTypeParser } });
  // A lost connection leaves the pool by itself, and fails the query that uses it; without listeners, on idle connections and on
  // those in use, it would end the process.
  pool.on('error', () => {});
  pool.on('connect', client => client.on('error', () => {}));
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  const transaction: Engine['transaction'] = work => db.transaction().setIsolationLevel('read committed').execute(work);
  return {
    db,
    dialect: {
      text: 'text collate "C"',
      integer: 'bigint',
      bytes: 'bytea',
      tableOptions: '',
      skipLocked: sql`for update skip locked`,
    },
    reads: plainReads(db),
    transaction,
    transactionSoon: transaction,
    soon: work => work(db),
    lockMigrations: async tx => {
      await sql`select pg_advisory_xact_lock(${migrationLock})`.execute(tx);
    },
  };
}

/** Integers as numbers: none of ours comes near 2^53. */
function getTypeParser(oid: number, format?: 'text' | 'binary') {
  return oid === int8 ? Number : pg.types.getTypeParser(oid, format);
}
