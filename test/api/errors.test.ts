import assert from 'node:assert/strict';
import { test } from 'node:test';
import { apiBodyBytes } from '../../src/base/limits.ts';
import { ErrorEnvelope, FrameworkError } from '../../src/wire/common.ts';
import { assertShape } from './support/shapes.ts';
import { type Asked, base, World } from './support/world.ts';

const json = { 'content-type': 'application/json' };
const runs = '/oracle/_apis/pipelines/21/runs';
const version = 'api-version=7.1';
const core = 'Microsoft.TeamFoundation.Core.WebApi';
const pipelines = 'Microsoft.Azure.Pipelines.WebApi';

type Row = readonly [method: string, path: string, status: number, typeKey: string, message: string, asked?: Asked];

/** Requests and the envelopes that they are answered with. */
const envelopes: readonly Row[] = [
  [
    'GET',
    '/nope/_apis/pipelines',
    404,
    'ProjectDoesNotExistWithNameException',
    'TF200016: The following project does not exist: nope. Verify that the name of the project is correct and that the project exists on the specified Azure DevOps Server.',
  ],
  ['GET', '/oracle/_apis/pipelines/999999', 404, 'PipelineNotFoundException', "The pipeline '999999' does not exist"],
  ['GET', '/oracle/_apis/pipelines/7/runs', 404, 'PipelineNotFoundException', "The pipeline '7' does not exist"],
  ['GET', '/oracle/_apis/pipelines/7/runs/1', 404, 'PipelineNotFoundException', "The pipeline '7' does not exist"],
  [
    'POST',
    `/oracle/_apis/pipelines/999999/preview?${version}`,
    500,
    'PipelineNotFoundException',
    "The pipeline '999999' does not exist",
    { body: {} },
  ],
  [
    'GET',
    '/oracle/_apis/pipelines/21?pipelineVersion=9',
    404,
    'PipelineNotFoundException',
    "The pipeline '21' does not exist in revision 9",
  ],
  ['GET', `${runs}/4711`, 404, 'RunNotFoundException', "The run '4711' does not exist"],
  ['GET', `${runs}/4711/logs`, 404, 'RunNotFoundException', "The run '4711' does not exist"],
  [
    'GET',
    '/oracle/_apis/build/builds/139106',
    404,
    'BuildNotFoundException',
    'The requested build 139106 could not be found.',
  ],
  [
    'POST',
    `${runs}?${version}`,
    400,
    'PipelineValidationException',
    "/azure-pipelines.yml (Line: 1, Col: 1): Unexpected value 'stepz'\nThe pipeline must contain at least one stage with no dependencies.",
    {
      body: {
        templateParameters: {
          broken:
            "/azure-pipelines.yml (Line: 1, Col: 1): Unexpected value 'stepz'|The pipeline must contain at least one stage with no dependencies.",
        },
      },
    },
  ],
  [
    'POST',
    `/oracle/_apis/pipelines?${version}`,
    400,
    'ArgumentNullException',
    'Value cannot be null.\r\nParameter name: body',
  ],
  [
    'GET',
    '//other/oracle/_apis/pipelines',
    404,
    'HostDoesNotExistException',
    "The organization 'other' does not exist on this server.",
  ],
];

for (const [method, path, status, typeKey, message, asked] of envelopes) {
  test(`${method} ${path} is answered ${status} ${typeKey}`, async () => {
    await using world = await World.open();
    const answer = await world.call(method, path, asked);
    assert.equal(answer.statusCode, status);
    assert.equal(answer.headers['content-type'], 'application/json; charset=utf-8');
    const envelope = answer.json<ErrorEnvelope>();
    assertShape(ErrorEnvelope, envelope);
    assert.equal(envelope.message, message);
    assert.equal(envelope.typeKey, typeKey);
    assert.equal(envelope.eventId, typeKey.startsWith('Argument') ? 0 : 3000);
    assert.equal(decodeURIComponent(String(answer.headers['x-tfs-serviceerror'])), message);
    assert.deepEqual(world.faults, []);
  });
}

