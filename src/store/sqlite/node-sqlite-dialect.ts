import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type Kysely,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { databaseBusyMs } from '../../base/limits.ts';
import { type Sync, WalFlush } from './wal-flush.ts';

/** Marks a query that resolves before what it wrote is flushed. */
export const notToFlush = { isUnflushed: true } as const;

/** The primary result code of a statement that another process's write keeps out. */
const busyCode = 5;
const busyPauseMs = 5;

/**
 * Kysely on node:sqlite, with one connection: Kysely lets one query or transaction after the other use it. The connection's own busy
 * timeout must be 0: it would block the whole process where this dialect waits and lets the rest go on.
 *
 * SQLite itself is to flush nothing but at checkpoints (`synchronous = normal`), for it would stand still meanwhile. A statement of its own that writes
 * resolves when it is flushed; whoever makes a transaction flushes after it.
 */
export class NodeSqliteDialect implements Dialect {
  readonly #database: DatabaseSync;
  readonly #connection: NodeSqliteConnection;
  #flush: WalFlush | undefined;
  #dataVersion: StatementSync | undefined;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#connection = new NodeSqliteConnection(database, () => this.flush());
  }

  /** From now on what is written is flushed in this way. */
  flushWith(sync: Sync): void {
    this.#flush = new WalFlush(sync);
  }

  /** Resolves when all that was written is on the disk. */
  async flush(): Promise<void> {
    await this.#flush?.flush();
  }

  /** Another number after another process has written. Answers at once, also within a transaction. */
  othersVersion(): number {
    this.#dataVersion ??= this.#database.prepare('pragma data_version');
    try {
      return Number(this.#dataVersion.get()?.data_version);
    } catch (error) {
      // Somebody keeps readers out at this moment: nobody knows then, and NaN is no former version.
      if (isBusy(error)) return Number.NaN;
      throw error;
    }
  }

  /** Runs a statement now; `undefined` where it can't be: a transaction is open, which it must not be part of, or another process writes. */
  runAlone<R>(query: CompiledQuery): Promise<QueryResult<R>> | undefined {
    return this.#database.isTransaction ? undefined : this.#connection.runNow<R>(query);
  }

  createDriver(): Driver {
    return new NodeSqliteDriver(this.#database, this.#connection);
  }

  createAdapter(): SqliteAdapter {
    return new SqliteAdapter();
  }

  createQueryCompiler(): SqliteQueryCompiler {
    return new SqliteQueryCompiler();
  }

  createIntrospector(db: Kysely<unknown>): SqliteIntrospector {
    return new SqliteIntrospector(db);
  }
}

class NodeSqliteDriver implements Driver {
  readonly #database: DatabaseSync;
  readonly #connection: NodeSqliteConnection;

  constructor(database: DatabaseSync, connection: NodeSqliteConnection) {
    this.#database = database;
    this.#connection = connection;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#connection;
  }

  /** Takes the lock for writing at once: a transaction that reads first could find itself unable to write later. */
  async beginTransaction(): Promise<void> {
    await this.#connection.run('begin immediate');
  }

  async commitTransaction(): Promise<void> {
    await this.#connection.run('commit');
  }

  async rollbackTransaction(): Promise<void> {
    // Some errors, such as a full disk, have rolled back already.
    if (this.#database.isTransaction) await this.#connection.run('rollback');
  }

  async releaseConnection(): Promise<void> {}

  async destroy(): Promise<void> {
    if (this.#database.isOpen) this.#database.close();
  }
}

type MarkedQuery = CompiledQuery & { readonly isUnflushed?: boolean };

type Prepared = { readonly statement: StatementSync; readonly returnsRows: boolean; readonly isReading: boolean };

const reading = /^\s*(select|pragma)\b/i;

class NodeSqliteConnection implements DatabaseConnection {
  readonly #database: DatabaseSync;
  readonly #flush: () => Promise<void>;
  /** By text. The stores make a fixed set of texts, so it needs no bound. */
  readonly #prepared = new Map<string, Prepared>();

  constructor(database: DatabaseSync, flush: () => Promise<void>) {
    this.#database = database;
    this.#flush = flush;
  }

  async executeQuery<R>(query: MarkedQuery): Promise<QueryResult<R>> {
    const rows = await this.run(query.sql, query.parameters as readonly SQLInputValue[]);
    return this.#resultOf(query, rows);
  }

  /** Runs without waiting; `undefined` when another process keeps it out. */
  runNow<R>(query: MarkedQuery): Promise<QueryResult<R>> | undefined {
    try {
      return this.#resultOf(query, this.#execute(query.sql, query.parameters as readonly SQLInputValue[]));
    } catch (error) {
      if (isBusy(error)) return undefined;
      throw error;
    }
  }

  /** Runs at once unless another process is writing; then tries again for a while. */
  async run(sql: string, parameters: readonly SQLInputValue[] = []): Promise<unknown[]> {
    for (let waitedMs = 0; ; waitedMs += busyPauseMs) {
      try {
        return this.#execute(sql, parameters);
      } catch (error) {
        if (!isBusy(error) || waitedMs >= databaseBusyMs) throw error;
      }
      await new Promise(resolve => setTimeout(resolve, busyPauseMs));
    }
  }

  // biome-ignore lint/correctness/useYield: the interface asks for a generator, and nothing here is long enough to stream.
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('Queries of SQLite are not streamed.');
  }

  async #resultOf<R>({ sql, isUnflushed = false }: MarkedQuery, rows: unknown[]): Promise<QueryResult<R>> {
    const waits = !isUnflushed && !this.#database.isTransaction && this.#prepared.get(sql)?.isReading !== true;
    if (waits) await this.#flush();
    return { rows: rows as R[] };
  }

  #execute(sql: string, parameters: readonly SQLInputValue[]): unknown[] {
    const { statement, returnsRows } = this.#prepare(sql);
    if (returnsRows) return statement.all(...parameters);
    statement.run(...parameters);
    return [];
  }

  #prepare(sql: string): Prepared {
    const known = this.#prepared.get(sql);
    if (known !== undefined) return known;
    const statement = this.#database.prepare(sql);
    const prepared = { statement, returnsRows: statement.columns().length > 0, isReading: reading.test(sql) };
    // SQLite sets and reads some pragmas when it prepares them, not when it runs them.
    if (!sql.startsWith('pragma')) this.#prepared.set(sql, prepared);
    return prepared;
  }
}

function isBusy(error: unknown): boolean {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return false;
  return (error.errcode & 0xff) === busyCode;
}
