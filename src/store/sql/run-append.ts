import { sql } from 'kysely';
import {
  type Appended,
  type Conflict,
  normalPriority,
  type RunCommit,
  type Version,
} from '../../run/ports/run-store.ts';
import { BulkStatement } from './bulk-statement.ts';
import type { Db } from './db.ts';
import { changingJson, dueAtOf, originJson } from './run-rows.ts';
import { storedText } from './shape.ts';

type Key = { readonly organization: string; readonly run_id: number };

/**
 * Writes the commits of several runs in one transaction, each run at most once, with few statements whatever their number. A commit whose
 * run stands elsewhere changes no row of `run`, and so writes nothing; the lock on that row keeps other servers out until the end.
 */
export class RunAppend {
  readonly #openRuns = openRuns();
  readonly #moveRuns = moveRuns();
  readonly #addOrigins = addOrigins();
  readonly #addEvents = addEvents();
  readonly #removeRequests = removeRequests();
  readonly #addRequests = addRequests();
  readonly #addDocuments = addDocuments();
  readonly #findVersions = findVersions();

  /** The outcome of each commit, in order. */
  async write(tx: Db, commits: readonly RunCommit[]): Promise<readonly (Appended | Conflict)[]> {
    const entries = commits.map(entryOf);
    const changed = await this.#changeRuns(tx, entries.toSorted(inLockingOrder));
    const refused = entries.filter(entry => !changed.has(entry.name));
    await this.#writeRest(tx, refused.length === 0 ? entries : entries.filter(entry => changed.has(entry.name)));
    const found = await this.#versions(tx, refused);
    return entries.map(entry => outcome(entry, found));
  }

  /** The names of the runs that stood where their commits expect them, and stand further now. */
  async #changeRuns(tx: Db, entries: readonly Entry[]): Promise<ReadonlySet<string>> {
    const later = entries.filter(({ commit }) => commit.expected > 0);
    const opened = await this.#openRuns.all(tx, entries.filter(isOpening).map(openedColumns));
    const moved = await this.#moveRuns.all(tx, later.map(movedColumns));
    return new Set([...opened, ...moved].map(nameOf));
  }

  async #writeRest(tx: Db, entries: readonly Entry[]): Promise<void> {
    await this.#addOrigins.all(tx, entries.filter(isOpening).map(originColumns));
    await this.#addEvents.all(tx, entries.flatMap(eventColumns));
    await this.#removeRequests.all(tx, entries.flatMap(removedRequests));
    await this.#addRequests.all(tx, entries.flatMap(requestColumns));
    await this.#addDocuments.all(tx, entries.flatMap(documentColumns));
  }

  /** Where the streams of refused commits stand, by name. */
  async #versions(tx: Db, refused: readonly Entry[]): Promise<ReadonlyMap<string, Version>> {
    const versions = new Map(refused.map(({ name }) => [name, 0]));
    const rows = await this.#findVersions.all(
      tx,
      refused.map(entry => entry.key),
    );
    for (const row of rows) versions.set(nameOf(row), row.version);
    return versions;
  }
}

/** A commit, and its run as the database names it. */
type Entry = { readonly commit: RunCommit; readonly key: Key; readonly name: string };

function entryOf(commit: RunCommit): Entry {
  const key = { organization: storedText(commit.key.organization), run_id: commit.key.runId };
  return { commit, key, name: nameOf(key) };
}

function nameOf({ organization, run_id }: Key): string {
  return `${run_id}/${organization}`;
}

/** Servers that lock the same runs lock them in one order, so that they seldom wait for each other crosswise. */
function inLockingOrder({ key: a }: Entry, { key: b }: Entry): number {
  return a.run_id - b.run_id || (a.organization < b.organization ? -1 : 1);
}

function isOpening({ commit }: Entry): boolean {
  return commit.expected === 0;
}

function outcome({ commit, name }: Entry, refused: ReadonlyMap<string, Version>): Appended | Conflict {
  const found = refused.get(name);
  if (found !== undefined) return { ok: false, found };
  return { ok: true, version: commit.expected + commit.events.length };
}

function openedColumns({ commit: { row, events, item }, key: { organization, run_id } }: Entry) {
  const version = events.length;
  return {
    organization,
    run_id,
    version,
    due_at: dueAtOf(row),
    json: changingJson(row),
    ...itemColumns(version, item),
  };
}

function movedColumns({ commit: { row, expected, events, item }, key: { organization, run_id } }: Entry) {
  const version = expected + events.length;
  const columns = { organization, run_id, expected, version, due_at: dueAtOf(row), json: changingJson(row) };
  return { ...columns, ...itemColumns(version, item) };
}

function itemColumns(version: Version, item: RunCommit['item']) {
  if (item === undefined) return { item_version: null, item_form: null, item: null };
  return { item_version: version, item_form: item.form, item: item.text };
}

