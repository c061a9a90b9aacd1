import { type Compilable, type CompiledQuery, Kysely, type QueryResult } from 'kysely';
import type { StatementDb } from '../sql/db.ts';
import type { Schema } from '../sql/schema.ts';
import { type NodeSqliteDialect, notToFlush } from './node-sqlite-dialect.ts';

/**
 * Kysely over a dialect of ours. Compiled statements that are not part of a transaction run at once while none is open: waiting for a turn on the one
 * connection takes as long as most of them, and none can come between the steps of another.
 */
export class SqliteDb extends Kysely<Schema> {
  readonly #dialect: NodeSqliteDialect;
  /** Runs statements that resolve before what they wrote is flushed. */
  readonly unflushed: StatementDb = {
    executeQuery: query => this.executeQuery({ ...compiled(query), ...notToFlush }),
    getExecutor: () => this.getExecutor(),
  };

  constructor(dialect: NodeSqliteDialect) {
    super({ dialect });
    this.#dialect = dialect;
  }

  override async executeQuery<R>(query: CompiledQuery<R> | Compilable<R>): Promise<QueryResult<R>> {
    const ready = compiled(query);
    return this.#dialect.runAlone<R>(ready) ?? super.executeQuery(ready);
  }
}

function compiled<R>(query: CompiledQuery<R> | Compilable<R>): CompiledQuery<R> {
  return 'sql' in query ? query : query.compile();
}
