// One table of what hostile clients send, and the world it is sent to: read as one, so it stands as one.
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import {
  type Arbitrary,
  array,
  asyncProperty,
  constant,
  constantFrom,
  assert as holds,
  integer,
  oneof,
  record,
  string,
} from 'fast-check';
import { apiBodyBytes } from '../../src/base/limits.ts';
import { startMillrace } from '../../src/main/library.ts';
import { type DescribedOperation, describedOperations, requestOf } from './support/described.ts';
import { basic, organization, World } from './support/world.ts';

const seconds = Number(process.env.MILLRACE_FUZZ_SECONDS ?? 0);
/** As long as CI may take over it, when nobody says otherwise. */
const budgetMs = seconds > 0 ? seconds * 1000 : 8_000;
const seed = Number(process.env.MILLRACE_FUZZ_SEED ?? (seconds > 0 ? Date.now() % 2 ** 31 : 20_261_125));

/** What stands where an id, a name or a number should. Paths are written as they are sent. */
const oddSegments = [
  '',
  '0',
  '-1',
  '1e9',
  '0x10',
  '2147483648',
  '99999999999999999999',
  'NaN',
  'null',
  'undefined',
  '__proto__',
  'constructor',
  'toString',
  '%00',
  '%0a',
  '%20',
  '%2e%2e',
  '%2e%2e%2f%2e%2e%2fetc%2fpasswd',
  '..%5c..%5cwindows',
  '%25%32%65',
  '%ff%fe',
  '%c0%af',
  '%F0%9F%92%A9',
  "'%20or%20'1'='1",
  '%3Cscript%3E',
  '*',
  '%2a',
  '$%7Bx%7D',
  '%5C',
  'a'.repeat(599),
  '6a3e4b1c-0000-4000-8000-000000000001',
  '6a3e4b1c-0000-4000-8000-00000000000g',
  '~',
  ';a=b',
  '1,2',
];
const oddValues = [
  ...oddSegments.map(text => text.replace(/%(?![0-9a-f]{2})/gi, '%25')),
  'true',
  '-1',
  '1.5',
  '9007199254740993',
  '2026-13-45',
  '0001-01-01',
  '+275760-09-13T00:00:00.001Z',
  '[]',
  '{}',
  'a&a=b',
  '%7B%22a%22%3A1%7D',
  '%F0%9F',
];
const oddBodies = [
  '',
  ' ',
  'null',
  'true',
  '0',
  '""',
  '[]',
  '{}',
  '[null]',
  '[[]]',
  '{"',
  '{"a":',
  '\uFEFF{}',
  '{"__proto__":{"a":1}}',
  '{"constructor":{"prototype":{}}}',
  `${'['.repeat(5_000)}${']'.repeat(5_000)}`,
  '\u0000',
  '{"a":"\\ud800"}',
  '{"id":1e400}',
  '{"id":-0}',
  'a=b&c=d',
  `"${'x'.repeat(100_000)}"`,
  '{"name":null,"value":[null]}',
];
const oddTypes = [
  'application/json',
  'application/json; charset=utf-16',
  'text/json',
  'text/plain',
  'application/octet-stream',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'multipart/form-data; boundary=x',
  'a',
  '',
  '*/*',
  ';;',
  'application/json-patch+json',
];
const oddHeaders: readonly Readonly<Record<string, string>>[] = [
  {},
  { accept: 'application/json;api-version=' },
  { accept: 'text/html' },
  { accept: ';api-version=7.1;;=' },
  { host: 'a b' },
  { host: 'x'.repeat(300) },
  { host: '[::1' },
  { 'if-none-match': '"'.repeat(500) },
  { range: 'bytes=9-1' },
  { cookie: '=;=;;' },
  { 'x-tfs-session': '\u00e9' },
  { 'content-range': 'bytes 9-1/0' },
  { 'x-http-method-override': 'DELETE' },
  { traceparent: '00-zz' },
  { origin: 'null', 'access-control-request-method': 'X' },
  { 'x-tfs-fedauthredirect': 'Suppress' },
  { 'content-encoding': 'gzip' },
  { 'content-encoding': 'br, \u0000' },
  { 'accept-encoding': 'gzip;q=9, *;q=-1' },
  { 'content-length': '9' },
  { 'transfer-encoding': 'chunked' },
  { expect: '200-nothing' },
  { 'if-modified-since': 'yesterday' },
  { 'x-forwarded-host': 'evil', 'x-forwarded-proto': 'gopher' },
  { forwarded: 'for=;host=' },
  { cookie: `millrace-session=${'a.'.repeat(2_000)}; millrace-visitor=%00` },
  { 'x-ms-continuationtoken': '\u0001' },
  { upgrade: 'websocket', connection: 'upgrade' },
];
/** Bodies that are no text. */
const oddBytes = [
  Buffer.from([0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00]),
  Buffer.from([0xc3, 0x28]),
  Buffer.from('{"name":"\xe9"}', 'latin1'),
  Buffer.from([0x1f, 0x8b, 0x08, 0x00, 0x00]),
  Buffer.from('PK\u0003\u0004'),
  Buffer.alloc(70_000, 0x61),
];
const verbs = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
const oddCredentials = [
  null,
  '',
  'Basic',
  'Basic =',
  'Bearer a.b.c',
  'Bearer ey..',
  `Basic ${'A'.repeat(8_000)}`,
  'Basic w6k6w6k=',
];

