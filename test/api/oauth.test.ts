import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LightMyRequestResponse } from 'fastify';
import {
  accessTokenMs,
  applicationSecretMs,
  authorizationCodeMs,
  redirectUriLength,
  redirectUris,
  refreshTokenMs,
} from '../../src/base/limits.ts';
import type { OAuthApplication, OAuthError } from '../../src/wire/oauth.ts';
import { World } from './support/world.ts';

const callback = 'https://app.example.com/callback?from=millrace';
const applications = '/_millrace/oauth/applications';
const authorizations = '/_millrace/oauth/authorizations';
const runs = '/oracle/_apis/pipelines/21/runs';
const form = { 'content-type': 'application/x-www-form-urlencoded' };

type Registered = OAuthApplication & { readonly secret: string };
type Tokens = { readonly access_token: string; readonly refresh_token: string; readonly expires_in: number };

async function register(world: World, changes: object = {}): Promise<Registered> {
  const body = { name: 'Dash <board>', redirectUris: [callback], scope: 'vso.build vso.project', ...changes };
  const answer = await world.call('POST', applications, { body });
  assert.equal(answer.statusCode, 201, answer.body);
  return answer.json<Registered>();
}

function authorizeUrl({ id }: { readonly id: string }, changes: Readonly<Record<string, string>> = {}): string {
  const query = {
    client_id: id,
    response_type: 'Assertion',
    state: 'a&b="c',
    scope: 'vso.build',
    redirect_uri: callback,
  };
  return `//oauth2/authorize?${new URLSearchParams({ ...query, ...changes })}`;
}

/** Opens the page and sends its form, as a browser would. */
async function answerPage(world: World, url: string, fields: Readonly<Record<string, string>>) {
  const page = await world.call('GET', url, { authorization: null });
  assert.equal(page.statusCode, 200, page.body);
  const cookie = String(page.headers['set-cookie']).split(';', 1)[0] ?? '';
  const body = new URLSearchParams({ ...hiddenFields(page.body), ...fields }).toString();
  return world.call('POST', '//oauth2/authorize', { body, headers: { ...form, cookie }, authorization: null });
}

function hiddenFields(html: string): Record<string, string> {
  const fields = html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g);
  const plain = (text: string) => text.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
  return Object.fromEntries([...fields].map(([, name = '', value = '']) => [name, plain(value)]));
}

function codeIn(answer: LightMyRequestResponse): string {
  assert.equal(answer.statusCode, 302, answer.body);
  const to = new URL(String(answer.headers.location));
  assert.equal(to.searchParams.get('state'), 'a&b="c');
  assert.equal(to.searchParams.get('from'), 'millrace');
  return to.searchParams.get('code') ?? '';
}

async function consented(world: World, application: Registered, scope = 'vso.build'): Promise<string> {
  return codeIn(await answerPage(world, authorizeUrl(application, { scope }), { token: 'all', answer: 'accept' }));
}

function exchange(world: World, secret: string, assertion: string, changes: Readonly<Record<string, string>> = {}) {
  const body = new URLSearchParams({
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: secret,
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    assertion,
    redirect_uri: callback,
    ...changes,
  }).toString();
  return world.call('POST', '//oauth2/token', { body, headers: form, authorization: null });
}

async function tokensFor(world: World, application: Registered): Promise<Tokens> {
  const answer = await exchange(world, application.secret, await consented(world, application));
  assert.equal(answer.statusCode, 200, answer.body);
  return answer.json<Tokens>();
}

const refresh = { grant_type: 'refresh_token' };

async function statusOf(world: World, token: string, path = runs): Promise<number> {
  return (await world.call('GET', path, { authorization: `Bearer ${token}` })).statusCode;
}

function assertRefused(answer: LightMyRequestResponse, error: string): void {
  assert.equal(answer.statusCode, 400, answer.body);
  assert.equal(answer.json<OAuthError>().error, error);
  assert.match(String(answer.headers['content-type']), /^application\/json/);
}

