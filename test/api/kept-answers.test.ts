import assert from 'node:assert/strict';
import { test } from 'node:test';
import { basic, World } from './support/world.ts';

/** A world with a completed run whose bytes are kept, and the address of the run. */
async function worldWithKept(options: Parameters<typeof World.open>[0] = {}) {
  const world = await World.open(options);
  const { key } = await world.queue();
  await world.finish(key, 'succeeded');
  const path = `/oracle/_apis/pipelines/${world.pipeline.id}/runs/${key.runId}`;
  const first = await world.call('GET', path);
  assert.equal(first.statusCode, 200, first.body);
  return { world, path, first, runId: key.runId };
}

test('an answer from kept bytes has the headers of the first one, in its order', async () => {
  const { world, path, first } = await worldWithKept();
  await using _ = world;
  const again = await world.call('GET', path);
  assert.equal(again.body, first.body);
  assert.deepEqual(Object.keys(again.headers).sort(), Object.keys(first.headers).sort());
  const own = new Set(['activityid', 'x-vss-e2eid', 'x-tfs-session', 'date']);
  for (const [name, value] of Object.entries(first.headers))
    if (own.has(name)) assert.notEqual(name === 'date' ? '' : again.headers[name], value, name);
    else assert.equal(again.headers[name], value, name);
  const session = '6a3e4b1c-0000-4000-8000-000000000001';
  const echoed = await world.call('GET', path, { headers: { 'x-tfs-session': session } });
  assert.equal(echoed.headers['x-tfs-session'], session);
});

test('the version of an answer from kept bytes is the one that was asked for', async () => {
  const { world, path } = await worldWithKept();
  await using _ = world;
  const type = async (version: string) => {
    const { statusCode, headers } = await world.call('GET', `${path}?api-version=${version}`);
    return [statusCode, headers['content-type']];
  };
  const json = (version: string) => `application/json; charset=utf-8; api-version=${version}`;
  assert.deepEqual(await type('7.0'), [200, json('7.0')]);
  assert.deepEqual(await type('7.1-preview.1'), [200, json('7.1-preview.1')]);
  assert.equal((await type('9.0'))[0], 400);
});

test('kept bytes are sent to nobody who would not get them otherwise', async () => {
  const { world, path, runId } = await worldWithKept();
  await using _ = world;
  await world.addToken('packaging', ['vso.packaging']);
  const status = async (url: string, authorization: string | null = basic('all')) =>
    (await world.call('GET', url, { authorization })).statusCode;
  // Twice, because a token that was seen a moment ago takes the short way.
  for (const time of [1, 2]) {
    assert.equal(await status(path, basic('packaging')), 401, `time ${time}`);
    assert.equal(await status(path, null), 401);
    assert.equal(await status(`//elsewhere${path}`), 404);
    assert.equal(await status(path.replace('/oracle/', '/nobody/')), 404);
    assert.equal(await status(path.replace(/runs\/\d+$/, 'runs/x')), 400);
    assert.equal(await status(path.replace(/pipelines\/\d+/, `pipelines/${world.pipeline.id}%20${runId}`)), 400);
  }
});

test('what is asked too often is refused before kept bytes are looked for', async () => {
  const { world, path } = await worldWithKept({ rateLimit: 4 });
  await using _ = world;
  const statuses = [];
  for (let i = 0; i < 4; i += 1) statuses.push((await world.call('GET', path)).statusCode);
  // The first answer was counted too.
  assert.deepEqual(statuses, [200, 200, 200, 429]);
});

test('HEAD, and GET of somebody who has the bytes, are answered without them', async () => {
  const { world, path, first } = await worldWithKept();
  await using _ = world;
  const head = await world.call('HEAD', path);
  assert.deepEqual(
    [head.statusCode, head.body, head.headers['content-length']],
    [200, '', first.headers['content-length']],
  );
  const same = await world.call('GET', path, { headers: { 'if-none-match': String(first.headers.etag) } });
  assert.deepEqual([same.statusCode, same.body, same.headers['content-type']], [304, '', undefined]);
});

test('a page of an origin that may read answers reads those from kept bytes', async () => {
  const origin = 'https://app.example.com';
  const { world, path } = await worldWithKept({ origins: [origin] });
  await using _ = world;
  for (const time of [1, 2]) {
    const { headers } = await world.call('GET', path, { headers: { origin } });
    assert.equal(headers['access-control-allow-origin'], origin, `time ${time}`);
    assert.match(String(headers['access-control-expose-headers']), /ETag/);
  }
});

test('who hears of requests hears of those that kept bytes answer', async () => {
  const heard: string[] = [];
  const { world, path } = await worldWithKept({
    observers: [
      () =>
        ({ operation, status, user }) =>
          void heard.push(`${operation} ${status} ${user}`),
    ],
  });
  await using _ = world;
  await world.call('GET', path);
  assert.equal(heard.filter(each => each === 'runs.get 200 some.one@example.com').length, 2, heard.join('\n'));
});
