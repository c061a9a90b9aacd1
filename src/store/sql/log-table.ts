import { sql } from 'kysely';
import type { Instant } from '../../base/clock.ts';
import type { RunKey } from '../../run/events.ts';
import type { Log, LogExtent, LogRow, LogTable } from '../../run/ports/log-table.ts';
import { BulkStatement } from './bulk-statement.ts';
import type { StatementDb } from './db.ts';
import type { Dialect, Engine } from './engine.ts';
import { storedText } from './shape.ts';
import { Statement } from './statement.ts';
import { isTakenName } from './taken-name.ts';

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
  readonly #createAll: ReturnType<typeof createAll>;
  readonly #statements: ReturnType<typeof statements>;

  constructor(engine: Engine) {
    this.#engine = engine;
    this.#createAll = createAll(engine.dialect);
    this.#statements = statements(engine);
  }

  async create(run: RunKey, at: Instant, logs: readonly LogExtent[]): Promise<readonly LogRow[]> {
    const { soon, transactionSoon } = this.#engine;
    const create = (db: StatementDb): Promise<readonly LogRow[]> => this.#create(db, run, at, logs);
    for (;;) {
      try {
        return await (logs.length <= logsAtOnce ? soon(create) : transactionSoon(create));
      } catch (error) {
        // Another was faster with one of the numbers; each time around one of those who compete gets through.
        if (!isTakenName(error)) throw error;
      }
    }
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

  async #create(db: StatementDb, run: RunKey, at: Instant, logs: readonly LogExtent[]): Promise<readonly LogRow[]> {
    const made: LogRow[] = [];
    for (let from = 0; from < logs.length; from += logsAtOnce) {
      const rows = logs.slice(from, from + logsAtOnce).map((log, index) => columnsOf(run, at, index + 1, log));
      made.push(...(await this.#createAll.all(db, rows)).map(logRow));
    }
    return made.sort((a, b) => a.id - b.id);
  }
}

function columnsOf({ organization, runId }: RunKey, at: Instant, nth: number, log: LogExtent) {
  const { lineCount: line_count, sizeBytes: size_bytes, bytes = null } = log;
  return { organization, run_id: runId, nth, at, line_count, size_bytes, bytes };
}

/** So many logs are made by one statement: the numbers of all of them are counted from what was there before it. */
const logsAtOnce = 8;

/** Makes logs of one run, the `nth` with the run's nth id that is free. */
function createAll({ bytes }: Dialect): BulkStatement<typeof newColumns, Columns> {
  return new BulkStatement(
    newColumns,
    rows => sql<Columns>`
      insert into log (organization, run_id, log_id, created_at, changed_at, line_count, size_bytes, bytes)
      with made (organization, run_id, nth, at, line_count, size_bytes, bytes) as (${rows})
      select organization, run_id, nth + coalesce((
        select max(log_id) from log where log.organization = made.organization and log.run_id = made.run_id), 0),
        at, at, line_count, size_bytes, bytes
      from made
      returning log_id, created_at, changed_at, line_count, size_bytes`,
    { bytes },
  );
}

const newColumns = {
  organization: 'text',
  run_id: 'integer',
  nth: 'integer',
  at: 'integer',
  line_count: 'integer',
  size_bytes: 'integer',
  bytes: 'bytes or null',
} as const;

/** As a database has it. */
type Nullable<Extent extends LogExtent> = Omit<Extent, 'bytes'> & { readonly bytes?: Uint8Array | null };

function logRow({ log_id, created_at, changed_at, line_count, size_bytes }: Columns): LogRow {
  return { id: log_id, createdAt: created_at, changedAt: changed_at, lineCount: line_count, sizeBytes: size_bytes };
}

const runKey = { organization: 'text', runId: 'integer' } as const;

const extent = { sizeBytes: 'integer', lineCount: 'integer', bytes: 'bytes or null' } as const;

function statements({ db }: Engine) {
  const columns = ['log_id', 'created_at', 'changed_at', 'line_count', 'size_bytes'] as const;
  const logsOf = ({ organization, runId }: RunKey) =>
    db.selectFrom('log').select(columns).where('organization', '=', organization).where('run_id', '=', runId);
  return {
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
