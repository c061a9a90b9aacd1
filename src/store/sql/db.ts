import type { Kysely } from 'kysely';
import type { Schema } from './schema.ts';

/** A database, or a transaction on it. */
export type Db = Kysely<Schema>;

/** What statements that are compiled once need of a database. */
export type StatementDb = Pick<Db, 'executeQuery' | 'getExecutor'>;