type Hostile = {
  readonly route: number;
  readonly segments: readonly string[];
  readonly query: readonly (readonly [number, string])[];
  readonly body: string | undefined;
  readonly type: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly credentials: string | null;
  readonly isKeyless: number;
  /** Bytes in place of the body. */
  readonly bytes: Buffer | undefined;
  /** Another verb than the route's. */
  readonly verb: (typeof verbs)[number] | undefined;
};

/** A value in place of a member of a body: what another type would be. */
const junk = oneof(
  string(),
  integer(),
  constantFrom(null, true, [], {}, ['x'], { x: 1 }, -1, 2 ** 40, '\u0000', '\ud800'),
);

function hostileRequests(routes: number): Arbitrary<Hostile> {
  return record({
    route: integer({ min: 0, max: routes - 1 }),
    segments: array(constantFrom(...oddSegments), { minLength: 8, maxLength: 8 }),
    query: array(
      integer({ min: 0, max: 9 }).chain(index => constantFrom(...oddValues).map(value => [index, value] as const)),
      { maxLength: 3 },
    ),
    body: oneof(
      constantFrom(undefined, ...oddBodies),
      junk.map(value => JSON.stringify({ members: value })),
      array(junk, { minLength: 6, maxLength: 6 }).map(values => JSON.stringify(values)),
    ),
    type: constantFrom('application/json', 'application/json', ...oddTypes),
    headers: constantFrom({}, {}, {}, ...oddHeaders),
    credentials: oneof(
      { weight: 9, arbitrary: constant(basic('all')) },
      { weight: 1, arbitrary: constantFrom(...oddCredentials) },
    ),
    isKeyless: integer({ min: 0, max: 3 }),
    bytes: oneof({ weight: 9, arbitrary: constant(undefined) }, { weight: 1, arbitrary: constantFrom(...oddBytes) }),
    verb: oneof({ weight: 9, arbitrary: constant(undefined) }, { weight: 1, arbitrary: constantFrom(...verbs) }),
  });
}

/** The request of a route with something odd in it: mostly right, so that it gets past what is checked first. */
function asSent(operation: DescribedOperation, hostile: Hostile) {
  const right = requestOf(operation);
  const [rightPath = '', rightQuery = ''] = right.path.split('?', 2);
  const template = operation.path.split('/');
  const path = rightPath
    .split('/')
    .map((segment, index) => {
      const varies = template[index]?.startsWith('{') === true && template[index] !== '{organization}';
      return varies && hostile.isKeyless === 0 ? (hostile.segments[index % 8] ?? '') : segment;
    })
    .join('/');
  const names = operation.parameters.filter(({ in: place }) => place === 'query').map(({ name }) => name);
  const extra = hostile.query.map(([index, value]) => `${names[index % Math.max(1, names.length)] ?? 'x'}=${value}`);
  return {
    method: hostile.verb ?? right.method,
    url: `${path}?${[rightQuery, ...extra].join('&')}`,
    body: hostile.bytes ?? (hostile.body === undefined ? right.body : bodyFor(operation, hostile.body)),
  };
}

