import type { Instant } from '../../base/clock.ts';
import type { PlanId } from '../../base/id.ts';
import { dueBatch, groupCommits } from '../../base/limits.ts';
import type { RunEvent, RunKey } from '../../run/events.ts';
import type {
  Appended,
  Conflict,
  ItemOfRun,
  ItemPage,
  RunCommit,
  RunQuery,
  RunRow,
  RunStore,
  Version,
  VersionedRow,
} from '../../run/ports/run-store.ts';
import type { Db } from './db.ts';
import { readKind } from './document-store.ts';
import type { Engine } from './engine.ts';
import { GroupCommit } from './group-commit.ts';
import { RecentRuns } from './recent-runs.ts';
import { RunAppend } from './run-append.ts';
import { RunItems } from './run-items.ts';
import { queriedRuns, runsWithOrigins } from './run-query.ts';
import { runRow } from './run-rows.ts';
import { storedText } from './shape.ts';
import { Statement } from './statement.ts';

function isSoon({ durable }: RunCommit): boolean {
  return durable === 'soon';
}

/** Runs in a database. */
export class SqlRunStore implements RunStore {
  readonly #db: Db;
  readonly #transaction: Engine['transaction'];
  readonly #soon: Engine['soon'];
  readonly #appends: GroupCommit<RunCommit, Appended | Conflict>;
  readonly #statements: ReturnType<typeof statements>;
  readonly #items: RunItems;
  readonly #recent: RecentRuns;

  constructor(engine: Engine) {
    const { db, reads, transaction, transactionSoon, soon } = engine;
    this.#items = new RunItems(engine);
    this.#db = db;
    this.#soon = soon;
    this.#transaction = transaction;
    this.#statements = statements(db);
    const append = new RunAppend();
    this.#recent = new RecentRuns(() => reads.version());
    this.#appends = new GroupCommit({
      commit: async commits => {
        const { version } = this.#recent;
        const appended = await (commits.every(isSoon) ? transactionSoon : transaction)(tx => append.write(tx, commits));
        for (const { kind } of commits.flatMap(({ outbox = [] }) => outbox)) reads.changed(readKind(kind));
        for (const [index, commit] of commits.entries()) this.#settle(commit, appended[index], version);
        return appended;
      },
      keyOf: ({ key }) => `${key.runId}/${key.organization}`,
      largestGroup: groupCommits,
    });
  }

  async allot(organization: string, sequence: string): Promise<number> {
    // What is stored under the number is stored after it, and so keeps it.
    const row = await this.#soon(db => this.#statements.allot.first(db, { organization, sequence }));
    if (row === undefined) throw new Error(`Sequence ${sequence} gave no number.`);
    return row.value;
  }

  append(commit: RunCommit): Promise<Appended | Conflict> {
    return this.#appends.submit(commit);
  }

  async read(key: RunKey, after: Version): Promise<readonly RunEvent[]> {
    const rows = await this.#statements.read.all(this.#db, { ...key, after });
    return rows.map(row => JSON.parse(row.json) as RunEvent);
  }

  async row(key: RunKey): Promise<RunRow | undefined> {
    const recent = this.#recent.row(key);
    if (recent !== undefined) return recent;
    const columns = await this.#statements.row.first(this.#db, { ...key });
    return columns === undefined ? undefined : runRow(columns);
  }

  async byPlan(organization: string, planId: PlanId): Promise<RunKey | undefined> {
    const found = await this.#statements.byPlan.first(this.#db, { organization, planId });
    return found === undefined ? undefined : { organization, runId: found.run_id };
  }

  async finalYaml(key: RunKey): Promise<string | undefined> {
    const recent = this.#recent.finalYaml(key);
    if (recent !== undefined) return recent;
    const json = (await this.#statements.finalYaml.first(this.#db, { ...key }))?.final_yaml;
    return typeof json === 'string' ? (JSON.parse(json) as string) : undefined;
  }

  async remove({ organization, runId }: RunKey): Promise<void> {
    const name = storedText(organization);
    await this.#transaction(async tx => {
      for (const table of ['run', 'run_origin', 'event'] as const)
        await tx.deleteFrom(table).where('organization', '=', name).where('run_id', '=', runId).execute();
    });
    this.#recent.forget({ organization, runId });
  }

  async list(query: RunQuery): Promise<readonly RunRow[]> {
    return (await queriedRuns(this.#db, query).select(rowColumns).execute()).map(runRow);
  }

  itemPage(query: RunQuery, form: number): Promise<ItemPage> {
    return this.#items.page(query, form);
  }

  rows(organization: string, runIds: readonly number[]): Promise<readonly VersionedRow[]> {
    return this.#items.rows(organization, runIds);
  }

  keepItems(organization: string, items: readonly ItemOfRun[]): Promise<void> {
    return this.#items.keep(organization, items);
  }

  async due(now: Instant): Promise<readonly RunKey[]> {
    const rows = await this.#statements.due.all(this.#db, { now });
    return rows.map(row => ({ organization: row.organization, runId: row.run_id }));
  }

  /** Resolves when every append is settled. */
  drain(): Promise<void> {
    return this.#appends.drain();
  }

  /** A run that stands elsewhere than its commit expected was changed by somebody else. */
  #settle(commit: RunCommit, outcome: Appended | Conflict | undefined, version: number): void {
    if (outcome?.ok) this.#recent.keep(commit, version);
    else this.#recent.forget(commit.key);
  }
}

const runKey = { organization: 'text', runId: 'integer' } as const;

function statements(db: Db) {
  return {
    allot: new Statement({ organization: 'text', sequence: 'text' }, ({ organization, sequence }) =>
      db
        .insertInto('sequence')
        .values({ organization, name: sequence, value: 1 })
        .onConflict(conflict =>
          conflict
            .columns(['organization', 'name'])
            .doUpdateSet(update => ({ value: update('sequence.value', '+', 1) })),
        )
        .returning('value')
        .compile(),
    ),
    read: new Statement({ ...runKey, after: 'integer' }, ({ organization, runId, after }) =>
      db
        .selectFrom('event')
        .select('json')
        .where('organization', '=', organization)
        .where('run_id', '=', runId)
        .where('version', '>', after)
        .orderBy('version')
        .compile(),
    ),
    row: new Statement(runKey, ({ organization, runId }) =>
      runsWithOrigins(db)
        .select(rowColumns)
        .where('run_origin.organization', '=', organization)
        .where('run_origin.run_id', '=', runId)
        .compile(),
    ),
    byPlan: new Statement({ organization: 'text', planId: 'text' }, ({ organization, planId }) =>
      db
        .selectFrom('run_origin')
        .select('run_id')
        .where('organization', '=', organization)
        .where('plan_id', '=', planId)
        .compile(),
    ),
    finalYaml: new Statement(runKey, ({ organization, runId }) =>
      db
        .selectFrom('run_origin')
        .select('final_yaml')
        .where('organization', '=', organization)
        .where('run_id', '=', runId)
        .compile(),
    ),
    due: new Statement({ now: 'integer' }, ({ now }) =>
      db
        .selectFrom('run')
        .select(['organization', 'run_id'])
        .where('due_at', '<=', now)
        .orderBy('due_at')
        .limit(dueBatch)
        .compile(),
    ),
  };
}

const rowColumns = ['run.organization', 'run.run_id', 'run.json', 'run_origin.json as origin'] as const;