test('type names are those of the service', async () => {
  await using world = await World.open();
  const names = {
    '/nope/_apis/pipelines': `${core}.ProjectDoesNotExistWithNameException, ${core}`,
    '/oracle/_apis/pipelines/7': `${pipelines}.PipelineNotFoundException, ${pipelines}`,
    '/oracle/_apis/build/builds/7':
      'Microsoft.TeamFoundation.Build.WebApi.BuildNotFoundException, Microsoft.TeamFoundation.Build2.WebApi',
  };
  for (const [path, typeName] of Object.entries(names)) {
    assert.equal((await world.call('GET', path)).json<ErrorEnvelope>().typeName, typeName);
  }
});

test('a run of another pipeline, and a run of another project, are not found', async () => {
  await using world = await World.open();
  const { key } = await world.queue();
  const other = { ...world.project, id: '11111111-2222-4333-8444-555555555555' as never, name: 'other' };
  await world.stores.catalogue.addProject('fabrikam', other);
  await world.stores.catalogue.addPipeline('fabrikam', { ...world.pipeline, id: 22, name: 'second' });
  await world.stores.catalogue.addPipeline('fabrikam', { ...world.pipeline, projectId: other.id, id: 23 });
  for (const path of [
    `/oracle/_apis/pipelines/22/runs/${key.runId}`,
    `/other/_apis/pipelines/23/runs/${key.runId}`,
    `/other/_apis/build/builds/${key.runId}`,
  ]) {
    assert.equal((await world.call('GET', path)).statusCode, 404, path);
  }
});

const invalid = 'The request is invalid.';

/** Requests that can't be read, and the framework's own answer. */
const refusals: readonly Row[] = [
  ['GET', `${runs}/x`, 400, '', invalid],
  ['GET', `${runs}/2147483648`, 400, '', invalid],
  ['GET', `${runs}/-1`, 400, '', invalid],
  ['GET', `${runs}/1e3`, 400, '', invalid],
  ['GET', `${runs}/1.5`, 400, '', invalid],
  ['GET', `${runs}/0x10`, 400, '', invalid],
  ['GET', '/%zz/_apis/pipelines', 400, '', invalid],
  ['GET', '/oracle/_apis/pipelines?$top=many', 400, '', invalid],
  ['GET', `${runs}/1/logs?$expand=everything`, 400, '', invalid],
  ['POST', `${runs}?${version}`, 400, '', invalid, { body: '{"a', headers: json }],
  ['POST', `${runs}?${version}`, 400, '', invalid, { body: '{"__proto__": {}}', headers: json }],
  ['POST', `${runs}?${version}`, 400, '', invalid, { body: '[]', headers: json }],
  ['POST', `${runs}?${version}`, 400, '', invalid, { body: '"text"', headers: json }],
  ['POST', `${runs}?${version}`, 400, '', invalid, { body: { stagesToSkip: 'Deploy' } }],
  ['PATCH', `/oracle/_apis/build/builds/1?${version}`, 400, '', invalid, { body: { status: 'halted' } }],
  [
    'POST',
    `${runs}?${version}`,
    413,
    '',
    `The request body is longer than ${apiBodyBytes} bytes.`,
    { body: `"${'x'.repeat(apiBodyBytes)}"`, headers: json },
  ],
  [
    'POST',
    `${runs}?${version}`,
    415,
    '',
    "The request entity's media type 'text/plain' is not supported for this resource.",
    { body: 'a=b', headers: { 'content-type': 'text/plain' } },
  ],
  ['PUT', `${runs}/1`, 405, '', "The requested resource does not support http method 'PUT'."],
  ['DELETE', '/_apis/projects', 405, '', "The requested resource does not support http method 'DELETE'."],
  [
    'POST',
    '/oracle/_apis/pipelines/21',
    405,
    '',
    "The requested resource does not support http method 'POST'.",
    { body: '{"not json', headers: json },
  ],
  ['GET', '/_apis/projects', 400, '', 'The Host header is invalid.', { headers: { host: 'a b' } }],
  ['GET', '/_apis/projects', 400, '', 'The Host header is invalid.', { headers: { host: 'evil/../x' } }],
];