test('an application gets tokens for what a person consented to, for an hour', async () => {
  await using world = await World.open();
  const application = await register(world);
  const answer = await exchange(world, application.secret, await consented(world, application));
  const { access_token, refresh_token, ...rest } = answer.json<Tokens>();
  assert.deepEqual(rest, { token_type: 'jwt-bearer', expires_in: 3600, scope: 'vso.build' });
  assert.equal(answer.headers['cache-control'], 'no-store');
  assert.ok(refresh_token.length > 40);
  assert.equal(await statusOf(world, access_token), 200);
  assert.equal(await statusOf(world, access_token, '/_apis/projects'), 401);
  const { identity } = (await world.stores.tokens.list('fabrikam'))[0] ?? {};
  const who = await world.call('GET', '/_apis/connectionData?api-version=7.1-preview', {
    authorization: `Bearer ${access_token}`,
  });
  assert.equal(who.json<{ authenticatedUser: { id: string } }>().authenticatedUser.id, identity?.id);
  world.clock.at += accessTokenMs;
  assert.equal(await statusOf(world, access_token), 401);
});

test('the page names the application and each scope, escapes what others wrote, and lets nothing run or frame it', async () => {
  await using world = await World.open();
  const url = authorizeUrl(await register(world), { scope: 'vso.build vso.project' });
  const page = await world.call('GET', url, { authorization: null });
  assert.match(page.body, /Dash &#60;board&#62; asks for access to fabrikam/);
  assert.doesNotMatch(page.body, /<board>|<script/);
  for (const words of ['Read pipelines, runs', 'vso.build', 'Read projects', 'vso.project'])
    assert.ok(page.body.includes(words), words);
  const policy = String(page.headers['content-security-policy']);
  assert.match(policy, /^default-src 'none'; .*frame-ancestors 'none'/);
  assert.match(policy, /form-action 'self' https:\/\/app\.example\.com;/);
  assert.equal(page.headers['x-frame-options'], 'DENY');
  assert.match(String(page.headers['set-cookie']), /HttpOnly; SameSite=Strict/);
});

const wrongQueries: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'an unknown application': { client_id: '6a3e4b1c-0000-4000-8000-000000000001' },
  'another redirect URI': { redirect_uri: 'https://evil.example.com/callback' },
  'a redirect URI that only begins right': { redirect_uri: `${callback}&x=1` },
  'another response type': { response_type: 'code' },
  'an unknown scope': { scope: 'vso.everything' },
  'a scope that is not registered': { scope: 'vso.code' },
  'no scope': { scope: '' },
};

for (const [what, changes] of Object.entries(wrongQueries)) {
  test(`${what} is told to the person, who is sent nowhere`, async () => {
    await using world = await World.open();
    const answer = await world.call('GET', authorizeUrl(await register(world), changes), { authorization: null });
    assert.equal(answer.statusCode, 400);
    assert.equal(answer.headers.location, undefined);
    assert.match(answer.body, /role="alert"/);
  });
}

test('who denies is sent back without a code', async () => {
  await using world = await World.open();
  const answer = await answerPage(world, authorizeUrl(await register(world)), { answer: 'deny' });
  assert.equal(codeIn(answer), '');
  assert.match(String(answer.headers.location), /error=access_denied/);
});

test('who gives no valid token, or one that allows less, is asked again', async () => {
  await using world = await World.open();
  await world.addToken('narrow', ['vso.project']);
  const url = authorizeUrl(await register(world));
  for (const [token, words] of [
    ['', 'The token is not valid'],
    ['nonsense', 'The token is not valid'],
    ['narrow', 'does not allow all that'],
  ] as const) {
    const answer = await answerPage(world, url, { token, answer: 'accept' });
    assert.equal(answer.statusCode, 403);
    assert.ok(answer.body.includes(words));
    assert.equal(answer.headers.location, undefined);
  }
});

test('a form that did not come from the page is refused', async () => {
  await using world = await World.open();
  const url = authorizeUrl(await register(world));
  const fields = { token: 'all', answer: 'accept' };
  for (const forged of [{ proof: '' }, { proof: 'x' }, { state: 'other' }, { scope: 'vso.project' }] as Record<
    string,
    string
  >[]) {
    const answer = await answerPage(world, url, { ...fields, ...forged });
    assert.equal(answer.statusCode, 400, JSON.stringify(forged));
  }
  const page = await world.call('GET', url, { authorization: null });
  const body = new URLSearchParams({ ...hiddenFields(page.body), ...fields }).toString();
  const withoutCookie = await world.call('POST', '//oauth2/authorize', { body, headers: form, authorization: null });
  assert.equal(withoutCookie.statusCode, 400);
});

