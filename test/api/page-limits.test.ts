import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newestRuns } from '../../src/api/pages/newest-runs.ts';
import { agoText, durationText } from '../../src/api/pages/time-words.ts';
import { guidFromName, type RecordId } from '../../src/base/id.ts';
import {
  searchedRuns,
  shownFailures,
  shownLineBytes,
  shownLogBytes,
  shownPipelines,
  shownTestResults,
} from '../../src/base/limits.ts';
import type { RunQuery, RunRow } from '../../src/run/ports/run-store.ts';
import { PageVisitor } from './support/page-visitor.ts';
import { organization, World } from './support/world.ts';

const build = '/oracle/_build';

/** Steps of a run's one job that failed, each with a log. */
async function failSteps(world: World, { key }: RunRow, count: number, text: string): Promise<readonly RecordId[]> {
  const job = (await world.orchestrator.timeline(key)).find(({ type }) => type === 'Job');
  const records = [];
  for (let order = 1; order <= count; order += 1) {
    const log = await world.logs.create(key);
    await world.logs.append(key, log.id, Buffer.from(text));
    const id = guidFromName('step', String(order)) as RecordId;
    const step = {
      id,
      parentId: job?.id ?? null,
      type: 'Task',
      name: `step ${order}`,
      order,
      logId: log.id,
      attempt: 1,
    };
    records.push({ ...step, state: 'completed' as const, result: 'failed' as const });
  }
  await world.orchestrator.handle(key, [{ type: 'changeRecords', at: world.clock.now(), records }]);
  return records.map(({ id }) => id);
}

test('a page of long lines is cut by their bytes, and goes on', async () => {
  await using world = await World.open();
  const row = await world.queue();
  const text = `${'x'.repeat(shownLineBytes)}\n`.repeat(300);
  const [id] = await failSteps(world, row, 1, text);
  const visitor = await PageVisitor.signedIn(world);
  await visitor.open(`${build}/results?buildId=${row.key.runId}&view=logs&t=${id}`);
  assert.ok(visitor.page.length < shownLogBytes * 1.2, `${visitor.page.length}`);
  const [, last = ''] = /Lines 1 to (\d+) of 300/.exec(visitor.page) ?? [];
  assert.ok(Number(last) >= shownLogBytes / shownLineBytes && Number(last) < 300, last);
});

test('of many steps that failed some are shown whole, and the others are counted', async () => {
  await using world = await World.open();
  const row = await world.queue();
  await failSteps(world, row, shownFailures + 2, 'no\n');
  await world.finish(row.key, 'failed');
  const { page } = await (await PageVisitor.signedIn(world)).open(`${build}/results?buildId=${row.key.runId}`);
  assert.equal([...page.matchAll(/class="box bad"/g)].length, shownFailures);
  assert.match(page, /2 more failed/);
});

