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
import { apiBodyBytes, jsonDepth } from '../../src/base/limits.ts';
import { startMillrace } from '../../src/main/library.ts';
import { type DescribedOperation, describedOperations, requestOf } from './support/described.ts';
import {
  oddBodies,
  oddBytes,
  oddCredentials,
  oddHeaders,
  oddSegments,
  oddTypes,
  oddValues,
  rawRequests,
  tricks,
  verbs,
} from './support/hostile-inputs.ts';
import { basic, World } from './support/world.ts';

const seconds = Number(process.env.MILLRACE_FUZZ_SECONDS ?? 0);
/** As long as CI may take over it, when nobody says otherwise. */
const budgetMs = seconds > 0 ? seconds * 1000 : 8_000;
const seed = Number(process.env.MILLRACE_FUZZ_SEED ?? (seconds > 0 ? Date.now() % 2 ** 31 : 20_261_125));

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

test('JSON that is nested too deep is refused, wherever it stands', async () => {
  await using world = await World.open();
  const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
  const send = async (method: string, path: string, body: string) => {
    const headers = { 'content-type': 'application/json' };
    return (await world.call(method, `${path}?api-version=7.2-preview`, { headers, body })).statusCode;
  };
  const deep = nested(100_000);
  for (const [method, path, body] of [
    ['POST', '/oracle/_apis/build/builds', `{"definition":{"id":21},"reason":${deep}}`],
    ['POST', '/oracle/_apis/pipelines/checks/runs', `{"resources":[],"context":{"a":${deep}}}`],
    ['PUT', '/oracle/_apis/build/definitions/templates/t', `{"id":"t","name":"t","template":${deep}}`],
  ] as const)
    assert.equal(await send(method, path, body), 400, path);
  const template = (inside: string) => `{"id":"t","name":"\\"[[[{{{","template":{"a":${inside}}}`;
  const templates = '/oracle/_apis/build/definitions/templates/t';
  assert.equal(await send('PUT', templates, template(nested(jsonDepth - 2))), 200);
  assert.equal(await send('PUT', templates, template(nested(jsonDepth - 1))), 400);
  assert.deepEqual(world.faults, []);
});

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
