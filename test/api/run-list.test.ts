import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Readable } from 'node:stream';
import { after, before, describe, test } from 'node:test';
import { runList } from '../../src/api/resources/run-list.ts';
import { runItemForm } from '../../src/api/run-item.ts';
import { runInList } from '../../src/api/run-resource.ts';
import { listedAtOnce } from '../../src/base/limits.ts';
import type { RunKey } from '../../src/run/events.ts';
import type { RunRow } from '../../src/run/ports/run-store.ts';
import type { Stores } from '../../src/run/ports/stores.ts';
import { openMemoryStores } from '../../src/store/memory.ts';
import { openPostgresStores } from '../../src/store/postgres.ts';
import { openSqliteStores } from '../../src/store/sqlite.ts';
import { createDatabase, type PostgresServer, startPostgres } from '../store/postgres-server.ts';
import { base, organization, someone, World } from './support/world.ts';

const path = '/oracle/_apis/pipelines/21/runs';

let folder = '';
let files = 0;
let postgres: PostgresServer | undefined;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-lists-'));
  postgres = await startPostgres();
});

after(async () => {
  await postgres?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

function newFile(): string {
  files += 1;
  return join(folder, `${files}.db`);
}

async function openPostgres(): Promise<Stores> {
  assert.ok(postgres !== undefined);
  const database = await createDatabase(postgres);
  const stores = await openPostgresStores({ url: database.url });
  return {
    ...stores,
    async [Symbol.asyncDispose]() {
      await stores[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}

/** The answer as rows alone make it: read in one go, mapped, and written. A long one says last how many they are. */
async function expected({ stores }: World, at = base, top = 10_000): Promise<string> {
  const rows = await stores.runs.list({ organization, pipelineId: 21, top });
  const value = rows.filter(row => !row.notes.isDeleted).map(row => runInList(at, row));
  const count = value.length;
  const isLong = top > listedAtOnce && rows.length >= listedAtOnce;
  return JSON.stringify(isLong ? { value, count } : { count, value });
}

async function same(world: World, what: string): Promise<void> {
  const answer = await world.call('GET', path);
  assert.equal(answer.statusCode, 200, answer.body);
  assert.equal(answer.body, await expected(world), what);
}

/** Runs in every state, with all that can be noted on them; oldest first. */
async function variousRuns(world: World): Promise<readonly RunKey[]> {
  const { orchestrator } = world;
  const rows: RunRow[] = [];
  for (let index = 0; index < 10; index += 1) rows.push(await world.queue());
  const keys = rows.map(({ key }) => key);
  const at = (index: number): RunKey => keys[index] as RunKey;
  for (const [index, result] of (['succeeded', 'failed', 'canceled', 'succeededWithIssues'] as const).entries())
    await world.finish(at(index), result);
  for (const index of [4, 5, 6]) await world.finish(at(index), 'succeeded');
  await world.finish(at(7), 'failed');
  await orchestrator.annotate(at(3), { addTags: ['one', 'two'], properties: { a: 'b' } });
  await orchestrator.annotate(at(4), { name: 'Größe "$&" 測試' });
  await orchestrator.annotate(at(5), { isKept: true });
  await world.services.remover.delete(at(6));
  await orchestrator.retry(at(7), someone);
  const ref = { stage: '__default', job: 'Job', attempt: 1 };
  await orchestrator.handle(at(8), [
    { type: 'assignJob', at: world.clock.now(), ref, agent: 'agent' },
    { type: 'startJob', at: world.clock.now(), ref },
  ]);
  await orchestrator.cancel(at(8), someone);
  return keys;
}

/** Runs that are over, but for every fiftieth; oldest first. They follow two that really ran. */
async function manyRuns(world: World, count: number): Promise<readonly RunKey[]> {
  const { runs } = world.stores;
  const waiting = await world.queue();
  const { key } = await world.queue();
  await world.finish(key, 'succeeded');
  const over = await runs.row(key);
  const events = await runs.read(key, 0);
  assert.ok(over !== undefined);
  const keys = Array.from({ length: count - 2 }, (_, index) => ({ organization, runId: key.runId + 1 + index }));
  const appended = keys.map((key, index) => {
    const row = { ...(index % 50 === 7 ? waiting : over), key, name: `20260812.${index}` };
    return runs.append({ key, expected: 0, events, row, enqueue: [], dequeue: [] });
  });
  await Promise.all(appended);
  return [waiting.key, key, ...keys].slice(1);
}

for (const [name, open] of [
  ['memory', async () => openMemoryStores()],
  ['SQLite', () => openSqliteStores({ file: newFile() })],
  ['PostgreSQL', openPostgres],
] as const) {
  describe(`a list of runs over ${name}`, () => {
    test('is to the byte what their rows say, whatever happens to them', async () => {
      await using world = await World.open({ stores: await open() });
      await same(world, 'no runs');
      const keys = await variousRuns(world);
      await same(world, 'at first');
      await same(world, 'once more');
      const states = new Set((await world.stores.runs.list({ organization, top: 99 })).map(({ state }) => state));
      assert.deepEqual([...states].sort(), ['canceling', 'completed', 'inProgress']);
      const [first, second, third] = keys as [RunKey, RunKey, RunKey];
      await world.services.remover.delete(first);
      await same(world, 'after one was deleted');
      await world.services.remover.forget(first);
      await same(world, 'after it was removed');
      await world.orchestrator.retry(second, someone);
      await same(world, 'after one was tried again');
      await world.finish(second, 'succeeded');
      await world.orchestrator.annotate(third, { name: 'renamed', removeTags: ['one'] });
      await same(world, 'after one was renamed');
      for (const top of [0, 1, 2, 5, 100]) {
        const page = await world.call('GET', `${path}?$top=${top}`);
        assert.equal(page.body, await expected(world, base, top), `the newest ${top}`);
      }
    });

    test('names the server as each client reaches it', async () => {
      await using world = await World.open({ stores: await open() });
      await variousRuns(world);
      for (const host of ['ci.example.com', 'ci.example.com:8443', '[::1]:8100']) {
        const answer = await world.call('GET', path, { headers: { host } });
        assert.equal(answer.body, await expected(world, `http://${host}/${organization}`));
      }
    });

    test('shows runs of which nothing is kept, and keeps what is over', async () => {
      await using world = await World.open({ stores: await open() });
      await variousRuns(world);
      const { runs } = world.stores;
      const query = { organization, pipelineId: 21, top: 99 };
      const found = await runs.rows(
        organization,
        (await runs.list(query)).map(({ key }) => key.runId),
      );
      // As they are after an older Millrace, or one that shows them otherwise.
      const form = runItemForm + 1;
      await runs.keepItems(
        organization,
        found.map(({ version, row }) => ({ runId: row.key.runId, version, form, text: 'of another form' })),
      );
      assert.equal((await runs.itemPage(query, runItemForm)).text, '');
      await same(world, 'while nothing was kept');
      const over = found.filter(({ row: { state, notes } }) => state === 'completed' && !notes.isDeleted).length;
      assert.equal((await runs.itemPage(query, runItemForm)).count, over);
      await same(world, 'now that all is kept');
    });

    test('shows a name that holds the mark by which the address is replaced', async () => {
      await using world = await World.open({ stores: await open() });
      const { key } = await world.queue();
      await world.finish(key, 'succeeded');
      const row = await world.stores.runs.row(key);
      assert.ok(row !== undefined);
      const other = { organization, runId: 5_000 };
      const odd = { ...row, key: other, name: 'a\x7fb', pipeline: { ...row.pipeline, name: '$& \x7f $1' } };
      const started = { type: 'jobStarted', at: 1, ref: { stage: 's', job: 'j', attempt: 1 } } as const;
      await world.stores.runs.append({
        key: other,
        expected: 0,
        events: [started],
        row: odd,
        enqueue: [],
        dequeue: [],
      });
      for (const time of [1, 2]) await same(world, `time ${time}`);
    });

    test('that is long comes in pieces, in order and complete, also while runs go on', async () => {
      await using world = await World.open({ stores: await open() });
      await manyRuns(world, 2 * listedAtOnce + 3);
      await same(world, 'at first');
      await same(world, 'once more');
      const head = await world.call('HEAD', path);
      assert.deepEqual([head.statusCode, head.body], [200, '']);
      const page = await world.call('GET', `${path}?$top=${listedAtOnce}`);
      assert.equal(page.body, await expected(world, base, listedAtOnce));
      assert.equal(page.headers['content-length'], String(Buffer.byteLength(page.body)));
    });
  });
}

test('a run that is deleted or removed while a long list is sent is neither in it nor counted', async () => {
  await using world = await World.open();
  const [oldest, next] = await manyRuns(world, 3 * listedAtOnce);
  assert.ok(oldest !== undefined && next !== undefined);
  await same(world, 'at first');
  const list = () => runList(world.stores.runs, base, { organization, pipelineId: 21, top: 10_000 });
  const first = await list();
  await world.orchestrator.annotate(oldest, { isDeleted: true });
  assert.equal(await textOf(first), await expected(world));
  const second = await list();
  await world.stores.runs.remove(next);
  assert.equal(await textOf(second), await expected(world));
  await same(world, 'afterwards');
});

async function textOf(list: Buffer | Readable): Promise<string> {
  let text = '';
  for await (const piece of list instanceof Buffer ? [list] : list) text += String(piece);
  return text;
}

test('a database from before items were kept lists its runs', async () => {
  const file = newFile();
  {
    await using world = await World.open({ stores: await openSqliteStores({ file }) });
    await variousRuns(world);
  }
  const database = new DatabaseSync(file);
  for (const column of ['item', 'item_form', 'item_version']) database.exec(`alter table run drop column ${column}`);
  database.exec('drop index agent_name; alter table agent drop column name_hash');
  database.exec(`drop index job_request_waiting; alter table job_request drop column priority;
    create index job_request_waiting on job_request (organization, pool_id, queued_at, request_id);
    delete from migration where number >= 6`);
  database.close();
  const stores = await openSqliteStores({ file });
  const world = new World({ stores });
  await using _ = stores;
  const rows = await stores.runs.list({ organization, top: 99 });
  assert.equal(rows.length, 10);
  for (const time of [1, 2]) {
    const list = await runList(stores.runs, base, { organization, pipelineId: 21, top: 99 });
    assert.equal(String(list), await expected(world), `time ${time}`);
  }
});
