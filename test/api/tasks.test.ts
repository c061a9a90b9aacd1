import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { ZipFile } from 'yazl';
import { organization, World } from './support/world.ts';

const id = '0f1e2d3c-0000-4000-8000-000000000004';
/** The world's token is its own name. */
const authorization = `Basic ${Buffer.from(':all').toString('base64')}`;
const path = `/${organization}/_apis/distributedtask/tasks`;

async function packageOf(version = '1.0.0', text = ''): Promise<Buffer> {
  const [Major, Minor, Patch] = version.split('.').map(Number);
  const definition = { id, name: 'Greet', version: { Major, Minor, Patch }, execution: { Node: { target: 'a.js' } } };
  const zip = new ZipFile();
  zip.addBuffer(Buffer.from(JSON.stringify({ ...definition, groups: [{ name: 'advanced' }] })), 'task.json');
  zip.addBuffer(Buffer.from(text), 'a.js');
  zip.end();
  const pieces: Buffer[] = [];
  for await (const piece of zip.outputStream) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

function upload(world: World, zip: Buffer, { query = '', range = '', task = id } = {}) {
  return world.server.inject({
    method: 'PUT',
    url: `${path}/${task}?api-version=7.1-preview.1${query}`,
    headers: {
      host: 'localhost',
      authorization: authorization,
      'content-type': 'application/octet-stream',
      ...(range === '' ? {} : { 'content-range': range }),
    },
    payload: zip,
  });
}

function get(world: World, below: string, accept = 'application/json') {
  const headers = { host: 'localhost', authorization: authorization, accept };
  return world.server.inject({ method: 'GET', url: `${path}${below}`, headers });
}

test('an uploaded package is listed, described as its author wrote it, and read back under its digest', async () => {
  await using world = await World.open();
  const zip = await packageOf();
  assert.equal((await upload(world, zip)).statusCode, 204);
  const { value } = (await get(world, '')).json<{ value: { id: string; groups: unknown }[] }>();
  assert.deepEqual(
    value.map(task => [task.id, task.groups]),
    [[id, [{ name: 'advanced' }]]],
  );
  const answer = await get(world, `/${id.toUpperCase()}/1.0.0`, 'application/zip');
  assert.equal(answer.headers['content-type'], 'application/zip');
  assert.deepEqual(answer.rawPayload, zip);
  const digest = createHash('sha256').update(zip).digest('base64');
  assert.equal(answer.headers['repr-digest'], `sha-256=:${digest}:`);
});

test('versions stand beside each other, the newest first, and are found by their beginning', async () => {
  await using world = await World.open();
  for (const version of ['1.9.0', '1.10.0', '2.0.0']) await upload(world, await packageOf(version));
  const { value } = (await get(world, `/${id}`)).json<{ value: { version: object }[] }>();
  assert.deepEqual(
    value.map(({ version }) => Object.values(version).slice(0, 3).join('.')),
    ['2.0.0', '1.10.0', '1.9.0'],
  );
  const found = (await get(world, `/${id}/1`)).json<{ version: object }>();
  assert.deepEqual(found.version, { major: 1, minor: 10, patch: 0, isTest: false });
  assert.equal((await get(world, `/${id}/3.0.0`)).statusCode, 404);
});

test('a version that is there is replaced only when that is asked for', async () => {
  await using world = await World.open();
  await upload(world, await packageOf('1.0.0', 'old'));
  const refused = await upload(world, await packageOf('1.0.0', 'new'));
  assert.equal(refused.statusCode, 409);
  assert.equal(refused.json<{ typeKey: string }>().typeKey, 'TaskDefinitionExistsException');
  const zip = await packageOf('1.0.0', 'new');
  assert.equal((await upload(world, zip, { query: '&overwrite=true' })).statusCode, 204);
  assert.deepEqual((await get(world, `/${id}/1.0.0`, 'application/zip')).rawPayload, zip);
});

test('a package may come in pieces', async () => {
  await using world = await World.open();
  const zip = await packageOf();
  const half = Math.floor(zip.length / 2);
  const first = await upload(world, zip.subarray(0, half), { range: `bytes 0-${half - 1}/${zip.length}` });
  assert.equal(first.statusCode, 202);
  assert.equal((await get(world, `/${id}/1.0.0`)).statusCode, 404);
  const second = await upload(world, zip.subarray(half), { range: `bytes ${half}-${zip.length - 1}/${zip.length}` });
  assert.equal(second.statusCode, 204);
  assert.deepEqual((await get(world, `/${id}/1.0.0`, 'application/zip')).rawPayload, zip);
});

test('what is no package of the task is refused with a reason', async () => {
  await using world = await World.open();
  const other = '0f1e2d3c-0000-4000-8000-00000000ffff';
  const cases = [
    [await upload(world, Buffer.from('no zip')), /The zip cannot be read/],
    [await upload(world, await packageOf(), { task: other }), /The package is one of the task/],
    [await upload(world, await packageOf(), { range: 'bytes 5-9/10' }), /The upload has nothing before byte 5/],
    [
      await upload(world, await packageOf(), { range: 'half of it' }),
      /The Content-Range 'half of it' is not one of bytes/,
    ],
  ] as const;
  for (const [answer, message] of cases) {
    assert.equal(answer.statusCode, 400);
    assert.match(answer.json<{ message: string }>().message, message);
  }
});

test('a task is removed with all its versions', async () => {
  await using world = await World.open();
  for (const version of ['1.0.0', '2.0.0']) await upload(world, await packageOf(version));
  const remove = () =>
    world.server.inject({
      method: 'DELETE',
      url: `${path}/${id}?api-version=7.1-preview.1`,
      headers: { host: 'localhost', authorization: authorization },
    });
  assert.equal((await remove()).statusCode, 204);
  const gone = await get(world, `/${id}`);
  assert.equal(gone.statusCode, 404);
  assert.equal(gone.json<{ typeKey: string }>().typeKey, 'TaskDefinitionNotFoundException');
  assert.equal((await remove()).statusCode, 404);
});

test('an agent gets the same bytes without HTTP, and is told what is not there', async () => {
  await using world = await World.open();
  const zip = await packageOf();
  await upload(world, zip);
  const agents = world.services.agentServer({ name: 'agent' });
  const { bytes, sha256 } = (await agents.downloadTask?.({ id, version: '1.0.0' })) ?? assert.fail();
  const pieces: Uint8Array[] = [];
  for await (const piece of bytes) pieces.push(piece);
  assert.deepEqual(Buffer.concat(pieces), zip);
  assert.equal(sha256, createHash('sha256').update(zip).digest('hex'));
  const missing = agents.downloadTask?.({ id, version: '1.0.1' });
  await assert.rejects(missing ?? Promise.resolve(), (error: { status?: number }) => error.status === 404);
});

test('reading packages and changing them take different scopes', async () => {
  await using world = await World.open();
  await world.addToken('reader', ['vso.agentpools']);
  await upload(world, await packageOf());
  const asReader = `Basic ${Buffer.from(':reader').toString('base64')}`;
  const ask = (method: 'GET' | 'DELETE') =>
    world.server.inject({
      method,
      url: `${path}/${id}?api-version=7.1-preview.1`,
      headers: { host: 'localhost', authorization: asReader },
    });
  assert.equal((await ask('GET')).statusCode, 200);
  assert.equal((await ask('DELETE')).statusCode, 401);
});

test('a version that is uploaded again after its task was removed is the new one', async () => {
  await using world = await World.open();
  await upload(world, await packageOf('1.0.0', 'old'));
  await get(world, `/${id}`);
  await world.call('DELETE', `/_apis/distributedtask/tasks/${id}?api-version=7.1-preview.1`);
  const zip = await packageOf('1.0.0', 'new');
  assert.equal((await upload(world, zip)).statusCode, 204);
  assert.deepEqual((await get(world, `/${id}/1.0.0`, 'application/zip')).rawPayload, zip);
});
