import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hashOf } from '../../src/access/token-text.ts';
import { Tokens } from '../../src/api/http/tokens.ts';
import { rememberedTokenMs, rememberedTokens } from '../../src/base/limits.ts';
import type { ErrorEnvelope } from '../../src/wire/common.ts';
import { base, basic, organization, someone, World } from './support/world.ts';

const projects = '/_apis/projects';

test('a token is taken as the password of Basic under any name, and as a Bearer token', async () => {
  await using world = await World.open();
  for (const authorization of [
    basic('all'),
    basic('all', 'anyone'),
    basic('all', 'OAuth'),
    'Bearer all',
    'bearer all',
  ]) {
    assert.equal((await world.call('GET', projects, { authorization })).statusCode, 200, authorization);
  }
});

const unaccepted: Readonly<Record<string, string | null>> = {
  nothing: null,
  'a wrong token': basic('wrong'),
  'an empty token': basic(''),
  'base64 without its padding': basic('all').replace(/=+$/, ''),
  'base64 with bits too many': `Basic ${Buffer.from(':all').toString('base64').replace(/A=*$/, 'B==')}x`,
  'text without a colon': `Basic ${Buffer.from('all').toString('base64')}`,
  'no base64': 'Basic :all',
  'another scheme': 'Digest all',
  'a scheme alone': 'Basic',
};

for (const [what, authorization] of Object.entries(unaccepted)) {
  test(`${what} is answered 401 with a challenge`, async () => {
    await using world = await World.open();
    const accept = 'text/html,application/xhtml+xml,*/*;q=0.8';
    const answer = await world.call('GET', projects, { authorization, headers: { accept } });
    assert.equal(answer.statusCode, 401);
    assert.deepEqual(answer.headers['www-authenticate'], [`Basic realm="${base}/"`, 'Bearer']);
    const { typeKey, message } = answer.json<ErrorEnvelope>();
    assert.equal(typeKey, 'UnauthorizedRequestException');
    assert.equal(message, "TF400813: The user '' is not authorized to access this resource.");
  });
}

test('a client that is no browser gets the challenge without a body', async () => {
  await using world = await World.open();
  const headers = { 'x-tfs-fedauthredirect': 'Suppress' };
  const answer = await world.call('GET', projects, { authorization: null, headers });
  assert.equal(answer.statusCode, 401);
  assert.equal(answer.body, '');
  assert.ok(answer.headers['www-authenticate']);
});

test('a token is good until it expires', async () => {
  await using world = await World.open();
  await world.addToken('brief', ['app_token'], world.clock.now() + 1_000);
  const asked = { authorization: basic('brief') };
  assert.equal((await world.call('GET', projects, asked)).statusCode, 200);
  world.clock.at += 999;
  assert.equal((await world.call('GET', projects, asked)).statusCode, 200);
  world.clock.at += 1;
  assert.equal((await world.call('GET', projects, asked)).statusCode, 401);
});

test('a removed token is accepted only as long as it is remembered', async () => {
  await using world = await World.open();
  assert.equal((await world.call('GET', projects)).statusCode, 200);
  await world.stores.tokens.remove(organization, hashOf('all'));
  world.clock.at += rememberedTokenMs - 1;
  assert.equal((await world.call('GET', projects)).statusCode, 200);
  world.clock.at += 1;
  assert.equal((await world.call('GET', projects)).statusCode, 401);
});

test('a token that a server takes back is refused by it at once, by whatever way', async () => {
  await using world = await World.open();
  const { access } = world.services;
  const holder = { identity: someone, granted: new Set(['app_token']) };
  const request = { name: 'ci', scope: 'vso.project', expiresAt: world.clock.now() + 60_000 };
  const made = await access.tokens.create(holder, request);
  assert.ok(made.ok);
  const { text, token } = made.value;
  const status = async () => (await world.call('GET', projects, { authorization: basic(text) })).statusCode;
  assert.equal(await status(), 200);
  const pats = '/_apis/tokens/pats?api-version=7.1-preview.1';
  const narrower = { authorizationId: token.id, scope: 'vso.build' };
  await world.call('PUT', pats, { body: narrower });
  assert.equal(await status(), 401, 'with another scope');
  await world.call('PUT', pats, { body: { ...narrower, scope: 'vso.project' } });
  assert.equal(await status(), 200);
  await world.call('DELETE', `${pats}&authorizationId=${token.id}`);
  assert.equal(await status(), 401);
});

