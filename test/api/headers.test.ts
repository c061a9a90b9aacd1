import assert from 'node:assert/strict';
import { once } from 'node:events';
import { get } from 'node:https';
import { connect } from 'node:net';
import { test } from 'node:test';
import { isGuid } from '../../src/base/id.ts';
import type { ErrorEnvelope } from '../../src/wire/common.ts';
import { certificate } from './support/certificate.ts';
import { basic, World } from './support/world.ts';

const projects = '/_apis/projects';

/** Answers of every kind: a list, an error, a path that no route has, one that can't be read, a wrong verb, no credentials. */
const answers: readonly (readonly [string, string, string | null])[] = [
  ['GET', projects, basic('all')],
  ['GET', '/_apis/projects/nope', basic('all')],
  ['GET', '/nothing/here', basic('all')],
  ['GET', '/%zz', basic('all')],
  ['PUT', '//health', basic('all')],
  ['GET', projects, null],
  ['GET', '//health', null],
];

for (const [method, path, authorization] of answers) {
  test(`${method} ${path} ${authorization === null ? 'without credentials ' : ''}has the headers of every answer`, async () => {
    await using world = await World.open();
    const { headers } = await world.call(method, path, { authorization });
    assert.ok(isGuid(String(headers.activityid)));
    assert.equal(headers['x-vss-e2eid'], headers.activityid);
    assert.ok(isGuid(String(headers['x-tfs-processid'])));
    assert.ok(isGuid(String(headers['x-vss-senderdeploymentid'])));
    assert.equal(headers['x-tfs-session'], headers.activityid);
    assert.match(String(headers['request-context']), /^appId=cid-v1:[0-9a-f-]{36}$/);
    assert.match(String(headers.p3p), /^CP="/);
    const same = {
      'x-frame-options': 'SAMEORIGIN',
      'x-content-type-options': 'nosniff',
      'access-control-expose-headers': 'Request-Context',
      'cache-control': 'no-cache',
      pragma: 'no-cache',
      expires: '-1',
      vary: 'Accept-Encoding',
    };
    for (const [name, value] of Object.entries(same)) assert.equal(headers[name], value, name);
    assert.equal(headers['strict-transport-security'], undefined);
    assert.equal(headers['access-control-allow-origin'], undefined);
  });
}

test("the request's session comes back, unless it is none", async () => {
  await using world = await World.open();
  const session = '6a3e4b1c-0000-4000-8000-000000000001';
  const echoed = await world.call('GET', projects, { headers: { 'x-tfs-session': session } });
  assert.equal(echoed.headers['x-tfs-session'], session);
  const odd = await world.call('GET', projects, { headers: { 'x-tfs-session': 'a\tb' } });
  assert.equal(odd.headers['x-tfs-session'], odd.headers.activityid);
});

test('who asks more often than the limit allows is answered 429 with when to ask again', async () => {
  await using world = await World.open({ rateLimit: 3 });
  await world.addToken('other', ['app_token']);
  const ask = (token = 'all') => world.call('GET', projects, { authorization: basic(token) });
  for (let request = 0; request < 3; request += 1) {
    const { statusCode, headers } = await ask();
    assert.equal(statusCode, 200);
    assert.deepEqual(
      Object.keys(headers).filter(name => /ratelimit|retry/.test(name)),
      [],
    );
  }
  const refused = await ask();
  assert.equal(refused.statusCode, 429);
  const { message } = refused.json<ErrorEnvelope>();
  assert.match(
    message,
    /^TF400733: The request has been canceled: Request was blocked due to exceeding usage of resource/,
  );
  const { 'retry-after': wait, 'x-ratelimit-limit': limit, 'x-ratelimit-remaining': left } = refused.headers;
  assert.deepEqual([wait, limit, left].map(String), ['1', '3', '0']);
  assert.equal(refused.headers['x-ratelimit-reset'], String(Math.ceil(world.clock.at / 1000 + 1)));
  assert.equal((await ask('other')).statusCode, 429, 'another token of the same person');
  world.clock.at += 334;
  assert.equal((await ask()).statusCode, 200);
  assert.equal((await ask()).statusCode, 429);
});

test('who is not known is counted by address, and agents are not counted', async () => {
  await using world = await World.open({ rateLimit: 2 });
  const anonymous = async () => (await world.call('GET', projects, { authorization: null })).statusCode;
  assert.deepEqual([await anonymous(), await anonymous(), await anonymous()], [401, 401, 429]);
  const agents = '/_apis/distributedtask/pools/1/sessions?api-version=7.1';
  const asAgent = async () => (await world.call('POST', agents, { body: {} })).statusCode;
  for (let request = 0; request < 5; request += 1) assert.notEqual(await asAgent(), 429);
});

test('no more callers are counted than the limit says', async () => {
  const { RateLimit } = await import('../../src/api/http/rate-limit.ts');
  const { rateLimitedCallers, requestsPerSecond } = await import('../../src/base/limits.ts');
  const limit = new RateLimit(1, { now: () => 0 });
  for (let caller = 0; caller <= rateLimitedCallers; caller += 1) limit.take(`${caller}`);
  assert.equal(limit.take('0'), undefined);
  assert.notEqual(limit.take(`${rateLimitedCallers}`), undefined);
  assert.ok(requestsPerSecond >= 100_000);
});

const page = { origin: 'https://app.example.com' };
const question = {
  ...page,
  'access-control-request-method': 'PATCH',
  'access-control-request-headers': 'authorization',
};

test('pages of an allowed origin may ask and read, those of others may not', async () => {
  await using world = await World.open({ origins: [page.origin] });
  const preflight = await world.call('OPTIONS', projects, { authorization: null, headers: question });
  assert.equal(preflight.statusCode, 204);
  assert.equal(preflight.headers['access-control-allow-origin'], page.origin);
  assert.match(String(preflight.headers['access-control-allow-methods']), /PATCH/);
  assert.equal(preflight.headers['access-control-allow-headers'], 'authorization');
  const read = await world.call('GET', projects, { headers: page });
  assert.equal(read.headers['access-control-allow-origin'], page.origin);
  assert.match(String(read.headers['access-control-expose-headers']), /X-MS-ContinuationToken/);
  assert.equal(read.headers.vary, 'Accept-Encoding, Origin');
  const refused = await world.call('GET', projects, { headers: page, authorization: null });
  assert.equal(refused.headers['access-control-allow-origin'], page.origin);
  const other = { ...question, origin: 'https://evil.example.com' };
  const denied = await world.call('OPTIONS', '/oracle/_apis/pipelines', { authorization: null, headers: other });
  assert.deepEqual([denied.statusCode, denied.headers['access-control-allow-origin']], [401, undefined]);
});

test('with * every origin may, and by default none', async () => {
  await using open = await World.open({ origins: ['*'] });
  const read = await open.call('GET', projects, { headers: page });
  assert.equal(read.headers['access-control-allow-origin'], '*');
  await using closed = await World.open();
  const refused = await closed.call('OPTIONS', '/oracle/_apis/pipelines', { authorization: null, headers: question });
  assert.deepEqual([refused.statusCode, refused.headers['access-control-allow-origin']], [401, undefined]);
});

test('over TLS addresses are https and browsers are told to stay there', async () => {
  await using world = await World.open({ tls: certificate });
  const { port } = await world.server.listen({ host: '127.0.0.1', port: 0 });
  const options = { ca: certificate.cert, headers: { authorization: basic('all') }, agent: false };
  const request = get(`https://127.0.0.1:${port}/fabrikam/_apis/projects`, options);
  const [response] = await once(request, 'response');
  const [body] = await once(response.setEncoding('utf8'), 'data');
  assert.match(response.headers['strict-transport-security'], /^max-age=31536000/);
  assert.ok(body.includes(`https://127.0.0.1:${port}/fabrikam/_apis/projects/`), body);
  const { port: inside } = await world.server.listenInside();
  const plain = await fetch(`http://127.0.0.1:${inside}/health`);
  assert.deepEqual([plain.status, plain.headers.get('strict-transport-security')], [200, null]);
});

test('a client that does not finish its request is answered 408 and cut off', async () => {
  await using world = await World.open({ slowClientMs: 500 });
  const { port } = await world.server.listen({ host: '127.0.0.1', port: 0 });
  for (const sent of [
    'GET /health HTTP/1.1\r\nhost: x\r\n',
    `POST /fabrikam/_apis/projects?api-version=7.1 HTTP/1.1\r\nhost: x\r\nauthorization: ${basic('all')}\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{`,
  ]) {
    const socket = connect(port, '127.0.0.1');
    socket.write(sent);
    let text = '';
    for await (const piece of socket) text += String(piece);
    assert.match(text, /^HTTP\/1\.1 408 /, sent);
  }
});
