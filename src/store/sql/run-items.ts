import { sql } from 'kysely';
import type { ItemOfRun, JoinedItems, ListedRun, RunQuery, Version, VersionedRow } from '../../run/ports/run-store.ts';
import { BulkStatement } from './bulk-statement.ts';
import type { Db } from './db.ts';
import type { Engine } from './engine.ts';
import { queriedRuns } from './run-query.ts';
import { type RunColumns, runRow } from './run-rows.ts';

/** What lists show of runs, as it is kept beside their rows. */
export class RunItems {
  readonly #db: Db;
  readonly #soon: Engine['soon'];
  readonly #joined = joinedItems();
  readonly #rows = rowsOfRuns();
  readonly #keep = keepItems();

  constructor({ db, soon }: Engine) {
    this.#db = db;
    this.#soon = soon;
  }

  async outline(query: RunQuery, form: number): Promise<readonly ListedRun[]> {
    const found = await queriedRuns(this.#db, query)
      .select('run_origin.run_id')
      .select(
        sql<number | null>`case when run.item_version = run.version and run.item_form = ${form}
          then case when run.item = '' then 0 else 1 end end`.as('is_shown'),
      )
      .execute();
    return found.map(({ run_id: runId, is_shown }) => ({
      runId,
      item: is_shown === null ? 'unknown' : is_shown === 1 ? 'shown' : 'empty',
    }));
  }

  async joined(organization: string, runIds: readonly number[], form: number): Promise<JoinedItems> {
    const asked = runIds.map(run_id => ({ organization, run_id, form }));
    const parts = (await this.#joined.all(this.#db, asked)).filter(({ count }) => count > 0);
    return {
      count: parts.reduce((sum, { count }) => sum + count, 0),
      text: parts.map(({ text }) => text).join(','),
    };
  }

  async rows(organization: string, runIds: readonly number[]): Promise<readonly VersionedRow[]> {
    const asked = runIds.map(run_id => ({ organization, run_id }));
    return (await this.#rows.all(this.#db, asked)).map(columns => ({
      version: columns.version,
      row: runRow(columns),
    }));
  }

  async keep(organization: string, items: readonly ItemOfRun[]): Promise<void> {
    // In one order, so that servers that keep the same items do not wait for each other crosswise.
    const rows = items
      .toSorted((a, b) => a.runId - b.runId)
      .map(({ runId: run_id, version, form, text }) => ({ organization, run_id, version, form, item: text }));
    if (rows.length > 0) await this.#soon(db => this.#keep.all(db, rows));
  }
}

const keyShape = { organization: 'text', run_id: 'integer' } as const;

// One long text instead of many short ones, which would cost more than the reading. A look-up by organization and run needs no comparison of rows.
function joinedItems() {
  return new BulkStatement(
    { ...keyShape, form: 'integer' },
    rows => sql<{ readonly count: number; readonly text: string }>`
      with asked (organization, run_id, form) as (${rows})
      select count(*) as count, string_agg(item, ',') as text from (
        select item from run
        where organization = (select organization from asked limit 1) and run_id in (select run_id from asked)
          and item_form = (select form from asked limit 1) and item_version = version and item <> ''
        order by run_id desc) as kept`,
  );
}

function rowsOfRuns() {
  return new BulkStatement(
    keyShape,
    rows => sql<RunColumns & { readonly version: Version }>`
      select run.organization, run.run_id, run.version, run.json, run_origin.json as origin from run
      join run_origin on run_origin.organization = run.organization and run_origin.run_id = run.run_id
      where (run.organization, run.run_id) in (${rows})`,
  );
}

function keepItems() {
  return new BulkStatement(
    { organization: 'text', run_id: 'integer', version: 'integer', form: 'integer', item: 'text' },
    rows => sql<never>`
      with made (organization, run_id, version, form, item) as (${rows})
      update run set item_version = made.version, item_form = made.form, item = made.item from made
      where run.organization = made.organization and run.run_id = made.run_id and run.version = made.version`,
  );
}
