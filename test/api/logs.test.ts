import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jsonLines } from '../../src/api/http/json-lines.ts';
import { guidFromName, type RecordId } from '../../src/base/id.ts';
import { signedUrlMs } from '../../src/base/limits.ts';
import type { RunRow } from '../../src/run/ports/run-store.ts';
import type { ErrorEnvelope } from '../../src/wire/common.ts';
import type { Log } from '../../src/wire/run-logs.ts';
import { finalYaml } from './support/scripted-pipelines.ts';
import { unzipped } from './support/unzipped.ts';
import { base, World } from './support/world.ts';

const lines = ['first', 'zwei: äöü', '', '🚂 "quoted" \\ \t', 'last'];

/** A run whose log 1 is its YAML, and whose log 2 has the lines above. */
async function withLog(use: (world: World, row: RunRow) => Promise<void>): Promise<void> {
  await using world = await World.open();
  const row = await world.queue();
  const { id } = await world.logs.create(row.key);
  await world.logs.append(row.key, id, Buffer.from(`${lines.join('\n')}\n`));
  await use(world, row);
}

test('logs of a run are listed and read', () =>
  withLog(async (world, { key }) => {
    const path = `/oracle/_apis/pipelines/21/runs/${key.runId}/logs`;
    const url = `${base}/${world.project.id}/_apis/pipelines/21/runs/${key.runId}/logs`;
    const at = '2026-08-12T08:26:45.68Z';
    const second = { createdOn: at, id: 2, lastChangedOn: at, lineCount: 5, url: `${url}/2` };
    const list = (await world.call('GET', path)).json<{ logs: Log[]; url: string }>();
    assert.deepEqual(Object.keys(list), ['logs', 'url']);
    assert.equal(list.url, url);
    assert.deepEqual(
      list.logs.map(({ id }) => id),
      [1, 2],
    );
    assert.deepEqual(list.logs[1], second);
    assert.deepEqual((await world.call('GET', `${path}/2`)).json(), second);
    const missing = await world.call('GET', `${path}/3`);
    assert.equal(missing.statusCode, 404);
    assert.equal(missing.json<ErrorEnvelope>().typeKey, 'LogNotFoundException');
  }));

test('a signed address gives the text without a token, for an hour', () =>
  withLog(async (world, { key }) => {
    const path = `/oracle/_apis/pipelines/21/runs/${key.runId}/logs`;
    for (const query of ['$expand=signedContent', '$expand=SignedContent', '$expand=1', '%24expand=1']) {
      const log = (await world.call('GET', `${path}/2?${query}`)).json<Log>();
      assert.equal(log.signedContent?.signatureExpires, '2026-08-12T09:26:45.68Z');
    }
    const { logs } = (await world.call('GET', `${path}?$expand=1`)).json<{ logs: Log[] }>();
    const { pathname, search } = new URL(logs[1]?.signedContent?.url ?? '');
    const read = (address: string) => world.call('GET', `/${address}`, { authorization: null });
    const answer = await read(`${pathname}${search}`);
    assert.equal(answer.statusCode, 200);
    assert.equal(answer.headers['content-type'], 'text/plain; charset=utf-8');
    assert.equal(answer.body, `${lines.join('\n')}\n`);
    const altered = [
      `${pathname.replace(/2$/, '1')}${search}`,
      `${pathname}${search.replace(/urlSignature=./, 'urlSignature=')}`,
      `${pathname}${search.replace('09%3A26', '10%3A26')}`,
      `${pathname}${search.replace('HMACV1', 'NONE')}`,
    ];
    for (const address of altered) assert.equal((await read(address)).statusCode, 403, address);
    assert.equal((await read(pathname)).statusCode, 400);
    world.clock.at += signedUrlMs;
    assert.equal((await read(`${pathname}${search}`)).statusCode, 403);
  }));

test('the Build area lists logs and gives their text', () =>
  withLog(async (world, { key }) => {
    const path = `/oracle/_apis/build/Builds/${key.runId}/logs`;
    const { count, value } = (await world.call('GET', path)).json<{ count: number; value: unknown[] }>();
    const at = '2026-08-12T08:26:45.68Z';
    const url = `${base}/${world.project.id}/_apis/build/builds/${key.runId}/logs/2`;
    assert.equal(count, 2);
    assert.deepEqual(value[1], { lineCount: 5, createdOn: at, lastChangedOn: at, id: 2, type: 'Container', url });
    const text = await world.call('GET', `${path}/2`);
    assert.equal(text.headers['content-type'], 'text/plain; charset=utf-8; api-version=7.1');
    assert.equal(text.body, `${lines.join('\n')}\n`);
    assert.equal((await world.call('GET', `${path}/1`)).body, finalYaml);
    assert.equal((await world.call('GET', `/_apis/build/builds/${key.runId}/logs/1`)).body, finalYaml);
    assert.equal((await world.call('GET', `${path}/9`)).statusCode, 404);
  }));