const wrongExchanges: readonly (readonly [string, Readonly<Record<string, string>>, string])[] = [
  ['another secret', { client_assertion: 'x' }, 'invalid_client'],
  ['no secret', { client_assertion: '' }, 'invalid_request'],
  ['another assertion type', { client_assertion_type: 'x' }, 'invalid_request'],
  ['another grant type', { grant_type: 'password' }, 'unsupported_grant_type'],
  ['a code as a refresh token', refresh, 'invalid_grant'],
  ['no code', { assertion: '' }, 'invalid_request'],
  ['a code that is none', { assertion: 'a.0.b' }, 'invalid_grant'],
  ['another redirect URI', { redirect_uri: 'https://app.example.com/other' }, 'invalid_grant'],
];

for (const [what, changes, error] of wrongExchanges) {
  test(`${what} is ${error}, and the code is still good`, async () => {
    await using world = await World.open();
    const { secret, ...application } = await register(world);
    const code = await consented(world, { ...application, secret });
    assertRefused(await exchange(world, secret, code, changes), error);
    assert.equal((await exchange(world, secret, code)).statusCode, 200);
  });
}

test('another content type is answered 400', async () => {
  await using world = await World.open();
  for (const type of ['application/json', 'text/plain', 'multipart/form-data; boundary=x']) {
    const answer = await world.call('POST', '//oauth2/token', {
      body: '{"grant_type":"refresh_token"}',
      headers: { 'content-type': type },
    });
    assertRefused(answer, 'invalid_request');
  }
});

test('a code is good once; who brings it again ends what came of it', async () => {
  await using world = await World.open();
  const application = await register(world);
  const code = await consented(world, application);
  const { access_token, refresh_token } = (await exchange(world, application.secret, code)).json<Tokens>();
  assertRefused(await exchange(world, application.secret, code), 'invalid_grant');
  assertRefused(await exchange(world, application.secret, refresh_token, refresh), 'invalid_grant');
  assert.equal(await statusOf(world, access_token), 401);
});

test('of two exchanges at once at most one gets tokens', async () => {
  await using world = await World.open();
  const application = await register(world);
  const code = await consented(world, application);
  const answers = await Promise.all([1, 2, 3].map(() => exchange(world, application.secret, code)));
  assert.ok(answers.filter(({ statusCode }) => statusCode === 200).length <= 1);
});

test('a code is good for ten minutes', async () => {
  await using world = await World.open();
  const application = await register(world);
  const code = await consented(world, application);
  world.clock.at += authorizationCodeMs;
  assertRefused(await exchange(world, application.secret, code), 'invalid_grant');
});

test('a refresh gives new tokens; the former refresh token ends the family', async () => {
  await using world = await World.open();
  const application = await register(world);
  const first = await tokensFor(world, application);
  world.clock.at += accessTokenMs;
  const second = (await exchange(world, application.secret, first.refresh_token, refresh)).json<Tokens>();
  assert.notEqual(second.refresh_token, first.refresh_token);
  assert.equal(await statusOf(world, second.access_token), 200);
  assertRefused(await exchange(world, application.secret, first.refresh_token, refresh), 'invalid_grant');
  assert.equal(await statusOf(world, second.access_token), 401);
  assertRefused(await exchange(world, application.secret, second.refresh_token, refresh), 'invalid_grant');
});

test('a refresh token that nobody uses ends after a year', async () => {
  await using world = await World.open();
  const application = await register(world);
  const { refresh_token } = await tokensFor(world, application);
  world.clock.at += refreshTokenMs;
  const { secret } = (await world.call('POST', `${applications}/${application.id}/secret`)).json<Registered>();
  assertRefused(await exchange(world, secret, refresh_token, refresh), 'invalid_grant');
});

test('the secret of an application ends after 60 days, and when it is renewed', async () => {
  await using world = await World.open();
  const application = await register(world);
  const { refresh_token } = await tokensFor(world, application);
  world.clock.at += applicationSecretMs;
  assertRefused(await exchange(world, application.secret, refresh_token, refresh), 'invalid_client');
  const renewed = (await world.call('POST', `${applications}/${application.id}/secret`)).json<Registered>();
  assert.equal(Date.parse(renewed.secretValidTo), world.clock.at + applicationSecretMs);
  assertRefused(await exchange(world, application.secret, refresh_token, refresh), 'invalid_client');
  assert.equal((await exchange(world, renewed.secret, refresh_token, refresh)).statusCode, 200);
});

