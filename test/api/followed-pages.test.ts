import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { spokenDuration } from '../../src/api/pages/follow.ts';
import { durationText } from '../../src/api/pages/time-words.ts';
import { PageVisitor } from './support/page-visitor.ts';
import { withStep } from './support/run-step.ts';
import { World } from './support/world.ts';

const build = '/oracle/_build';

/** Asks for the page that is shown as its script does, and answers the status. */
async function again(visitor: PageVisitor): Promise<number> {
  const tag = String(visitor.headers.etag);
  assert.equal(/data-live="([^"]*)"/.exec(visitor.page)?.[1]?.replaceAll('&#34;', '"'), tag);
  const { status, page } = await visitor.open(visitor.path, { 'if-none-match': tag });
  if (status === 304) assert.equal(page, '');
  return status;
}

test('who follows a page is sent nothing while nothing has changed', async () => {
  await using world = await World.open();
  const row = await world.queue();
  const id = await withStep(world, row, ['one']);
  const records = await world.orchestrator.timeline(row.key);
  const job = records.find(({ type }) => type === 'Job');
  const logId = records.find(record => record.id === id)?.logId ?? 0;
  const run = `${build}/results?buildId=${row.key.runId}`;
  const artifact = { name: 'drop', type: 'filepath', source: 'job', data: '/x', properties: {} } as const;
  const pass = async (ms: number): Promise<void> => {
    world.clock.at += ms;
  };
  const changes: readonly (readonly [string, () => Promise<unknown>])[] = [
    [run, () => world.orchestrator.annotate(row.key, { addTags: ['x'] })],
    [run, () => pass(60_000)],
    [run, () => world.services.artifacts.create(row.key, artifact)],
    [`${run}&view=logs&j=${job?.id}&t=${id}`, () => world.logs.append(row.key, logId, Buffer.from('two\n'))],
    [build, () => world.finish(row.key, 'succeeded')],
  ];
  const visitor = await PageVisitor.signedIn(world);
  for (const [path, change] of changes) {
    await visitor.open(path);
    world.clock.at += 1_000;
    const seen = { page: visitor.page, headers: visitor.headers };
    assert.equal(await again(visitor), 304, path);
    Object.assign(visitor, seen);
    await change();
    assert.equal(await again(visitor), 200, path);
  }
  assert.doesNotMatch(visitor.page, /data-live/);
  assert.equal(visitor.headers.etag, undefined);
});

test('the page of one person is not taken for that of another', async () => {
  await using world = await World.open();
  const row = await world.queue();
  const path = `${build}/results?buildId=${row.key.runId}`;
  const { headers } = await (await PageVisitor.signedIn(world)).open(path);
  await world.addToken('reader', ['vso.build']);
  const other = await PageVisitor.signedIn(world, 'reader');
  assert.equal((await other.open(path, { 'if-none-match': String(headers.etag) })).status, 200);
});

test('browsers count times on as the server writes them', () => {
  for (const ms of [-1, 0, 950, 9_949, 9_999, 10_000, 59_999, 60_000, 61_001, 3_599_999, 3_600_000, 90_061_000])
    assert.equal(runInNewContext(`${spokenDuration}; durationText(${ms})`), durationText(ms), String(ms));
});
