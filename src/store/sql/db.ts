import type { Kysely } from 'kysely';
import type { Schema } from './schema.ts';

/** A database, or a transaction on it. */
export type Db = Kysely<Schema>;
