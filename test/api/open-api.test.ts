import assert from 'node:assert/strict';
import { test } from 'node:test';
import { operations } from '../../src/api/http/operations.ts';
import { resourceLocations } from '../../src/wire/resource-locations.ts';
import { testLocations } from '../../src/wire/test-locations.ts';
import { World } from './support/world.ts';

type Described = {
  operationId: string;
  'x-operation': string;
  summary: string;
  parameters: { name: string; in: string; required?: boolean; schema: unknown }[];
  requestBody?: unknown;
  responses: Record<string, unknown>;
  security: readonly unknown[];
};

async function described(world: World): Promise<(Described & { path: string; verb: string })[]> {
  const { openapi, paths } = (await world.call('GET', '//openapi.json')).json<{
    openapi: string;
    paths: Record<string, Record<string, Described>>;
  }>();
  assert.equal(openapi, '3.1.0');
  return Object.entries(paths).flatMap(([path, verbs]) =>
    Object.entries(verbs).map(([verb, operation]) => ({ path, verb, ...operation })),
  );
}

test('every operation of the table is a route, and every route an operation of the table', async () => {
  await using world = await World.open();
  const served = new Set((await described(world)).map(operation => operation['x-operation']));
  assert.deepEqual(
    [...served].toSorted(),
    Object.keys(operations)
      // Controls for tests are served only where they are asked for.
      .filter(name => name !== 'verb.refuse' && name !== 'emulator.control')
      .toSorted(),
  );
});

test('every resource that is listed has an operation', () => {
  const used = new Set<string>(
    Object.values(operations).map(operation => ('location' in operation ? operation.location : '')),
  );
  // Its address is signed for a log, not built by clients.
  used.add('signedLogContent');
  // The same routes at the addresses of a second area.
  for (const name of Object.keys(testLocations)) if (name.startsWith('testresults')) used.add(name);
  for (const name of ['pipelineEnvironments', 'pipelineDeployments', 'pipelineKubernetes']) used.add(name);
  assert.deepEqual([...used].filter(name => name !== '').toSorted(), Object.keys(resourceLocations).toSorted());
});

test('every segment of a path that varies is a parameter', async () => {
  await using world = await World.open();
  for (const { path, verb, parameters } of await described(world)) {
    const named = parameters.filter(parameter => parameter.in === 'path').map(({ name }) => name);
    for (const [, segment] of path.matchAll(/\{(\w+)\}/g)) assert.ok(named.includes(segment ?? ''), `${verb} ${path}`);
  }
});

test('only what is public needs no token', async () => {
  await using world = await World.open();
  const open = (await described(world)).filter(({ security }) => security.length === 0);
  assert.deepEqual(open.map(operation => operation['x-operation']).toSorted(), [
    'clientTools.download',
    'definitionBadge.get',
    'health.get',
    'health.live',
    'health.ready',
    'incomingWebhooks.call',
    'locations.list',
    'locations.listArea',
    'oauth.answer',
    'oauth.exchange',
    'oauth.revoke',
    'oauth.show',
    'openId.describe',
    'openId.keys',
    'openapi.get',
    'rootPage.show',
    'signIn.answer',
    'signIn.show',
    'signedArtifactContent.get',
    'signedLogContent.get',
    'statusBadge.get',
    'tokenPage.answer',
    'tokenPage.show',
  ]);
  const values: Readonly<Record<string, string>> = { organization: 'fabrikam', project: 'oracle' };
  for (const { path, verb, 'x-operation': operation } of await described(world)) {
    if (operations[operation as keyof typeof operations].scope === 'public') continue;
    const url = path.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '1');
    const answer = await world.call(verb.toUpperCase(), `/${url}`, { authorization: null });
    assert.equal(answer.statusCode, 401, `${verb} ${path}`);
  }
});

test('limits: a segment too long is refused, and no more runs are asked for than are listed', async () => {
  await using world = await World.open();
  const { listedRuns, routeSegmentLength } = await import('../../src/base/limits.ts');
  const long = await world.call('GET', `/${'x'.repeat(routeSegmentLength + 1)}/_apis/pipelines`);
  assert.equal(long.statusCode, 414);
  assert.deepEqual(long.json(), { count: 1, value: { Message: 'The request is invalid.' } });
  const fits = await world.call('GET', `/${'x'.repeat(routeSegmentLength)}/_apis/pipelines`);
  assert.equal(fits.json<{ typeKey: string }>().typeKey, 'ProjectDoesNotExistWithNameException');
  const tops: number[] = [];
  world.services.runs.list = async query => {
    tops.push(query.top);
    return [];
  };
  for (const query of ['', `?$top=${listedRuns + 1}`, '?$top=5']) {
    await world.call('GET', `/oracle/_apis/pipelines/21/runs${query}`);
  }
  assert.deepEqual(tops, [listedRuns, listedRuns, 5]);
});
