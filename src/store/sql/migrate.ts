import { sql } from 'kysely';
import type { Db } from './db.ts';
import type { Dialect, Engine } from './engine.ts';
import { firstTables } from './migrations/0001-first.ts';
import { documentTable } from './migrations/0002-documents.ts';
import { pipelineRevision } from './migrations/0003-pipeline-revision.ts';
import { agentPoolTable } from './migrations/0004-agent-pools.ts';
import { smallLogs } from './migrations/0005-small-logs.ts';
import { runItems } from './migrations/0006-run-items.ts';
import { requestPriority } from './migrations/0007-request-priority.ts';
import { agentNames } from './migrations/0008-agent-names.ts';

/** Statements of SQL in the words of a database. */
type Migration = (dialect: Dialect) => readonly string[];

/** Number n stands at n - 1. Only added to: a migration that was released is never edited. */
const migrations: readonly Migration[] = [
  firstTables,
  documentTable,
  pipelineRevision,
  agentPoolTable,
  smallLogs,
  runItems,
  requestPriority,
  agentNames,
];

/**
 * Brings the tables up to date, all or nothing; processes that start at once take turns. Throws when a newer Millrace has changed them
 * in ways that this one does not know.
 */
export async function migrate({ dialect, transaction, lockMigrations }: Engine): Promise<void> {
  await transaction(async tx => {
    await lockMigrations(tx);
    const done = await lastApplied(tx, dialect);
    if (done > migrations.length)
      throw new Error(`The database is at version ${done}, newer than this Millrace knows (${migrations.length}).`);
    for (const [index, migration] of migrations.entries()) {
      if (index < done) continue;
      for (const statement of migration(dialect)) await sql.raw(statement).execute(tx);
      await tx
        .insertInto('migration')
        .values({ number: index + 1, applied_at: Date.now() })
        .execute();
    }
  });
}

async function lastApplied(tx: Db, { integer, tableOptions }: Dialect): Promise<number> {
  await sql
    .raw(
      `create table if not exists migration
        (number ${integer} not null primary key, applied_at ${integer} not null) ${tableOptions}`,
    )
    .execute(tx);
  const last = await tx.selectFrom('migration').select('number').orderBy('number', 'desc').limit(1).executeTakeFirst();
  return last?.number ?? 0;
}
