import type { RawBuilder } from 'kysely';
import type { Db, StatementDb } from './db.ts';
import type { Reads } from './read-cache.ts';

/** Words of SQL in which the databases differ. */
export type Dialect = {
  /** The types of columns. Texts compare by their bytes, whatever the database's own order. */
  readonly text: string;
  readonly integer: string;
  readonly bytes: string;
  /** Follows a table's columns. */
  readonly tableOptions: string;
  /** Follows a subquery whose rows are to be changed: rows that another transaction changes are passed over. */
  readonly skipLocked: RawBuilder<unknown>;
};

/** A database and how it is written to: all that the stores need to know of SQLite and PostgreSQL. */
export type Engine = {
  readonly db: Db;
  readonly dialect: Dialect;
  /** Reads what seldom changes. */
  readonly reads: Reads;
  /** Runs work as one transaction that may write; rolled back when it throws. */
  transaction<T>(work: (tx: Db) => Promise<T>): Promise<T>;
  /**
   * Runs writes that nobody loses much by: they survive the end of the process like all others, and a loss of power only with the next transaction
   * that is stored. A flush to the disk takes longer than the rest of a small write.
   */
  soon<T>(work: (db: StatementDb) => Promise<T>): Promise<T>;
  /** A transaction of such writes. */
  transactionSoon<T>(work: (tx: Db) => Promise<T>): Promise<T>;
  /** Lets one process at a time migrate; held until the transaction ends. */
  lockMigrations(tx: Db): Promise<void>;
};