test('lines are given as JSON to who asks for JSON', () =>
  withLog(async (world, { key }) => {
    const path = `/oracle/_apis/build/builds/${key.runId}/logs/2`;
    const headers = { accept: 'application/json;api-version=7.2-preview.2' };
    const answer = await world.call('GET', path, { headers });
    assert.equal(answer.headers['content-type'], 'application/json; charset=utf-8; api-version=7.2-preview.2');
    assert.deepEqual(answer.json(), { value: lines, count: 5 });
    const text = { accept: 'text/plain;api-version=7.2-preview.2' };
    const plain = await world.call('GET', path, { headers: text });
    assert.equal(plain.headers['content-type'], 'text/plain; charset=utf-8; api-version=7.2-preview.2');
  }));

test('a range of lines is given, both ends included', () =>
  withLog(async (world, { key }) => {
    const path = `/oracle/_apis/build/builds/${key.runId}/logs/2`;
    const ranges = [
      ['startLine=2&endLine=3', lines.slice(1, 3)],
      ['startLine=5', lines.slice(4)],
      ['endLine=1', lines.slice(0, 1)],
      ['startLine=6', []],
      ['startLine=3&endLine=2', []],
      ['startLine=0', lines],
    ] as const;
    for (const [query, expected] of ranges) {
      const headers = { accept: 'application/json' };
      const answer = await world.call('GET', `${path}?${query}`, { headers });
      assert.deepEqual(answer.json<{ value: string[] }>().value, expected, query);
    }
    assert.equal((await world.call('GET', `${path}?startLine=x`)).statusCode, 400);
  }));

test('lines are the same wherever the text is cut', async () => {
  const bytes = Buffer.from(`${lines.join('\n')}\nwithout an end`);
  const expected = { value: [...lines, 'without an end'], count: 6 };
  for (let cut = 0; cut <= bytes.length; cut += 1) {
    async function* pieces() {
      yield bytes.subarray(0, cut);
      yield bytes.subarray(cut);
    }
    const written = await Array.fromAsync(jsonLines(pieces()));
    assert.deepEqual(JSON.parse(written.join('')), expected, `cut at ${cut}`);
  }
});

test('an empty log is an empty list', async () => {
  async function* nothing(): AsyncIterable<Uint8Array> {}
  const written = await Array.fromAsync(jsonLines(nothing()));
  assert.equal(written.join(''), '{"value":[],"count":0}');
});

test('all logs of a run come as a zip, and one by itself', () =>
  withLog(async (world, { key }) => {
    const path = `/oracle/_apis/build/builds/${key.runId}/logs`;
    const [record] = (await world.orchestrator.timeline(key)).filter(({ type }) => type === 'Job');
    assert.ok(record);
    const task = { id: guidFromName('task', 'one') as RecordId, parentId: record.id, type: 'Task', name: 'a/../b' };
    const at = world.clock.now();
    await world.orchestrator.handle(key, [{ type: 'changeRecords', at, records: [{ ...task, order: 3, logId: 2 }] }]);
    for (const [query, headers] of [
      ['?$format=zip', {}],
      ['', { accept: 'application/zip' }],
    ] as const) {
      const all = await world.call('GET', `${path}${query}`, { headers });
      assert.equal(all.headers['content-type'], 'application/zip');
      const files = await unzipped(all.rawPayload);
      assert.deepEqual(Object.keys(files), ['azure-pipelines-expanded.yaml', 'Job/3_a_.._b.txt']);
      assert.equal(files['azure-pipelines-expanded.yaml'], finalYaml);
      assert.equal(files['Job/3_a_.._b.txt'], `${lines.join('\n')}\n`);
      const one = await world.call('GET', `${path}/2${query}`, { headers });
      assert.deepEqual(await unzipped(one.rawPayload), { '2.txt': `${lines.join('\n')}\n` });
    }
  }));