test("another application's secret gets nothing for a code", async () => {
  await using world = await World.open();
  const application = await register(world);
  const other = await register(world, { name: 'other' });
  assertRefused(await exchange(world, other.secret, await consented(world, application)), 'invalid_client');
});

test('an application gives its tokens back', async () => {
  await using world = await World.open();
  const application = await register(world);
  const { access_token, refresh_token } = await tokensFor(world, application);
  const revoke = (secret: string) =>
    world.call('POST', '//oauth2/revoke', {
      body: new URLSearchParams({ client_assertion: secret, token: refresh_token }).toString(),
      headers: form,
      authorization: null,
    });
  assertRefused(await revoke('x'), 'invalid_client');
  assert.equal((await revoke(application.secret)).statusCode, 204);
  assert.equal((await revoke(application.secret)).statusCode, 204);
  assert.equal(await statusOf(world, access_token), 401);
});

test('a person sees what he let applications do, and takes it back', async () => {
  await using world = await World.open();
  const application = await register(world);
  const { access_token } = await tokensFor(world, application);
  await consented(world, application);
  const { value } = (await world.call('GET', authorizations)).json<{ value: { id: string; application: object }[] }>();
  assert.deepEqual(
    value.map(one => one.application),
    [{ id: application.id, name: application.name }],
  );
  const one = `${authorizations}/${value[0]?.id}`;
  assert.equal((await world.call('DELETE', one)).statusCode, 204);
  assert.equal((await world.call('DELETE', one)).statusCode, 404);
  assert.equal(await statusOf(world, access_token), 401);
});

test('with an application ends all that people let it do', async () => {
  await using world = await World.open();
  const application = await register(world);
  const { access_token } = await tokensFor(world, application);
  assert.equal((await world.call('DELETE', `${applications}/${application.id}`)).statusCode, 204);
  assert.equal(await statusOf(world, access_token), 401);
  assert.equal((await world.call('DELETE', `${applications}/${application.id}`)).statusCode, 404);
  assert.deepEqual((await world.call('GET', applications)).json(), { count: 0, value: [] });
});

test('neither secrets nor codes nor tokens of applications are stored', async () => {
  await using world = await World.open();
  const application = await register(world);
  const code = await consented(world, application);
  const { access_token, refresh_token } = (await exchange(world, application.secret, code)).json<Tokens>();
  const kept: unknown[] = [];
  for (const kind of ['oauthApplication', 'oauthGrant'])
    kept.push(await world.stores.documents.list({ organization: 'fabrikam', kind, top: 100 }));
  const text = JSON.stringify(kept);
  for (const secret of [application.secret, code, access_token, refresh_token]) assert.ok(!text.includes(secret));
});

const wrongApplications: readonly object[] = [
  { name: '' },
  { name: 'x'.repeat(257) },
  { description: 'x'.repeat(redirectUriLength + 1) },
  { scope: 'vso.everything' },
  { redirectUris: [] },
  { redirectUris: Array.from({ length: redirectUris + 1 }, (_, index) => `https://a.example.com/${index}`) },
  ...[
    'http://app.example.com/',
    'https://app.example.com/#part',
    'https://user@app.example.com/',
    'javascript:alert(1)',
    'https://app.example.com/;form-action *',
    `https://app.example.com/${'x'.repeat(redirectUriLength)}`,
    'callback',
  ].map(uri => ({ redirectUris: [uri] })),
];

for (const changes of wrongApplications) {
  test(`an application with ${JSON.stringify(changes).slice(0, 70)} is refused`, async () => {
    await using world = await World.open();
    const body = { name: 'a', redirectUris: [callback], scope: 'vso.build', ...changes };
    assert.equal((await world.call('POST', applications, { body })).statusCode, 400);
  });
}

test('a program under development is sent back to its own machine in the clear', async () => {
  await using world = await World.open();
  const uri = 'http://localhost:3000/callback';
  const application = await register(world, { redirectUris: [uri] });
  const answer = await answerPage(world, authorizeUrl(application, { redirect_uri: uri }), {
    token: 'all',
    answer: 'accept',
  });
  assert.match(String(answer.headers.location), /^http:\/\/localhost:3000\/callback\?code=/);
});