test('many pipelines are shown page by page', async () => {
  await using world = await World.open();
  for (let id = 100; id < 100 + shownPipelines; id += 1) {
    const pipeline = { ...world.pipeline, id, name: `pipeline ${id}` };
    assert.ok(await world.stores.catalogue.addPipeline(organization, pipeline));
  }
  const visitor = await (await PageVisitor.signedIn(world)).open(build);
  assert.equal([...visitor.page.matchAll(/<th scope="row">/g)].length, shownPipelines);
  assert.match(visitor.page, /\?page=2">Later<\/a>/);
  await visitor.open(`${build}?page=2`);
  assert.equal([...visitor.page.matchAll(/<th scope="row">/g)].length, 1);
  assert.match(visitor.page, /\?page=1">Earlier<\/a>/);
});

test('runs are looked for among so many at once, and the next page goes on behind them', async () => {
  const row = (runId: number): RunRow =>
    ({ key: { organization, runId }, notes: { isDeleted: runId === 5 } }) as RunRow;
  const all = Array.from({ length: searchedRuns * 2 + 10 }, (_, index) => row(searchedRuns * 2 + 10 - index));
  const runs = {
    list: async ({ before = Number.MAX_SAFE_INTEGER, top }: RunQuery) =>
      all.filter(({ key }) => key.runId < before).slice(0, top),
  };
  const first = await newestRuns(runs, { organization, top: 3 });
  assert.deepEqual(
    first.rows.map(({ key }) => key.runId),
    [2010, 2009, 2008],
  );
  assert.equal(first.next, 2008);
  let found = await newestRuns(runs, { organization, top: 3 }, ({ key }) => key.runId < 8);
  assert.deepEqual(found.rows, []);
  for (let pages = 0; found.rows.length === 0 && found.next !== undefined && pages < 5; pages += 1)
    found = await newestRuns(runs, { organization, top: 3, before: found.next }, ({ key }) => key.runId < 8);
  assert.deepEqual(
    found.rows.map(({ key }) => key.runId),
    [7, 6, 4],
  );
  assert.deepEqual(await newestRuns(runs, { organization, top: 3, before: 3 }), {
    rows: all.slice(-2),
    next: undefined,
  });
});

test('tests that failed are named, and the others of them counted; not for who may not read tests', async () => {
  await using world = await World.open();
  const row = await world.queue();
  const place = { stage: '', phase: '', job: '', stageAttempt: 1, phaseAttempt: 1, jobAttempt: 1 };
  const tests = world.services.tests;
  const run = await tests.create(row, { name: 'unit', ...place, platform: '', configuration: '' });
  const failed = { title: 'adds <b>', name: 'a', storage: 'a.dll', outcome: 'Failed' as const, durationMs: 2 };
  const messages = { errorMessage: 'expected <i>3</i>', stackTrace: 'at <a>\nat b' };
  const passed = { title: 'fine', name: 'f', storage: 'a.dll', outcome: 'Passed' as const, durationMs: 1 };
  const results = Array.from({ length: shownTestResults + 2 }, () => ({ ...failed, ...messages }));
  await tests.addResults(organization, run, [passed, ...results]);
  const statistics = [{ label: 'Lines', position: 1, total: 8, covered: 6 }];
  await world.services.coverage.add(row.key, { platform: 'linux', configuration: '', statistics });
  await world.finish(row.key, 'succeeded');
  const address = `${build}/results?buildId=${row.key.runId}`;
  const { page } = await (await PageVisitor.signedIn(world)).open(address);
  assert.match(page, /1 passed, 27 failed of 28/);
  assert.equal([...page.matchAll(/adds &#60;b&#62;/g)].length, shownTestResults);
  assert.match(page, /expected &#60;i&#62;3&#60;\/i&#62;.*at &#60;a&#62;/s);
  assert.match(page, /… and 2 more that failed/);
  assert.match(page, /linux: Lines 75\.0 %/);
  await world.addToken('reader', ['vso.build']);
  const reader = await (await PageVisitor.signedIn(world, 'reader')).open(address);
  assert.doesNotMatch(reader.page, /Tests|Code coverage/);
});

test('an artifact that is not here has no link on the page of its run', async () => {
  await using world = await World.open();
  const row = await world.queue();
  const link = { name: 'far & away', source: '', type: 'filepath', data: '/srv', properties: {} };
  await world.services.artifacts.create(row.key, link);
  const visitor = await (await PageVisitor.signedIn(world)).open(`${build}/results?buildId=${row.key.runId}`);
  assert.match(visitor.page, /far &#38; away<\/bdi> <span class="lead">\(filepath, not kept here\)/);
  assert.equal((await visitor.open(`${build}/artifact?buildId=${row.key.runId}&artifactName=none`)).status, 404);
  assert.equal((await visitor.open(`${build}/log?buildId=${row.key.runId}&logId=99`)).status, 404);
});

test('times are told shortly', () => {
  const texts = [
    [400, '0.4 s'],
    [12_300, '12 s'],
    [185_000, '3 min 05 s'],
    [7_800_000, '2 h 10 min'],
    [-5, '0.0 s'],
  ] as const;
  for (const [ms, text] of texts) assert.equal(durationText(ms), text);
  const agos = [
    [10, 'just now'],
    [300, '5 min ago'],
    [7_200, '2 h ago'],
    [90_000, 'yesterday'],
    [864_000, '10 days ago'],
  ] as const;
  for (const [seconds, text] of agos) assert.equal(agoText(0, seconds * 1000), text);
});
