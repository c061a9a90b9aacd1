import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import * as azdev from 'azure-devops-node-api';
import { secureFileBytes, secureFileTicketMs } from '../../src/base/limits.ts';
import type { ErrorEnvelope } from '../../src/wire/common.ts';
import type { SecureFile } from '../../src/wire/secure-files.ts';
import { basic, organization, World } from './support/world.ts';

const files = '/oracle/_apis/distributedtask/securefiles';
const v = 'api-version=7.1-preview.1';
const bytes = Buffer.from('-----BEGIN hidden\0\xff', 'latin1');
const headers = { 'content-type': 'application/octet-stream' };

async function upload(world: World, name: string): Promise<SecureFile> {
  const answer = await world.call('POST', `${files}?name=${encodeURIComponent(name)}&${v}`, { body: bytes, headers });
  assert.equal(answer.statusCode, 200, answer.body);
  return answer.json<SecureFile>();
}

test('a file is uploaded, described, changed, and deleted with its bytes', async () => {
  await using world = await World.open();
  const made = await upload(world, 'key.pem');
  assert.deepEqual((await world.call('GET', `${files}/${made.id}`)).json(), made);
  assert.equal(made.ticket, undefined);
  const body = { id: made.id, name: 'renamed.pem', properties: { use: 'signing' } };
  const changed = (await world.call('PATCH', `${files}/${made.id}?${v}`, { body })).json<SecureFile>();
  assert.deepEqual([changed.name, changed.properties], ['renamed.pem', { use: 'signing' }]);
  const all = await world.call('PATCH', `${files}?${v}`, { body: [{ id: made.id, properties: {} }] });
  assert.deepEqual(all.json<{ value: SecureFile[] }>().value[0]?.properties, {});
  assert.ok((await world.blobs.size(`secure-files/${made.id}/content`)) > bytes.length);
  assert.equal((await world.call('DELETE', `${files}/${made.id}?${v}`)).statusCode, 204);
  assert.equal((await world.call('GET', `${files}/${made.id}`)).statusCode, 404);
  assert.equal(await world.blobs.size(`secure-files/${made.id}/content`), 0);
  assert.equal((await world.call('DELETE', `${files}/${made.id}?${v}`)).statusCode, 204);
});

test('the bytes of a file are stored encrypted', async () => {
  await using world = await World.open();
  const { id } = await upload(world, 'key.pem');
  const stored = await buffer(Readable.from(world.blobs.read(`secure-files/${id}/content`, 0, 1000)));
  assert.ok(stored.length > bytes.length && !stored.includes('hidden'));
});

test('a file is downloaded with a ticket of its own for an hour, and not without', async () => {
  await using world = await World.open();
  const { id } = await upload(world, 'key.pem');
  const other = await upload(world, 'other.pem');
  const ticketOf = async (file: string): Promise<string> =>
    (await world.call('GET', `${files}/${file}?includeDownloadTicket=true`)).json<SecureFile>().ticket ?? '';
  const ticket = await ticketOf(id);
  const download = (with_: string) => world.call('GET', `${files}/${id}?ticket=${with_}&download=true&${v}`);
  const answer = await download(ticket);
  assert.equal(answer.statusCode, 200);
  assert.equal(answer.headers['content-type'], 'application/octet-stream');
  assert.deepEqual(answer.rawPayload, bytes);
  for (const wrong of ['', 'x', await ticketOf(other.id), `${ticket}A`]) {
    assert.equal((await download(wrong)).statusCode, 403, wrong);
  }
  world.clock.at += secureFileTicketMs;
  assert.equal((await download(ticket)).statusCode, 403);
});

