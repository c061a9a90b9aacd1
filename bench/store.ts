/*
 * Appends and claims of the stores against what plain node:sqlite does on the same disk in the same run.
 *
 *     node bench/store.ts [--secs 2] [--rounds 3] [--postgres]
 *
 * sqlite-full: events inserted into one table, one per transaction, WAL and synchronous FULL; sqlite-full-x100: a hundred per transaction.
 * Ours: whole appends of one event each (event, run row, version check), by one caller and by a hundred at once; a run gets 40 events,
 * then the next one begins, with its first row, facts and final YAML. --postgres: the same on PostgreSQL (DATABASE_URL, or one from npm that
 * syncs to disk) against plain inserts. Ratios are pair by pair of the same round; the median is what to quote.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parseArgs } from 'node:util';
import pg from 'pg';
import type { PlanId, ProjectId, RecordId } from '../src/base/id.ts';
import type { RunEvent, RunKey } from '../src/run/events.ts';
import type { RunRow } from '../src/run/ports/run-store.ts';
import type { Stores } from '../src/run/ports/stores.ts';
import { openPostgresStores } from '../src/store/postgres.ts';
import { openSqliteStores } from '../src/store/sqlite.ts';
import { createDatabase, startPostgres } from '../test/store/postgres-server.ts';

/** How often something was done in a second. `against` is the floor it is compared to. */
type Variant = { readonly name: string; readonly against?: string; readonly perSecond: () => Promise<number> };

const { values } = parseArgs({
  options: {
    secs: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '3' },
    postgres: { type: 'boolean', default: false },
  },
});
const roundMs = 1_000 * Number(values.secs);
const eventsPerRun = 40;
const organization = 'contoso';
const payload = JSON.stringify(event(0));

await using cleanup = new AsyncDisposableStack();
const variants = [...(await sqliteVariants()), ...(values.postgres ? await postgresVariants() : [])];
report(await measure());

async function sqliteVariants(): Promise<readonly Variant[]> {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-bench-'));
  cleanup.defer(() => rmSync(folder, { recursive: true }));
  const floor = openFloor(join(folder, 'floor.db'));
  const stores = cleanup.use(await openSqliteStores({ file: join(folder, 'state.db') }));
  return [
    { name: 'sqlite-full', perSecond: () => rate(1, async () => floor.insert(1)) },
    { name: 'sqlite-full-x100', perSecond: () => rate(100, async () => floor.insert(100)) },
    { name: 'sqlite-full-claim', perSecond: () => floorClaims(floor.database) },
    ...storeVariants('sqlite', stores, {
      single: 'sqlite-full',
      grouped: 'sqlite-full-x100',
      claim: 'sqlite-full-claim',
    }),
  ];
}

async function postgresVariants(): Promise<readonly Variant[]> {
  const server = cleanup.use(await startPostgres({ shared_buffers: '256MB' }));
  const database = cleanup.use(await createDatabase(server));
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  cleanup.defer(() => client.end());
  await client.query('create table floor (seq bigserial primary key, run_id int, kind text, payload text)');
  const stores = cleanup.use(await openPostgresStores({ url: database.url }));
  const insert = 'insert into floor (run_id, kind, payload) select 1, $1, unnest($2::text[])';
  const add = (count: number) => async () => {
    await client.query({ name: 'floor', text: insert, values: ['recordsChanged', Array(count).fill(payload)] });
  };
  return [
    { name: 'postgres', perSecond: () => rate(1, add(1)) },
    { name: 'postgres-x100', perSecond: () => rate(100, add(100)) },
    ...storeVariants('postgres', stores, { single: 'postgres', grouped: 'postgres-x100' }),
  ];
}

type Floors = { readonly single: string; readonly grouped: string; readonly claim?: string };

function storeVariants(name: string, stores: Stores, { single, grouped, claim }: Floors): readonly Variant[] {
  const runs = { next: 1 };
  return [
    { name: `millrace-${name}-alone`, against: single, perSecond: () => appends(stores, runs, 1) },
    { name: `millrace-${name}-100-callers`, against: grouped, perSecond: () => appends(stores, runs, 100) },
    {
      name: `millrace-${name}-claim`,
      ...(claim === undefined ? {} : { against: claim }),
      perSecond: () => claims(stores, runs, name === 'sqlite' ? 1 : 16),
    },
  ];
}

/** Events appended in a second by so many callers, each to a run of its own, one event at a time. */
async function appends(stores: Stores, runs: { next: number }, callers: number): Promise<number> {
  let count = 0;
  const begin = performance.now();
  const end = begin + roundMs;
  const call = async (caller: number): Promise<void> => {
    // Callers begin at different points of a run, as in life.
    let left = 1 + (((caller * eventsPerRun) / callers) % eventsPerRun);
    let key: RunKey = { organization, runId: runs.next++ };
    for (let expected = 0; performance.now() < end; ) {
      const outcome = await append(stores, key, expected);
      if (!outcome.ok) throw new Error(`Run ${key.runId} stands at ${outcome.found}.`);
      expected = outcome.version;
      count += 1;
      left -= 1;
      if (left > 0) continue;
      key = { organization, runId: runs.next++ };
      expected = 0;
      left = eventsPerRun;
    }
  };
  await Promise.all(Array.from({ length: callers }, (_, caller) => call(caller)));
  return (1_000 * count) / (performance.now() - begin);
}

function append(stores: Stores, key: RunKey, expected: number) {
  const first = expected === 0 ? { finalYaml: 'stages:\n- stage: build\n'.repeat(40) } : {};
  return stores.runs.append({
    key,
    expected,
    events: [event(expected)],
    row: row(key),
    enqueue: [],
    dequeue: [],
    ...first,
  });
}