for (const [method, path, status, , message, asked] of refusals) {
  test(`${method} ${path} ${JSON.stringify(asked ?? '').slice(0, 60)} is refused with ${status}`, async () => {
    await using world = await World.open();
    const answer = await world.call(method, path, asked);
    assert.equal(answer.statusCode, status);
    assert.equal(answer.headers['content-type'], 'application/json; charset=utf-8');
    assertShape(FrameworkError, answer.json());
    assert.deepEqual(answer.json(), { count: 1, value: { Message: message } });
    assert.deepEqual(world.faults, []);
  });
}

test('an unknown route is answered as text, below _apis in the envelope', async () => {
  await using world = await World.open();
  for (const path of ['/oracle/_apis/nope', '/_apis/nope', '//nowhere/at/all']) {
    const answer = await world.call('GET', `${path}?a=b`);
    const asked = path.startsWith('//') ? path.slice(1) : `/fabrikam${path}`;
    const message = `The controller for path '${asked}' was not found or does not implement IController.`;
    assert.equal(answer.statusCode, 404);
    const isBelow = path.includes('/_apis/');
    assert.equal(answer.headers['content-type'], `${isBelow ? 'application/json' : 'text/plain'}; charset=utf-8`);
    if (isBelow) assertShape(ErrorEnvelope, answer.json());
    assert.equal(isBelow ? answer.json<{ message: string }>().message : answer.body, message);
    assert.equal(decodeURIComponent(String(answer.headers['x-tfs-serviceerror'])), message);
  }
});

test('a fault of ours is answered without its cause, and reported with it', async () => {
  await using world = await World.open();
  const cause = new Error('the database at 10.0.0.1 is on fire');
  world.services.runs.list = () => Promise.reject(cause);
  const answer = await world.call('GET', runs);
  assert.equal(answer.statusCode, 500);
  assertShape(ErrorEnvelope, answer.json());
  assert.ok(!answer.body.includes('10.0.0.1'));
  assert.deepEqual(world.faults, [cause]);
});

test('a long message is not repeated in a header', async () => {
  await using world = await World.open();
  const body = { templateParameters: { broken: 'x'.repeat(3_000) } };
  const answer = await world.call('POST', `${runs}?${version}`, { body });
  assert.equal(answer.statusCode, 400);
  assert.equal(answer.headers['x-tfs-serviceerror'], undefined);
});

test('an empty body with a media type is no body', async () => {
  await using world = await World.open();
  const answer = await world.call('POST', `${runs}?${version}`, { body: '', headers: json });
  assert.equal(answer.statusCode, 200);
});

test('every answer has the headers of the service', async () => {
  await using world = await World.open();
  const session = '0F0F0F0F-1111-4222-8333-444444444444';
  for (const path of ['/_apis/projects', '/nope/_apis/pipelines', '/_apis/nope', `${runs}/x`]) {
    const { headers } = await world.call('GET', path, { headers: { 'x-tfs-session': session } });
    assert.match(String(headers.activityid), /^[0-9a-f-]{36}$/);
    assert.equal(headers['x-vss-e2eid'], headers.activityid);
    assert.equal(headers['x-tfs-session'], session);
    assert.match(String(headers['x-tfs-processid']), /^[0-9a-f-]{36}$/);
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.equal(headers['x-frame-options'], 'SAMEORIGIN');
    assert.equal(headers['cache-control'], 'no-cache');
    assert.equal(headers.pragma, 'no-cache');
    assert.equal(headers.expires, '-1');
  }
  const { headers } = await world.call('GET', '/_apis/projects', { headers: { 'x-tfs-session': 'not a guid' } });
  assert.equal(headers['x-tfs-session'], headers.activityid);
});

test('URLs name the address that the server is told to have', async () => {
  await using world = await World.open({ publicUrl: 'https://ci.example.com/millrace/' });
  const { url } = (await world.call('GET', '/_apis/projects/oracle')).json<{ url: string }>();
  assert.equal(url, `https://ci.example.com/millrace/fabrikam/_apis/projects/${world.project.id}`);
  await assert.rejects(World.open({ publicUrl: 'ci.example.com' }), /is not an address/);
  assert.ok(base.startsWith('http://localhost'));
});
