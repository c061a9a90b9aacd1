import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultTokenMs, listedTokens, personalTokenMs, tokenNameLength } from '../../src/base/limits.ts';
import { runCli } from '../../src/cli/program.ts';
import type { PagedPatTokens, PatToken, PatTokenResult } from '../../src/wire/tokens.ts';
import { fakeDoors } from '../cli/support/fake-doors.ts';
import { FakeIo } from '../cli/support/fake-io.ts';
import { basic, organization, World } from './support/world.ts';

const v = 'api-version=7.1-preview.1';
const pats = `/_apis/tokens/pats?${v}`;
const runs = '/oracle/_apis/pipelines/21/runs';
const day = 86_400_000;

async function create(world: World, body: object, token = 'all'): Promise<PatTokenResult> {
  return (await world.call('POST', pats, { body, authorization: basic(token) })).json<PatTokenResult>();
}

async function list(world: World, query = ''): Promise<PagedPatTokens> {
  return (await world.call('GET', `${pats}&${query}`)).json<PagedPatTokens>();
}

async function made(world: World, body: object): Promise<PatToken & { readonly token: string }> {
  const { patToken, patTokenError } = await create(world, { scope: 'vso.build', ...body });
  assert.equal(patTokenError, 'none');
  assert.ok(patToken?.token);
  return { ...patToken, token: patToken.token };
}

test('a token does what its scopes say until it expires', async () => {
  await using world = await World.open();
  const token = await made(world, { displayName: 'ci' });
  assert.match(token.token, /^[A-Za-z0-9]{76}MLRC[A-Za-z0-9]{4}$/);
  assert.equal(Date.parse(token.validTo), world.clock.at + defaultTokenMs);
  const asked = { authorization: basic(token.token) };
  assert.equal((await world.call('GET', runs, asked)).statusCode, 200);
  assert.equal((await world.call('POST', `${runs}?api-version=7.1`, { ...asked, body: {} })).statusCode, 401);
  world.clock.at += defaultTokenMs;
  assert.equal((await world.call('GET', runs, asked)).statusCode, 401);
});

test('the text of a token is kept nowhere, and shown in the first answer alone', async () => {
  await using world = await World.open();
  const { token, authorizationId } = await made(world, { displayName: 'ci' });
  const again = (await world.call('GET', `${pats}&authorizationId=${authorizationId}`)).json<PatTokenResult>();
  assert.equal(again.patToken?.token, null);
  const kept = JSON.stringify([await list(world), await world.stores.tokens.list(organization)]);
  assert.ok(!kept.includes(token));
});

const wrong: readonly (readonly [object, PatTokenResult['patTokenError']])[] = [
  [{}, 'displayNameRequired'],
  [{ displayName: '  ' }, 'displayNameRequired'],
  [{ displayName: 'x'.repeat(tokenNameLength + 1) }, 'invalidDisplayName'],
  [{ displayName: 'a', validTo: 'tomorrow' }, 'invalidValidTo'],
  [{ displayName: 'a', validTo: '2026-08-12T08:26:45Z' }, 'invalidValidTo'],
  [{ displayName: 'a', validTo: '2028-08-12T08:26:45Z' }, 'invalidValidTo'],
  [{ displayName: 'a' }, 'invalidScope'],
  [{ displayName: 'a', scope: 'vso.everything' }, 'invalidScope'],
  [{ displayName: 'a', scope: 'vso.build vso.everything' }, 'invalidScope'],
  [{ displayName: 'a', scope: 'toString' }, 'invalidScope'],
];

for (const [body, problem] of wrong) {
  test(`${JSON.stringify(body).slice(0, 80)} is ${problem}`, async () => {
    await using world = await World.open();
    assert.deepEqual(await create(world, body), { patToken: null, patTokenError: problem });
    assert.equal((await list(world)).patTokens.length, 1);
  });
}

test('nobody gives a token a scope that he does not hold', async () => {
  await using world = await World.open();
  await world.addToken('narrow', ['vso.tokens', 'vso.build_execute']);
  const ask = async (scope: string) => (await create(world, { displayName: scope, scope }, 'narrow')).patTokenError;
  assert.equal(await ask('vso.build'), 'none');
  assert.equal(await ask('vso.build,vso.build_execute'), 'none');
  assert.equal(await ask('vso.code'), 'accessDenied');
  assert.equal(await ask('app_token'), 'accessDenied');
  const { authorizationId } = await made(world, { displayName: 'wide', scope: 'app_token' });
  const body = { authorizationId, displayName: 'mine' };
  const changed = await world.call('PUT', pats, { body, authorization: basic('narrow') });
  assert.equal(changed.json<PatTokenResult>().patTokenError, 'accessDenied');
});

test('a token is changed as asked, and keeps its text', async () => {
  await using world = await World.open();
  const token = await made(world, { displayName: 'ci' });
  const { authorizationId } = token;
  const body = { authorizationId, displayName: 'other', scope: 'vso.project', validTo: '2026-08-20T00:00:00Z' };
  const { patToken } = (await world.call('PUT', pats, { body })).json<PatTokenResult>();
  assert.deepEqual(patToken, {
    ...token,
    displayName: 'other',
    scope: 'vso.project',
    validTo: '2026-08-20T00:00:00Z',
    token: null,
  });
  const asked = { authorization: basic(token.token) };
  assert.equal((await world.call('GET', '/_apis/projects', asked)).statusCode, 200);
  assert.equal((await world.call('GET', runs, asked)).statusCode, 401);
});