test('files are listed by pattern, ids and names', async () => {
  await using world = await World.open();
  const { id } = await upload(world, 'a.pem');
  world.clock.at += 1;
  await upload(world, 'b.p12');
  const lists: readonly (readonly [query: string, expected: readonly string[]])[] = [
    ['', ['a.pem', 'b.p12']],
    ['namePattern=*.P12', ['b.p12']],
    [`secureFileIds=${id}`, ['a.pem']],
    ['secureFileNames=B.p12,c', ['b.p12']],
    ['includeDownloadTickets=true&actionFilter=use', ['a.pem', 'b.p12']],
  ];
  for (const [query, expected] of lists) {
    const { value } = (await world.call('GET', `${files}?${query}`)).json<{ value: SecureFile[] }>();
    assert.deepEqual(
      value.map(({ name }) => name),
      expected,
      query,
    );
    assert.ok(value.every(({ ticket }) => (ticket !== undefined) === query.startsWith('include')));
  }
});

const badNames = [' ', 'a/b', 'a\\b', 'x'.repeat(257)];

for (const name of badNames) {
  test(`a file called ${JSON.stringify(name.slice(0, 5))} is refused`, async () => {
    await using world = await World.open();
    const path = `${files}?name=${encodeURIComponent(name)}&${v}`;
    const answer = await world.call('POST', path, { body: bytes, headers });
    assert.equal(answer.statusCode, 400);
    assert.equal(answer.json<ErrorEnvelope>().typeKey, 'InvalidSecureFileException');
  });
}

test('a taken name and a file that is too large are refused', async () => {
  await using world = await World.open();
  await upload(world, 'key.pem');
  const taken = await world.call('POST', `${files}?name=KEY.pem&${v}`, { body: bytes, headers });
  assert.equal(taken.statusCode, 409);
  const large = Buffer.alloc(secureFileBytes + 1);
  assert.equal((await world.call('POST', `${files}?name=l&${v}`, { body: large, headers })).statusCode, 413);
  const { id } = await upload(world, 'largest');
  const body = { name: 'key.PEM' };
  assert.equal((await world.call('PATCH', `${files}/${id}?${v}`, { body })).statusCode, 409);
});

test('reading files, uploading them and deleting them need three scopes', async () => {
  await using world = await World.open();
  await world.addToken('reader', ['vso.securefiles_read']);
  await world.addToken('writer', ['vso.securefiles_write']);
  const { id } = await upload(world, 'key.pem');
  const status = async (method: string, path: string, token: string) =>
    (
      await world.call(method, path, {
        body: method === 'POST' ? bytes : undefined,
        headers,
        authorization: basic(token),
      })
    ).statusCode;
  assert.equal(await status('GET', files, 'reader'), 200);
  assert.equal(await status('POST', `${files}?name=b&${v}`, 'reader'), 401);
  assert.equal(await status('POST', `${files}?name=b&${v}`, 'writer'), 200);
  assert.equal(await status('DELETE', `${files}/${id}?${v}`, 'writer'), 401);
});

test('the official client uploads, finds, downloads, changes and deletes files', async () => {
  await using world = await World.open();
  const { port } = await world.server.listen({ host: '127.0.0.1', port: 0 });
  const handler = azdev.getPersonalAccessTokenHandler('all');
  const client = await new azdev.WebApi(`http://127.0.0.1:${port}/${organization}`, handler).getTaskAgentApi();
  const { id = '' } = await client.uploadSecureFile({}, Readable.from([bytes]), 'oracle', 'key.pem');
  const { ticket = '' } = await client.getSecureFile('oracle', id, true);
  assert.deepEqual(await buffer(await client.downloadSecureFile('oracle', id, ticket, true)), bytes);
  assert.equal((await client.getSecureFiles('oracle', '*.pem')).length, 1);
  assert.equal((await client.getSecureFilesByIds('oracle', [id])).length, 1);
  assert.equal((await client.getSecureFilesByNames('oracle', ['key.pem'])).length, 1);
  assert.equal((await client.updateSecureFile({ name: 'b' }, 'oracle', id)).name, 'b');
  await client.deleteSecureFile('oracle', id);
  assert.equal(await client.getSecureFile('oracle', id), null);
});
