import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browserSessionMs } from '../../src/base/limits.ts';
import { basic, organization, World } from './support/world.ts';

const path = '/_usersSettings/tokens';
const runs = '/oracle/_apis/pipelines/21/runs';
const type = { 'content-type': 'application/x-www-form-urlencoded' };

/** A browser as far as forms and cookies go. */
class Browser {
  readonly #world: World;
  readonly cookies = new Map<string, string>();
  page = '';
  status = 0;

  constructor(world: World) {
    this.#world = world;
  }

  async open(): Promise<this> {
    return this.#take(await this.#world.call('GET', path, { authorization: null, headers: this.#headers() }));
  }

  /** Sends the form that does something, with what a person fills in. */
  async send(what: string, fields: Readonly<Record<string, string | readonly string[]>> = {}): Promise<this> {
    const [, proof = ''] = /name="proof" value="([^"]*)"/.exec(this.page) ?? [];
    const all = Object.entries({ do: what, proof, ...fields });
    const pairs = all.flatMap(([name, value]) => [value].flat().map(text => [name, text] as [string, string]));
    const body = new URLSearchParams(pairs).toString();
    const headers = { ...type, ...this.#headers() };
    this.#take(await this.#world.call('POST', path, { body, headers, authorization: null }));
    return this.status === 303 ? this.open() : this;
  }

  async signIn(token: string): Promise<this> {
    await this.open();
    return this.send('signIn', { token });
  }

  #headers(): Record<string, string> {
    return { cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ') };
  }

  #take(answer: Awaited<ReturnType<World['call']>>): this {
    for (const cookie of [answer.headers['set-cookie'] ?? []].flat()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      assert.match(cookie, new RegExp(`; Path=/${organization}${path}; HttpOnly; SameSite=Strict; Max-Age=\\d+$`));
      this.cookies.set(name, value);
    }
    this.status = answer.statusCode;
    this.page = answer.body;
    return this;
  }
}

function secretOn(page: string): string {
  return /<code class="secret">(\w+)<\/code>/.exec(page)?.[1] ?? '';
}

test('a person signs in, creates a token with scopes and an end, and revokes it', async () => {
  await using world = await World.open();
  const browser = await new Browser(world).signIn('all');
  assert.match(browser.page, /<h1>Personal access tokens<\/h1>/);
  await browser.send('create', { name: 'my <ci>', days: '60', access: 'some', scope: ['vso.build', 'vso.project'] });
  assert.equal(browser.status, 200);
  const token = secretOn(browser.page);
  assert.equal((await world.call('GET', runs, { authorization: basic(token) })).statusCode, 200);
  assert.equal(
    (await world.call('POST', `${runs}?api-version=7.1`, { authorization: basic(token), body: {} })).statusCode,
    401,
  );
  const row = (await world.stores.tokens.list(organization)).find(({ name }) => name === 'my <ci>');
  assert.deepEqual(row?.scopes, ['vso.build', 'vso.project']);
  assert.equal(row?.expiresAt, world.clock.at + 60 * 86_400_000);

  await browser.open();
  assert.ok(!browser.page.includes(token), 'the text of a token is shown once');
  assert.match(browser.page, /my &#60;ci&#62;/);
  const [, id = ''] = /name="id" value="([^"]+)">(?:(?!name="id").)*Revoke my &#60;ci&#62;/s.exec(browser.page) ?? [];
  await browser.send('revoke', { id });
  assert.doesNotMatch(browser.page, /my &#60;ci&#62;/);
  assert.equal((await world.call('GET', runs, { authorization: basic(token) })).statusCode, 401);
});

test('a token for everything is created by who has everything, and offered to nobody else', async () => {
  await using world = await World.open();
  const browser = await new Browser(world).signIn('all');
  const all = secretOn((await browser.send('create', { name: 'all', days: '7', access: 'everything' })).page);
  assert.equal((await world.call('GET', runs, { authorization: basic(all) })).statusCode, 200);
  await world.addToken('narrow', ['vso.tokens', 'vso.build']);
  const narrow = await new Browser(world).signIn('narrow');
  assert.doesNotMatch(narrow.page, /value="everything"|value="vso\.code"/);
  assert.match(narrow.page, /value="vso\.build"/);
  await narrow.send('create', { name: 'x', days: '7', access: 'everything' });
  assert.equal(narrow.status, 400);
  assert.match(narrow.page, /role="alert">You do not have what the token is to be allowed/);
});