test('a revoked token is refused, and a token that is not there is said to be missing', async () => {
  await using world = await World.open();
  const { token, authorizationId } = await made(world, { displayName: 'ci' });
  assert.equal((await world.call('DELETE', `${pats}&authorizationId=${authorizationId}`)).statusCode, 204);
  assert.equal((await world.call('GET', runs, { authorization: basic(token) })).statusCode, 401);
  assert.equal((await world.call('DELETE', `${pats}&authorizationId=${authorizationId}`)).statusCode, 404);
  const read = (await world.call('GET', `${pats}&authorizationId=${authorizationId}`)).json<PatTokenResult>();
  assert.deepEqual(read, { patToken: null, patTokenError: 'authorizationNotFound' });
  const body = { authorizationId, displayName: 'x' };
  const changed = (await world.call('PUT', pats, { body })).json<PatTokenResult>();
  assert.equal(changed.patTokenError, 'authorizationNotFound');
});

test('everyone sees and revokes only his own tokens', async () => {
  await using world = await World.open();
  const { authorizationId } = await made(world, { displayName: 'ci' });
  const identity = { id: '6a3e4b1c-0000-4000-8000-00000000000a', displayName: 'Other', uniqueName: 'other' };
  const [row] = await world.stores.tokens.list(organization);
  assert.ok(row);
  const { hashOf } = await import('../../src/access/token-text.ts');
  await world.stores.tokens.add(organization, { ...row, hash: hashOf('theirs'), name: 'theirs', identity });
  const authorization = basic('theirs');
  const { patTokens } = (await world.call('GET', pats, { authorization })).json<PagedPatTokens>();
  assert.deepEqual(
    patTokens.map(({ displayName }) => displayName),
    ['theirs'],
  );
  const revoked = await world.call('DELETE', `${pats}&authorizationId=${authorizationId}`, { authorization });
  assert.equal(revoked.statusCode, 404);
});

test('tokens are listed in pages, in the order that is asked for, by their state', async () => {
  await using world = await World.open();
  for (const [days, displayName] of [
    [1, 'b'],
    [20, 'c'],
    [20, 'a'],
  ] as const) {
    await made(world, { displayName, validTo: new Date(world.clock.at + days * day).toISOString() });
  }
  world.clock.at += 2 * day;
  const named = async (query: string) => (await list(world, query)).patTokens.map(({ displayName }) => displayName);
  const byName = 'sortByOption=displayName&isSortAscending=true';
  assert.deepEqual(await named(byName), ['a', 'all', 'c']);
  assert.deepEqual(await named(`${byName}&displayFilterOption=all`), ['a', 'all', 'b', 'c']);
  assert.deepEqual(await named('displayFilterOption=expired'), ['b']);
  assert.deepEqual(await named('displayFilterOption=revoked'), []);
  const first = await list(world, `${byName}&$top=2`);
  assert.deepEqual([first.patTokens.length, first.continuationToken], [2, '2']);
  const second = await list(world, `${byName}&$top=2&continuationToken=${first.continuationToken}`);
  assert.deepEqual([second.patTokens.map(({ displayName }) => displayName), second.continuationToken], [['c'], '']);
  assert.ok(listedTokens >= 4 && personalTokenMs > 20 * day);
});

test('millrace token creates, lists and revokes', async () => {
  await using world = await World.open();
  world.clock.at = Date.now();
  const { port } = await world.server.listen({ host: '127.0.0.1', port: 0 });
  const server = ['--url', `http://127.0.0.1:${port}/${organization}`, '--token', 'all'];
  const call = async (...argv: string[]) => {
    const io = new FakeIo();
    const code = await runCli(['token', ...argv, ...server], io, fakeDoors());
    return { code, out: io.out.text, err: io.err.text };
  };
  const created = await call('create', '--name', 'ci', '--scope', 'vso.build', '--scope', 'vso.code', '--days', '1');
  assert.deepEqual([created.code, created.err], [0, '']);
  assert.match(created.out, /^[A-Za-z0-9]{84}\n$/);
  const asked = { authorization: basic(created.out.trim()) };
  assert.equal((await world.call('GET', runs, asked)).statusCode, 200);
  assert.match((await call('list')).out, /^ci +vso\.build vso\.code /m);
  assert.match((await call('create', '--name', 'x', '--scope', 'vso.nonsense')).err, /does not know such a scope/);
  assert.match((await call('create', '--name', 'x')).err, /--scope is needed/);
  assert.match((await call('revoke', 'other')).err, /You have no token 'other'/);
  assert.deepEqual(await call('revoke', 'ci'), { code: 0, out: 'Token ci is revoked.\n', err: '' });
  assert.doesNotMatch((await call('list')).out, /^ci /m);
});