test('what is taken back while a token is looked up is not remembered', async () => {
  await using world = await World.open();
  const { access } = world.services;
  const tokens = new Tokens(access.bearers, world.clock);
  const finding = tokens.find(basic('all'));
  await access.grants.end('any');
  assert.notEqual(await finding, undefined);
  assert.equal(tokens.recall(basic('all')), undefined);
});

test('a token that is added is accepted at once, though it was refused before', async () => {
  await using world = await World.open();
  const asked = { authorization: basic('late') };
  assert.equal((await world.call('GET', projects, asked)).statusCode, 401);
  await world.addToken('late', ['app_token']);
  assert.equal((await world.call('GET', projects, asked)).statusCode, 200);
});

test('no more tokens are remembered than the limit says', async () => {
  await using world = await World.open();
  const tokens = new Tokens(world.services.access.bearers, world.clock);
  for (let user = 0; user <= rememberedTokens; user += 1) await tokens.find(basic('all', `${user}`));
  assert.equal(tokens.recall(basic('all', '0')), undefined);
  assert.notEqual(tokens.recall(basic('all', '1')), undefined);
});

const builds = '/oracle/_apis/build/builds/1';
const runs = '/oracle/_apis/pipelines/21/runs';

/** Scopes, requests, and whether the scope allows them. */
const scoped = [
  ['vso.build', 'GET', runs, true],
  ['vso.build', 'POST', `${runs}?api-version=7.1`, false],
  ['vso.build', 'POST', '/oracle/_apis/pipelines/21/preview?api-version=7.1', true],
  ['vso.build', 'PATCH', `${builds}?api-version=7.1`, false],
  ['vso.build', 'GET', projects, false],
  ['vso.build_execute', 'GET', runs, true],
  ['vso.build_execute', 'POST', `${runs}?api-version=7.1`, true],
  ['vso.project', 'GET', projects, true],
  ['vso.project', 'POST', `${projects}?api-version=7.1`, false],
  ['vso.project_manage', 'GET', projects, true],
  ['vso.code', 'GET', '/oracle/_apis/git/repositories', true],
  ['vso.code', 'POST', '/oracle/_apis/git/repositories?api-version=7.1', false],
  ['vso.code_manage', 'GET', '/oracle/_apis/git/repositories', true],
  ['vso.agentpools', 'GET', '/_apis/distributedtask/pools', true],
  ['vso.agentpools', 'POST', '/_apis/distributedtask/pools/1/agents?api-version=7.1', false],
  ['vso.agentpools_manage', 'GET', '/_apis/distributedtask/pools', true],
  ['vso.nothing', 'GET', '/_apis/connectionData', true],
  ['vso.nothing', 'GET', '/_apis/ResourceAreas', true],
  ['vso.nothing', 'GET', runs, false],
] as const;

for (const [scope, method, path, isAllowed] of scoped) {
  test(`${scope} ${isAllowed ? 'allows' : 'does not allow'} ${method} ${path}`, async () => {
    await using world = await World.open();
    await world.addToken('narrow', [scope]);
    const body = method === 'GET' ? undefined : {};
    const answer = await world.call(method, path, { authorization: basic('narrow'), body });
    assert.equal(answer.statusCode === 401, !isAllowed, answer.body);
    if (isAllowed) return;
    const { message } = answer.json<ErrorEnvelope>();
    assert.equal(message, "TF400813: The user 'Some One' is not authorized to access this resource.");
  });
}

test('who asked is named in the answer', async () => {
  await using world = await World.open();
  const { headers } = await world.call('GET', projects);
  assert.match(String(headers['x-vss-userdata']), /^[0-9a-f-]{36}:some\.one@example\.com$/);
});

test('a token does not get into what is reported or answered', async () => {
  await using world = await World.open();
  world.services.runs.list = () => Promise.reject(new Error('no'));
  const answer = await world.call('GET', runs, { authorization: 'Bearer all' });
  const told = JSON.stringify([answer.headers, answer.body, world.faults.map(String)]);
  assert.ok(!told.includes(hashOf('all')) && !told.includes('Bearer all'));
});