/** A list of junk becomes the members that the schema names, junk each. */
function bodyFor({ requestBody }: DescribedOperation, text: string): string {
  const [content] = Object.values(requestBody?.content ?? {});
  const names = Object.keys(content?.schema?.properties ?? {});
  if (names.length === 0 || !text.startsWith('[') || text.length > 2_000) return text;
  let values: unknown;
  try {
    values = JSON.parse(text);
  } catch {
    return text;
  }
  if (!Array.isArray(values) || values.length === 0) return text;
  const list: readonly unknown[] = values;
  return JSON.stringify(Object.fromEntries(names.map((name, index) => [name, list[index % list.length]])));
}

/** The one answer of the service that is a 500 without a fault. */
const expectedFault = /PipelineNotFoundException/;

function assertHarmless(answer: { statusCode: number; body: string }, world: World, what: string): void {
  const [fault] = world.faults.splice(0);
  const told = fault instanceof Error ? fault.stack : String(fault);
  const isExpected = answer.statusCode === 500 && expectedFault.test(answer.body);
  assert.ok(answer.statusCode < 500 || isExpected, `${what} is answered ${answer.statusCode}: ${told}`);
  assert.doesNotMatch(answer.body, /\n\s+at .*\.(ts|js):\d+|node_modules|node:internal/, what);
}

test('hostile requests to every route never meet a fault of ours', { timeout: budgetMs * 4 + 60_000 }, async () => {
  await using world = await World.open();
  await world.queue();
  const routes = (await describedOperations(world)).filter(({ operation }) => operation !== 'messages.get');
  const send = async (hostile: Hostile) => {
    const operation = routes[hostile.route];
    assert.ok(operation);
    const { method, url, body } = asSent(operation, hostile);
    const { credentials, type, headers } = hostile;
    const answer = await world.server.inject({
      method: method as 'GET',
      url,
      headers: {
        host: 'localhost',
        ...(credentials === null ? {} : { authorization: credentials }),
        ...(body === undefined ? {} : { 'content-type': type }),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: body as string }),
    });
    assertHarmless(answer, world, `${method} ${url} ${JSON.stringify(body)?.slice(0, 300)} ${JSON.stringify(headers)}`);
  };
  await holds(asyncProperty(hostileRequests(routes.length), send), {
    seed,
    numRuns: 1_000_000,
    interruptAfterTimeLimit: budgetMs,
    endOnFailure: true,
  });
});

const tricks = [
  '/',
  '//',
  '/../..',
  '/%2e%2e/%2e%2e/etc/passwd',
  `/${organization}/../health`,
  `/${organization}/./_apis/projects`,
  `//${organization}//_apis//projects`,
  `/${organization}/_apis/projects/..;/health`,
  `/${organization}/_apis/projects%00`,
  `/${organization}\\_apis\\projects`,
  '/?',
  '/#',
  '/health?__proto__=x',
  `/${'a/'.repeat(4_000)}`,
  '/%',
  '/%F',
  `/${organization}/_apis/pipelines/%s%n/runs/%x`,
  '/openapi.json/..%2f..%2fpackage.json',
  '/\u00e9',
  '*',
];

test('tricks with paths lead nowhere', async () => {
  await using world = await World.open();
  for (const url of tricks) {
    for (const method of ['GET', 'POST', 'OPTIONS', 'TRACE', 'PROPFIND'] as const) {
      const headers = { host: 'localhost', authorization: basic('all') };
      const answer = await world.server
        .inject({ method: method as 'GET', url, headers })
        .catch((error: Error) => ({ statusCode: 400, body: error.message }));
      assertHarmless(answer, world, `${method} ${url}`);
      assert.ok(!answer.body.includes('devDependencies'), url);
    }
  }
});

test('a body too long is refused by every route that reads one, before it is read', async () => {
  await using world = await World.open();
  const long = Buffer.alloc(apiBodyBytes + 1, 0x20);
  for (const operation of await describedOperations(world)) {
    const [[type, content] = []] = Object.entries(operation.requestBody?.content ?? {});
    // Bytes are read by routes with limits of their own.
    if (type === undefined || content?.schema === undefined) continue;
    const { method, path } = requestOf(operation);
    const headers = { host: 'localhost', authorization: basic('all'), 'content-type': type };
    const answer = await world.server.inject({ method: method as 'POST', url: path, headers, payload: long });
    assertHarmless(answer, world, `${method} ${path}`);
    assert.ok(answer.statusCode >= 400, `${method} ${path} reads ${long.length} bytes: ${answer.statusCode}`);
  }
});