const wrong: Readonly<Record<string, readonly [Readonly<Record<string, string>>, RegExp]>> = {
  'no name': [{ name: ' ', days: '30', scope: 'vso.build' }, /needs a name/],
  'a name too long': [{ name: 'n'.repeat(300), days: '30', scope: 'vso.build' }, /name is too long/],
  'no scope': [{ name: 'a', days: '30' }, /Choose what the token may do/],
  'an unknown scope': [{ name: 'a', days: '30', scope: 'vso.nothing' }, /Choose what the token may do/],
  'no days': [{ name: 'a', days: 'x', scope: 'vso.build' }, /at most a year/],
  'too many days': [{ name: 'a', days: '999', scope: 'vso.build' }, /at most a year/],
};

for (const [what, [fields, message]] of Object.entries(wrong)) {
  test(`${what} is told on the page, which keeps what was filled in`, async () => {
    await using world = await World.open();
    const browser = await new Browser(world).signIn('all');
    await browser.send('create', { access: 'some', ...fields });
    assert.equal(browser.status, 400);
    assert.match(browser.page, message);
    assert.match(browser.page, new RegExp(`name="name"[^>]* value="${fields.name}"`));
    assert.equal((await world.stores.tokens.list(organization)).length, 1);
  });
}

test('who has no good token, or one that may not manage tokens, is not signed in', async () => {
  await using world = await World.open();
  await world.addToken('reader', ['vso.build']);
  await world.addToken('old', ['app_token'], world.clock.at);
  for (const token of ['', 'nonsense', 'old', 'reader']) {
    const browser = await new Browser(world).signIn(token);
    assert.equal(browser.status, 403, token);
    assert.match(browser.page, /role="alert"/);
    assert.equal(browser.cookies.has('millrace-session'), false);
  }
});

test('a session ends when its token does, when its time is over, and when the person says so', async () => {
  await using world = await World.open();
  const isSignedIn = async (browser: Browser) => (await browser.open()).page.includes('Your tokens');
  const first = await new Browser(world).signIn('all');
  const second = secretOn((await first.send('create', { name: 'b', days: '7', access: 'everything' })).page);
  const browser = await new Browser(world).signIn(second);
  assert.equal(await isSignedIn(browser), true);
  const [row] = (await world.stores.tokens.list(organization)).filter(({ name }) => name === 'b');
  await world.stores.tokens.remove(organization, row?.hash ?? '');
  assert.equal(await isSignedIn(browser), false);

  await first.open();
  const kept = new Map(first.cookies);
  await first.send('signOut');
  assert.equal(await isSignedIn(first), false);
  for (const [name, value] of kept) first.cookies.set(name, value);
  world.clock.at += browserSessionMs - 1;
  assert.equal(await isSignedIn(first), true);
  world.clock.at += 1;
  assert.equal(await isSignedIn(first), false);
});

test('a session that was changed is none', async () => {
  await using world = await World.open();
  const browser = await new Browser(world).signIn('all');
  const [hash = '', until = '', proof = ''] = (browser.cookies.get('millrace-session') ?? '').split('.');
  const later = String(Number(until) + 1);
  for (const value of [[hash, later, proof], [hash, until], [hash, until, proof, ''], ['', '', ''], []]) {
    browser.cookies.set('millrace-session', value.join('.'));
    assert.match((await browser.open()).page, /<h1>Sign in/, value.join('.'));
  }
});

test('a form that this browser was not given does nothing', async () => {
  await using world = await World.open();
  const victim = await new Browser(world).signIn('all');
  const attacker = await new Browser(world).open();
  const create = { name: 'theirs', days: '7', access: 'everything' };
  victim.page = attacker.page;
  assert.equal((await victim.send('create', create)).status, 400);
  victim.page = '';
  assert.equal((await victim.send('create', create)).status, 400);
  const before = (await victim.open()).page;
  attacker.page = before;
  assert.equal((await attacker.send('create', create)).status, 400);
  // The session of before the sign-in is another.
  const early = await new Browser(world).open();
  const { page } = early;
  await early.signIn('all');
  early.page = page;
  assert.equal((await early.send('create', create)).status, 400);
  assert.equal((await world.stores.tokens.list(organization)).length, 1);
});

test('nothing runs on the page, nothing frames it, nobody keeps it', async () => {
  await using world = await World.open();
  const answer = await world.call('GET', path, { authorization: null });
  assert.match(
    String(answer.headers['content-security-policy']),
    /^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'$/,
  );
  assert.equal(answer.headers['cache-control'], 'no-store');
  assert.equal(answer.headers['x-frame-options'], 'DENY');
  assert.doesNotMatch(answer.body, /<script|style=|onclick/);
});

test('the address is one, in whatever case it is typed', async () => {
  await using world = await World.open();
  const answer = await world.server.inject({ method: 'GET', url: '/FABRIKAM/_userssettings/Tokens' });
  assert.deepEqual([answer.statusCode, answer.headers.location], [303, `/${organization}${path}`]);
  const elsewhere = await world.server.inject({ method: 'GET', url: `/nobody${path}` });
  assert.equal(elsewhere.statusCode, 404);
});