/** Requests given in a second to so many agents, of thousands that wait. */
async function claims(stores: Stores, runs: { next: number }, agents: number): Promise<number> {
  const key = { organization, runId: runs.next++ };
  const poolId = key.runId;
  const enqueue = Array.from({ length: Math.ceil(12 * roundMs) }, (_, index) => ({
    ...{ organization, requestId: poolId * 1_000_000 + index, runId: key.runId, poolId },
    ...{ stage: 'build', job: 'linux', attempt: 1, demands: [], queuedAt: index },
  }));
  await stores.runs.append({ key, expected: 0, events: [event(0)], row: row(key), enqueue, dequeue: [] });
  let count = 0;
  const begin = performance.now();
  const take = async (agentId: number): Promise<void> => {
    const claim = { organization, poolId, agentId, capabilities: {}, lockedUntil: 1 };
    while (performance.now() < begin + roundMs && (await stores.queue.claim(claim)) !== undefined) count += 1;
  };
  await Promise.all(Array.from({ length: agents }, (_, agentId) => take(agentId)));
  return (1_000 * count) / (performance.now() - begin);
}

function openFloor(file: string) {
  const database = new DatabaseSync(file);
  cleanup.defer(() => database.close());
  database.exec(`pragma journal_mode = wal; pragma synchronous = full;
    create table event (seq integer primary key autoincrement, run_id integer not null, kind text not null, payload text not null);
    create table job (id integer primary key, state text not null, owner text);
    create index waiting on job (id) where state = 'queued'`);
  const statement = database.prepare('insert into event (run_id, kind, payload) values (?, ?, ?)');
  const insert = (count: number): void => {
    if (count > 1) database.exec('begin immediate');
    for (let n = 0; n < count; n += 1) statement.run(n % 50, 'recordsChanged', payload);
    if (count > 1) database.exec('commit');
  };
  return { database, insert };
}

function floorClaims(database: DatabaseSync): Promise<number> {
  database.exec(`delete from job; with recursive n (i) as (values (1) union all select i + 1 from n where i < 100000)
    insert into job select i, 'queued', null from n`);
  const take = database.prepare(`update job set state = 'running', owner = ?
    where id = (select id from job where state = 'queued' order by id limit 1) returning id`);
  return rate(1, async () => {
    take.get('agent');
  });
}

async function rate(each: number, work: () => Promise<void>): Promise<number> {
  let count = 0;
  const begin = performance.now();
  for (; performance.now() < begin + roundMs; count += each) await work();
  return (1_000 * count) / (performance.now() - begin);
}

function event(number: number): RunEvent {
  const id = '3f1b2a70-0e7d-4c39-8f7b-5a3d5cf0a111' as RecordId;
  const record = { id, state: 'inProgress', name: 'Run tests', order: number, logId: null } as const;
  return { type: 'recordsChanged', at: 1_700_000_000_000, records: [record] };
}

function row(key: RunKey): RunRow {
  return {
    key,
    projectId: 'aaaaaaaa-0000-4000-8000-000000000001' as ProjectId,
    planId: `bbbbbbbb-0000-4000-8000-${String(key.runId).padStart(12, '0')}` as PlanId,
    pipeline: { id: 3, revision: 1, name: 'site', folder: '\\' },
    name: '20261124.1',
    notes: { tags: [], isKept: false, isDeleted: false, properties: {} },
    state: 'inProgress',
    result: undefined,
    hasIssues: false,
    createdAt: 1_700_000_000_000,
    startedAt: undefined,
    finishedAt: undefined,
    dueAt: 1_700_003_600_000,
    facts: {
      projectName: 'Fabrikam',
      templateParameters: { image: 'ubuntu-latest', configuration: 'Release' },
      variables: { greeting: { isSecret: false, value: 'hello' } },
      repositories: {},
      containers: {},
      pipelines: {},
      yamlFile: 'azure-pipelines.yml',
      reason: 'manual',
      requestedFor: { id: 'dddddddd-0000-4000-8000-000000000001', displayName: 'Sam', uniqueName: 'sam' },
      appendsCommitMessage: true,
    },
  };
}

/** Every variant once in each round, in rotating order, so that what else the machine does hits all alike. */
async function measure(): Promise<ReadonlyMap<string, readonly number[]>> {
  const samples = new Map(variants.map(({ name }) => [name, [] as number[]]));
  for (let round = 0; round < Number(values.rounds); round += 1) {
    for (let turn = 0; turn < variants.length; turn += 1) {
      const variant = variants[(turn + round) % variants.length];
      if (variant !== undefined) samples.get(variant.name)?.push(await variant.perSecond());
    }
  }
  return samples;
}

function report(samples: ReadonlyMap<string, readonly number[]>): void {
  for (const [name, all] of samples) console.log(`sample store ${name} ${summary(all, 0)} /s n=${all.length}`);
  for (const { name, against } of variants) {
    const base = against === undefined ? undefined : samples.get(against);
    if (base === undefined) continue;
    const ratios = (samples.get(name) ?? []).map((sample, round) => sample / (base[round] ?? Number.NaN));
    console.log(`ratio store ${name}/${against} ${summary(ratios, 3)}`);
  }
}

function summary(all: readonly number[], digits: number): string {
  const sorted = all.toSorted((a, b) => a - b);
  const [low, median, high] = [sorted[0], sorted[sorted.length >> 1], sorted.at(-1)].map(n => n?.toFixed(digits));
  return `${median} (${low}-${high})`;
}