/** What no client library would send, as bytes on a connection. */
const rawRequests: readonly string[] = [
  'nonsense\r\n\r\n',
  'GET /health HTTP/9.9\r\nhost: x\r\n\r\n',
  'GET /health HTTP/1.1\r\n\r\n',
  'GET /health HTTP/1.1\r\nhost: x\r\nhost: y\r\n\r\n',
  `GET /health HTTP/1.1\r\nhost: x\r\nx: ${'a'.repeat(100_000)}\r\n\r\n`,
  `GET /${'a'.repeat(100_000)} HTTP/1.1\r\nhost: x\r\n\r\n`,
  'POST /oauth2/token HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n',
  'POST /oauth2/token HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
  'POST /oauth2/token HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n',
  'GET /health HTTP/1.1\r\nhost: x\r\nbad header: \u0000\r\n\r\n',
  'POST /oauth2/token HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-encoding: gzip\r\ncontent-length: 3\r\n\r\nabc',
  'POST /oauth2/token HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nabc',
  'POST /oauth2/token HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: 3\r\n\r\nabc',
  'GET http://evil.example.com/health HTTP/1.1\r\nhost: x\r\n\r\n',
  'CONNECT evil.example.com:443 HTTP/1.1\r\nhost: x\r\n\r\n',
  'GET /fabrikam/_usersSettings/tokens HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  'GET /health HTTP/1.1\nhost: x\n\n',
  'GET /%00%ff HTTP/1.1\r\nhost: x\r\n\r\n',
  '\u0016\u0003\u0001\u0002\u0000\u0001\u0000',
];

test('what is no HTTP is answered 400 or cut off, and the server goes on', async () => {
  await using world = await World.open();
  const { port } = await world.server.listen({ host: '127.0.0.1', port: 0 });
  for (const bytes of rawRequests) {
    const socket = connect(port, '127.0.0.1');
    socket.end(bytes, 'latin1');
    let text = '';
    try {
      for await (const piece of socket) text += String(piece);
    } catch {
      // Cut off while it was sending: as good an answer.
    }
    assert.doesNotMatch(text, /^HTTP\/1\.1 5|\n\s+at /, JSON.stringify(bytes.slice(0, 80)));
  }
  assert.equal((await fetch(`http://127.0.0.1:${port}/health`)).status, 200);
  assert.deepEqual(world.faults, []);
});

test("hostile requests to the emulator's controls are refused", async () => {
  await using millrace = await startMillrace();
  const paths = ['clock', 'faults', 'pipelines', 'pipelines/1/outcomes', 'pipelines/x/outcomes', 'approvals', 'runs'];
  const bodies = [
    ...oddBodies,
    '{"advanceMs":1e300}',
    '{"advanceMs":-9007199254740991}',
    '{"now":"+275760-09-13"}',
    `{"kind":"slow","path":"${'*a'.repeat(400)}"}`,
    '{"project":"P","name":"../../x","yaml":"steps: []"}',
    '{"project":"P","name":"x","yaml":"[","files":{"../../y":"z"}}',
    '{"project":"P","environment":""}',
    '{"project":"","pipeline":0,"jobs":{"*":{"durationMs":1e15}}}',
    '{"*":{"result":"nope"}}',
  ];
  const headers = { authorization: basic(millrace.token), 'content-type': 'application/json' };
  for (const path of paths) {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      for (const body of bodies) {
        const answer = await fetch(`${millrace.url}/_millrace/${path}`, { method, headers, body });
        const text = await answer.text();
        assert.ok(answer.status < 500, `${method} ${path} ${body.slice(0, 100)}: ${answer.status} ${text}`);
        assert.doesNotMatch(text, /\n\s+at /);
      }
    }
  }
  assert.equal((await fetch(`${millrace.url}/_millrace/clock`, { headers })).status, 200);
});