function originColumns({ commit: { row, finalYaml }, key: { organization, run_id } }: Entry) {
  return {
    organization,
    run_id,
    project_id: row.projectId,
    plan_id: row.planId,
    pipeline_id: row.pipeline.id,
    json: originJson(row),
    final_yaml: finalYaml === undefined ? null : JSON.stringify(finalYaml),
  };
}

function eventColumns({ commit: { expected, events }, key: { organization, run_id } }: Entry) {
  return events.map((event, index) => {
    const { type, at } = event;
    return { organization, run_id, version: expected + index + 1, type, at, json: JSON.stringify(event) };
  });
}

function removedRequests({ commit: { dequeue }, key: { organization } }: Entry) {
  return dequeue.map(request_id => ({ organization, request_id }));
}

function requestColumns({ commit: { enqueue } }: Entry) {
  return enqueue.map(request => ({
    organization: request.organization,
    request_id: request.requestId,
    pool_id: request.poolId,
    priority: request.priority ?? normalPriority,
    queued_at: request.queuedAt,
    json: JSON.stringify(request),
  }));
}

/** Also takes a run that stands at 0: its first append held no event. */
function documentColumns({ commit: { outbox = [] }, key: { organization } }: Entry) {
  return outbox.map(({ kind, scope, id, content: { name, position, dueAt = null, value } }) => {
    const json = JSON.stringify([name, value]);
    return { organization, kind, scope, id, position, due_at: dueAt, revision: 1, json };
  });
}

const itemShape = { item_version: 'integer or null', item_form: 'integer or null', item: 'text or null' } as const;

function openRuns() {
  return new BulkStatement(
    {
      organization: 'text',
      run_id: 'integer',
      version: 'integer',
      due_at: 'integer or null',
      json: 'text',
      ...itemShape,
    },
    rows => sql<Key>`
      insert into run (organization, run_id, version, due_at, json, item_version, item_form, item) ${rows}
      on conflict (organization, run_id) do update
      set version = excluded.version, due_at = excluded.due_at, json = excluded.json,
        item_version = excluded.item_version, item_form = excluded.item_form, item = excluded.item
      where run.version = 0
      returning organization, run_id`,
  );
}

function moveRuns() {
  return new BulkStatement(
    {
      organization: 'text',
      run_id: 'integer',
      expected: 'integer',
      version: 'integer',
      due_at: 'integer or null',
      json: 'text',
      ...itemShape,
    },
    rows => sql<Key>`
      with moved (organization, run_id, expected, version, due_at, json, item_version, item_form, item) as (${rows})
      update run set version = moved.version, due_at = moved.due_at, json = moved.json,
        item_version = moved.item_version, item_form = moved.item_form, item = moved.item
      from moved
      where run.organization = moved.organization and run.run_id = moved.run_id and run.version = moved.expected
      returning run.organization, run.run_id`,
  );
}

function addOrigins() {
  return new BulkStatement(
    {
      organization: 'text',
      run_id: 'integer',
      project_id: 'text',
      plan_id: 'text',
      pipeline_id: 'integer',
      json: 'text',
      final_yaml: 'text or null',
    },
    rows => sql<Key>`
      insert into run_origin (organization, run_id, project_id, plan_id, pipeline_id, json, final_yaml) ${rows}
      on conflict (organization, run_id) do update
      set json = excluded.json, final_yaml = coalesce(excluded.final_yaml, run_origin.final_yaml)`,
  );
}

function addEvents() {
  return new BulkStatement(
    { organization: 'text', run_id: 'integer', version: 'integer', type: 'text', at: 'integer', json: 'text' },
    rows => sql<Key>`insert into event (organization, run_id, version, type, at, json) ${rows}`,
  );
}

function removeRequests() {
  return new BulkStatement(
    { organization: 'text', request_id: 'integer' },
    rows => sql<Key>`delete from job_request where (organization, request_id) in (${rows})`,
  );
}

function addRequests() {
  return new BulkStatement(
    {
      organization: 'text',
      request_id: 'integer',
      pool_id: 'integer',
      priority: 'integer',
      queued_at: 'integer',
      json: 'text',
    },
    rows => sql<Key>`insert into job_request (organization, request_id, pool_id, priority, queued_at, json) ${rows}`,
  );
}

function addDocuments() {
  return new BulkStatement(
    {
      organization: 'text',
      kind: 'text',
      scope: 'text',
      id: 'text',
      position: 'integer',
      due_at: 'integer or null',
      revision: 'integer',
      json: 'text',
    },
    rows => sql<Key>`
      insert into document (organization, kind, scope, id, position, due_at, revision, json) ${rows}
      on conflict do nothing`,
  );
}

function findVersions() {
  return new BulkStatement(
    { organization: 'text', run_id: 'integer' },
    rows => sql<Key & { readonly version: Version }>`
      select organization, run_id, version from run where (organization, run_id) in (${rows})`,
  );
}
