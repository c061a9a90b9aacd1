import { sql } from 'kysely';
import type { Appended, Conflict, RunCommit, Version } from '../../run/ports/run-store.ts';
import { BulkStatement } from './bulk-statement.ts';
import type { Db } from './engine.ts';
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
  readonly #findVersions = findVersions();

  /** The outcome of each commit, in order. */
  async write(tx: Db, commits: readonly RunCommit[]): Promise<readonly (Appended | Conflict)[]> {
    const ordered = commits.toSorted(inLockingOrder);
    const first = ordered.filter(commit => commit.expected === 0);
    const later = ordered.filter(commit => commit.expected > 0);
    const changed = [
      ...(await this.#openRuns.all(tx, first.map(runColumns))),
      ...(await this.#moveRuns.all(tx, later.map(movedColumns))),
    ];
    const names = new Set(changed.map(nameOf));
    const isRefused = (commit: RunCommit): boolean => !names.has(nameOf(keyColumns(commit)));
    await this.#writeRest(
      tx,
      commits.filter(commit => !isRefused(commit)),
    );
    const found = await this.#versions(tx, commits.filter(isRefused));
    return commits.map(commit => outcome(commit, found));
  }

  async #writeRest(tx: Db, commits: readonly RunCommit[]): Promise<void> {
    const opening = commits.filter(commit => commit.expected === 0);
    await this.#addOrigins.all(tx, opening.map(originColumns));
    await this.#addEvents.all(tx, commits.flatMap(eventColumns));
    await this.#removeRequests.all(tx, commits.flatMap(removedRequests));
    await this.#addRequests.all(tx, commits.flatMap(requestColumns));
  }

  /** Where the streams of refused commits stand, by name. */
  async #versions(tx: Db, refused: readonly RunCommit[]): Promise<ReadonlyMap<string, Version>> {
    const versions = new Map(refused.map(commit => [nameOf(keyColumns(commit)), 0]));
    for (const row of await this.#findVersions.all(tx, refused.map(keyColumns))) versions.set(nameOf(row), row.version);
    return versions;
  }
}

/** Servers that lock the same runs lock them in one order, so that they seldom wait for each other crosswise. */
function inLockingOrder(a: RunCommit, b: RunCommit): number {
  return a.key.runId - b.key.runId || (a.key.organization < b.key.organization ? -1 : 1);
}

function outcome(commit: RunCommit, refused: ReadonlyMap<string, Version>): Appended | Conflict {
  const found = refused.get(nameOf(keyColumns(commit)));
  if (found !== undefined) return { ok: false, found };
  return { ok: true, version: commit.expected + commit.events.length };
}

function nameOf({ organization, run_id }: Key): string {
  return `${run_id}/${organization}`;
}

function keyColumns({ key }: RunCommit): Key {
  return { organization: storedText(key.organization), run_id: key.runId };
}

function runColumns(commit: RunCommit) {
  const { row, events } = commit;
  return {
    ...keyColumns(commit),
    version: events.length,
    due_at: dueAtOf(row),
    json: changingJson(row),
  };
}

function movedColumns(commit: RunCommit) {
  const { row, expected, events } = commit;
  const version = expected + events.length;
  return { ...keyColumns(commit), expected, version, due_at: dueAtOf(row), json: changingJson(row) };
}

function originColumns(commit: RunCommit) {
  const { row, finalYaml } = commit;
  return {
    ...keyColumns(commit),
    project_id: row.projectId,
    plan_id: row.planId,
    pipeline_id: row.pipeline.id,
    json: originJson(row),
    final_yaml: finalYaml === undefined ? null : JSON.stringify(finalYaml),
  };
}

function eventColumns(commit: RunCommit) {
  return commit.events.map((event, index) => ({
    ...keyColumns(commit),
    version: commit.expected + index + 1,
    type: event.type,
    at: event.at,
    json: JSON.stringify(event),
  }));
}

function removedRequests({ key, dequeue }: RunCommit) {
  return dequeue.map(request_id => ({ organization: key.organization, request_id }));
}

function requestColumns({ enqueue }: RunCommit) {
  return enqueue.map(request => ({
    organization: request.organization,
    request_id: request.requestId,
    pool_id: request.poolId,
    queued_at: request.queuedAt,
    json: JSON.stringify(request),
  }));
}

/** Also takes a run that stands at 0: its first append held no event. */
function openRuns() {
  return new BulkStatement(
    { organization: 'text', run_id: 'integer', version: 'integer', due_at: 'integer or null', json: 'text' },
    rows => sql<Key>`
      insert into run (organization, run_id, version, due_at, json) ${rows}
      on conflict (organization, run_id) do update
      set version = excluded.version, due_at = excluded.due_at, json = excluded.json where run.version = 0
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
    },
    rows => sql<Key>`
      with moved (organization, run_id, expected, version, due_at, json) as (${rows})
      update run set version = moved.version, due_at = moved.due_at, json = moved.json from moved
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
    { organization: 'text', request_id: 'integer', pool_id: 'integer', queued_at: 'integer', json: 'text' },
    rows => sql<Key>`insert into job_request (organization, request_id, pool_id, queued_at, json) ${rows}`,
  );
}

function findVersions() {
  return new BulkStatement(
    { organization: 'text', run_id: 'integer' },
    rows => sql<Key & { readonly version: Version }>`
      select organization, run_id, version from run where (organization, run_id) in (${rows})`,
  );
}
