import { sql } from 'kysely';
import type { ProjectId } from '../../base/id.ts';
import type { ItemOfRun, ItemPage, RunQuery, Version, VersionedRow } from '../../run/ports/run-store.ts';
import { BulkStatement } from './bulk-statement.ts';
import type { Db } from './db.ts';
import type { Engine } from './engine.ts';
import { queriedRuns } from './run-query.ts';
import { type RunColumns, runRow } from './run-rows.ts';
import { Statement } from './statement.ts';

/** What lists show of runs, as it is kept beside their rows. */
export class RunItems {
  readonly #db: Db;
  readonly #soon: Engine['soon'];
  /** By what they ask for. */
  readonly #pages = new Map<string, Statement<typeof pageShape, PageRow>>();
  readonly #rows = rowsOfRuns();
  readonly #keep = keepItems();

  constructor({ db, soon }: Engine) {
    this.#db = db;
    this.#soon = soon;
  }

  async page({ organization, projectId, pipelineId, before, top }: RunQuery, form: number): Promise<ItemPage> {
    const name = `${projectId === undefined ? '' : 'project'} ${pipelineId === undefined ? '' : 'pipeline'}`;
    const statement =
      this.#pages.get(name) ??
      pageStatement(this.#db, { hasProject: projectId !== undefined, hasPipeline: pipelineId !== undefined });
    this.#pages.set(name, statement);
    const parameters = { organization, projectId: projectId ?? '', pipelineId: pipelineId ?? 0, top, form };
    const row = await statement.first(this.#db, { ...parameters, before: before ?? Number.MAX_SAFE_INTEGER });
    // PostgreSQL counts in 64 bits, which come as text.
    const [known, shown] = [Number(row?.known), Number(row?.shown)];
    const runIds: readonly number[] = JSON.parse(`[${row?.ids ?? ''}]`);
    return { runIds, isKnown: known === runIds.length, count: shown, text: row?.text ?? '' };
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

type PageRow = {
  readonly ids: string | null;
  readonly known: number | string;
  readonly shown: number | string;
  readonly text: string | null;
};

const pageShape = {
  organization: 'text',
  projectId: 'text',
  pipelineId: 'integer',
  before: 'integer',
  top: 'integer',
  form: 'integer',
} as const;

// One long text instead of many short ones, which would cost more than the reading.
function pageStatement(db: Db, { hasProject, hasPipeline }: Readonly<Record<'hasProject' | 'hasPipeline', boolean>>) {
  return new Statement<typeof pageShape, PageRow>(
    pageShape,
    ({ organization, projectId, pipelineId, before, top, form }) => {
      const asked: RunQuery = {
        ...{ organization, before, top },
        ...(hasProject ? { projectId: projectId as ProjectId } : {}),
        ...(hasPipeline ? { pipelineId } : {}),
      };
      const kept = sql<string | null>`case when run.item_version = run.version and run.item_form = ${form}
      then run.item end`;
      const page = queriedRuns(db, asked).select(['run_origin.run_id', kept.as('item')]);
      return sql<PageRow>`
      select string_agg(cast(run_id as text), ',') as ids, count(item) as known, count(nullif(item, '')) as shown,
        string_agg(nullif(item, ''), ',') as text
      from ${page} as page`.compile(db);
    },
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
