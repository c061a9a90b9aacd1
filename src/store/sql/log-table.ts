import { sql } from 'kysely';
import type { Instant } from '../../base/clock.ts';
import type { RunKey } from '../../run/events.ts';
import type { Log, LogExtent, LogRow, LogTable } from '../../run/ports/log-table.ts';
import type { Db, Engine } from './engine.ts';
import { storedText } from './shape.ts';
import { Statement } from './statement.ts';

type Columns = {
  readonly log_id: number;
  readonly created_at: number;
  readonly changed_at: number;
  readonly line_count: number;
  readonly size_bytes: number;
};

/**
 * Logs in a database. Nothing is flushed for them alone: what is in blobs is not either, and a row should not promise more than there is.
 */
export class SqlLogTable implements LogTable {
  readonly #engine: Engine;
  readonly #statements: ReturnType<typeof statements>;

  constructor(engine: Engine) {
    this.#engine = engine;
    this.#statements = statements(engine);
  }

  async create(run: RunKey, at: Instant, logs: readonly LogExtent[]): Promise<readonly LogRow[]> {
    const { soon, transactionSoon } = this.#engine;
    const createAll = async (db: Db): Promise<readonly LogRow[]> => {
      const made: LogRow[] = [];
      for (const log of logs) made.push(await this.#create(db, run, at, log));
      return made;
    };
    return logs.length === 1 ? soon(createAll) : transactionSoon(createAll);
  }

  async get(run: RunKey, id: number): Promise<Log | undefined> {
    const [row] = await this.#statements.get.all(this.#engine.db, { ...run, id });
    if (row === undefined) return undefined;
    return { ...logRow(row), ...(row.bytes === null ? {} : { bytes: row.bytes }) };
  }

  async list(run: RunKey): Promise<readonly LogRow[]> {
    return (await this.#statements.list.all(this.#engine.db, { ...run })).map(logRow);
  }

  async grow(
    run: RunKey,
    id: number,
    fromBytes: number,
    { bytes = null, ...to }: Nullable<LogExtent> & { readonly at: Instant },
  ): Promise<boolean> {
    const grown = await this.#engine.soon(db => this.#statements.grow.all(db, { ...run, id, fromBytes, ...to, bytes }));
    return grown.length > 0;
  }

  async removeAll({ organization, runId }: RunKey): Promise<void> {
    await this.#engine.db
      .deleteFrom('log')
      .where('organization', '=', storedText(organization))
      .where('run_id', '=', runId)
      .execute();
  }

  /** Nothing is returned when another took the number first; each time around one of those who compete gets through. */
  async #create(
    db: Db,
    run: RunKey,
    at: Instant,
    { bytes = null, sizeBytes, lineCount }: Nullable<LogExtent>,
  ): Promise<LogRow> {
    for (;;) {
      const created = await this.#statements.create.first(db, { ...run, at, bytes, sizeBytes, lineCount });
      if (created !== undefined) return logRow(created);
    }
  }
}

/** As a database has it. */
type Nullable<Extent extends LogExtent> = Omit<Extent, 'bytes'> & { readonly bytes?: Uint8Array | null };

function logRow({ log_id, created_at, changed_at, line_count, size_bytes }: Columns): LogRow {
  return { id: log_id, createdAt: created_at, changedAt: changed_at, lineCount: line_count, sizeBytes: size_bytes };
}

const runKey = { organization: 'text', runId: 'integer' } as const;

const extent = { sizeBytes: 'integer', lineCount: 'integer', bytes: 'bytes or null' } as const;

function statements({ db, dialect }: Engine) {
  const columns = ['log_id', 'created_at', 'changed_at', 'line_count', 'size_bytes'] as const;
  const bytesType = sql.raw(dialect.bytes);
  const logsOf = ({ organization, runId }: RunKey) =>
    db.selectFrom('log').select(columns).where('organization', '=', organization).where('run_id', '=', runId);
  return {
    create: new Statement(
      { ...runKey, ...extent, at: 'integer' },
      ({ organization, runId, at, bytes, sizeBytes, lineCount }) =>
        sql<Columns>`
        insert into log (organization, run_id, log_id, created_at, changed_at, line_count, size_bytes, bytes)
        select cast(${organization} as text), cast(${runId} as bigint), coalesce(max(log_id), 0) + 1,
          cast(${at} as bigint), cast(${at} as bigint), cast(${lineCount} as bigint), cast(${sizeBytes} as bigint),
          cast(${bytes} as ${bytesType})
        from log where organization = ${organization} and run_id = ${runId}
        on conflict do nothing
        returning log_id, created_at, changed_at, line_count, size_bytes`.compile(db),
    ),
    get: new Statement({ ...runKey, id: 'integer' }, ({ id, ...run }) =>
      logsOf(run).select('bytes').where('log_id', '=', id).compile(),
    ),
    list: new Statement(runKey, run => logsOf(run).orderBy('log_id').compile()),
    grow: new Statement(
      { ...runKey, ...extent, id: 'integer', fromBytes: 'integer', at: 'integer' },
      ({ organization, runId, id, fromBytes, sizeBytes, lineCount, at, bytes }) =>
        db
          .updateTable('log')
          .set({ size_bytes: sizeBytes, line_count: lineCount, changed_at: at, bytes })
          .where('organization', '=', organization)
          .where('run_id', '=', runId)
          .where('log_id', '=', id)
          .where('size_bytes', '=', fromBytes)
          .returning('log_id')
          .compile(),
    ),
  };
}
