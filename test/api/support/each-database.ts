import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import type { Stores } from '../../../src/run/ports/stores.ts';
import { openPostgresStores } from '../../../src/store/postgres.ts';
import { openSqliteStores } from '../../../src/store/sqlite.ts';
import {
  createDatabase,
  type PostgresDatabase,
  type PostgresServer,
  startPostgres,
} from '../../store/postgres-server.ts';

/** Defines tests on SQLite and on PostgreSQL; whatever is opened while one of the two has its turn is on one and the same database. */
export function onEachDatabase(define: (name: string, open: () => Promise<Stores>) => void): void {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'millrace-races-'));
  });
  after(() => rm(folder, { recursive: true }));
  define('SQLite', () => openSqliteStores({ file: join(folder, 'millrace.db') }));

  let server: PostgresServer;
  let database: PostgresDatabase;
  before(async () => {
    server = await startPostgres();
    database = await createDatabase(server);
  });
  after(async () => {
    await database[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });
  define('PostgreSQL', () => openPostgresStores({ url: database.url }));
}
