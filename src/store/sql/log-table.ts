import { sql } from 'kysely';
import type { Instant } from '../../base/clock.ts';
import type { RunKey } from '../../run/events.ts';
import type { LogRow, LogTable } from '../../run/ports/log-table.ts';
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

/** Logs in a database. Nothing is flushed for them alone: their bytes are not either, and a row should not promise more than there is. */
export class SqlLogTable implements LogTable {
  readonly #db: Db;
  readonly #soon: Engine['soon'];
  readonly #statements: ReturnType<typeof statements>;

  constructor({ db, soon }: Engine) {
    this.#db = db;
    this.#soon = soon;
    this.#statements = statements(db);
  }

  async create(run: RunKey, at: Instant): Promise<LogRow> {
    // Nothing is returned when another took the number first; each time around one of those who compete gets through.
    for (;;) {
      const created = await this.#soon(db => this.#statements.create.first(db, { ...run, at }));
      if (created !== undefined) return logRow(created);
    }
  }

  async get(run: RunKey, id: number): Promise<LogRow | undefined> {
    return (await this.#statements.get.all(this.#db, { ...run, id })).map(logRow)[0];
  }

  async list(run: RunKey): Promise<readonly LogRow[]> {
    return (await this.#statements.list.all(this.#db, { ...run })).map(logRow);
  }

  async grow(
    run: RunKey,
    id: number,
    fromBytes: number,
    to: { readonly sizeBytes: number; readonly lineCount: number; readonly at: Instant },
  ): Promise<boolean> {
    const grown = await this.#soon(db => this.#statements.grow.all(db, { ...run, id, fromBytes, ...to }));
    return grown.length > 0;
  }

  async removeAll({ organization, runId }: RunKey): Promise<void> {
    await this.#db
      .deleteFrom('log')
      .where('organization', '=', storedText(organization))
      .where('run_id', '=', runId)
      .execute();
  }
}

function logRow({ log_id, created_at, changed_at, line_count, size_bytes }: Columns): LogRow {
  return { id: log_id, createdAt: created_at, changedAt: changed_at, lineCount: line_count, sizeBytes: size_bytes };
}

const runKey = { organization: 'text', runId: 'integer' } as const;

function statements(db: Db) {
  const logsOf = ({ organization, runId }: RunKey) =>
    db
      .selectFrom('log')
      .select(['log_id', 'created_at', 'changed_at', 'line_count', 'size_bytes'])
      .where('organization', '=', organization)
      .where('run_id', '=', runId);
  return {
    create: new Statement({ ...runKey, at: 'integer' }, ({ organization, runId, at }) =>
      sql<Columns>`
        insert into log (organization, run_id, log_id, created_at, changed_at, line_count, size_bytes)
        select cast(${organization} as text), cast(${runId} as bigint), coalesce(max(log_id), 0) + 1,
          cast(${at} as bigint), cast(${at} as bigint), 0, 0
        from log where organization = ${organization} and run_id = ${runId}
        on conflict do nothing
        returning log_id, created_at, changed_at, line_count, size_bytes`.compile(db),
    ),
    get: new Statement({ ...runKey, id: 'integer' }, ({ id, ...run }) =>
      logsOf(run).where('log_id', '=', id).compile(),
    ),
    list: new Statement(runKey, run => logsOf(run).orderBy('log_id').compile()),
    grow: new Statement(
      { ...runKey, id: 'integer', fromBytes: 'integer', sizeBytes: 'integer', lineCount: 'integer', at: 'integer' },
      ({ organization, runId, id, fromBytes, sizeBytes, lineCount, at }) =>
        db
          .updateTable('log')
          .set({ size_bytes: sizeBytes, line_count: lineCount, changed_at: at })
          .where('organization', '=', organization)
          .where('run_id', '=', runId)
          .where('log_id', '=', id)
          .where('size_bytes', '=', fromBytes)
          .returning('log_id')
          .compile(),
    ),
  };
}
