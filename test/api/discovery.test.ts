import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type OperationName, operations } from '../../src/api/http/operations.ts';
import type { ErrorEnvelope } from '../../src/wire/common.ts';
import type { ResourceLocation } from '../../src/wire/discovery.ts';
import { resourceLocations } from '../../src/wire/resource-locations.ts';
import { describedOperations } from './support/described.ts';
import { base, organization, World } from './support/world.ts';

type Locations = { count: number; value: ResourceLocation[] };

test('every location is listed, and those of an area in any case', async () => {
  await using world = await World.open();
  const all = (await world.call('OPTIONS', '/_apis?allHostTypes=True')).json<Locations>();
  assert.deepEqual(all, {
    count: Object.keys(resourceLocations).length,
    value: Object.values(resourceLocations),
  });
  const build = (await world.call('OPTIONS', '/_apis/BUILD')).json<Locations>();
  const ofBuild = all.value.filter(({ area }) => area.toLowerCase() === 'build');
  assert.ok(ofBuild.some(({ area, resourceName }) => `${area}/${resourceName}` === 'Build/Builds'));
  assert.deepEqual(build.value, ofBuild);
  assert.deepEqual((await world.call('OPTIONS', '/_apis/wiki')).json(), { count: 0, value: [] });
});

/** A path as clients make it of a template; segments without a value are dropped. */
function pathOf(location: ResourceLocation, values: Readonly<Record<string, string>>): string {
  const known = { ...values, area: location.area, resource: location.resourceName };
  const segments = location.routeTemplate
    .split('/')
    .map(segment =>
      segment.replace(/\{\*?(\w+)\}/, (_, name: string) => (known as Record<string, string>)[name] ?? ''),
    );
  return `/${segments.filter(segment => segment !== '').join('/')}`;
}

/** A location's path and those that leave out its last parameters, which may have no value. */
function pathsOf(location: ResourceLocation, values: Readonly<Record<string, string>>): readonly string[] {
  const whole = pathOf(location, values).split('/');
  const names = location.routeTemplate.split('/').filter(segment => segment !== '');
  const fixed = names.findLastIndex(segment => !/^\{\*?(?!area\b|resource\b)\w+\}$/.test(segment));
  return Array.from({ length: names.length - fixed }, (_, left) => whole.slice(0, whole.length - left).join('/'));
}

const verbs = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Whether a route takes the request, whatever it then makes of it. */
async function isTaken(world: World, verb: string, path: string): Promise<boolean> {
  const answer = await world.call(verb, `${path}?api-version=7.2-preview`);
  const isUnknown = answer.statusCode === 404 && answer.json<ErrorEnvelope>().typeKey === 'HttpException';
  return !isUnknown && answer.statusCode !== 405;
}

async function isServed(world: World, location: ResourceLocation, values: Readonly<Record<string, string>>) {
  for (const path of pathsOf(location, values))
    for (const verb of verbs) if (await isTaken(world, verb, path)) return true;
  return false;
}

test('every location that is listed takes requests at its path', async () => {
  await using world = await World.open();
  const guid = '11111111-2222-4333-8444-555555555555';
  const numbered = ['pipelineId', 'runId', 'buildId', 'poolId', 'logId', 'requestId', 'messageId', 'permissions'];
  const listed = (await world.call('OPTIONS', '/_apis')).json<Locations>().value;
  for (const location of listed) {
    const names = [...location.routeTemplate.matchAll(/\{\*?(\w+)\}/g)].map(([, name = '']) => name);
    const values: Record<string, string> = Object.fromEntries(
      names.map(name => [name, numbered.includes(name) || name.endsWith('Id') ? '1' : 'x'] as const),
    );
    const guids = ['scopeIdentifier', 'planId', 'timelineId', 'recordId', 'jobId', 'operationId', 'sessionId'];
    for (const name of guids) if (name in values) values[name] = guid;
    const own = { ...values, project: 'oracle', hubName: 'build', providerName: 'TfsGit' };
    assert.ok(
      await isServed(world, location, own),
      `${location.area}/${location.resourceName} ${location.routeTemplate}`,
    );
  }
});

test('every route of the service is listed, under the template by which clients find it', async () => {
  await using world = await World.open();
  const listed = (await world.call('OPTIONS', '/_apis')).json<Locations>().value;
  const shapes = listed.flatMap(location => {
    const values = Object.fromEntries(
      [...location.routeTemplate.matchAll(/\{\*?(\w+)\}/g)].map(([, name = '']) => [name, '{}'] as const),
    );
    return pathsOf(location, values).map(path => path.toLowerCase());
  });
  const known = new Set(shapes);
  const lost: string[] = [];
  for (const { path, operation: name, verb } of await describedOperations(world)) {
    const operation = operations[name as OperationName];
    if (!('location' in operation) || unlisted.test(path)) continue;
    const route = path.replace('/{organization}', '').replace('/hubs/build/', '/hubs/{hubName}/');
    const withProject = route.replace(/^\/\{project\}/, '').replace(/^\/_apis/, '/{project}/_apis');
    const shape = (text: string) => text.replace(/\{\w+\}|\*$/g, '{}').toLowerCase();
    if (!known.has(shape(route)) && !known.has(shape(withProject))) lost.push(`${verb} ${path}`);
  }
  assert.deepEqual(lost, []);
});

/** The machines of environments stand at the addresses of both areas; the service lists them in one. */
const unlisted = /distributedtask\/environments\/\{environmentId\}\/providers\/virtualmachines/;

test('an area that is not served answers 404 in the envelope, and is not listed', async () => {
  await using world = await World.open();
  for (const area of ['wit/workitems', 'wiki/wikis', 'distributedtask/deploymentgroups', 'release/releases', 'x']) {
    for (const path of [`/_apis/${area}`, `/oracle/_apis/${area}/1`]) {
      const answer = await world.call('GET', `${path}?api-version=7.1`);
      const { typeKey, typeName, message, eventId } = answer.json<ErrorEnvelope>();
      assert.deepEqual(
        { status: answer.statusCode, typeKey, typeName, eventId },
        { status: 404, typeKey: 'HttpException', typeName: 'System.Web.HttpException, System.Web', eventId: 0 },
      );
      assert.match(message, /^The controller for path '.*' was not found/);
      assert.equal(decodeURIComponent(String(answer.headers['x-tfs-serviceerror'])), message);
    }
  }
  for (const area of ['wit', 'wiki', 'release'])
    assert.deepEqual((await world.call('OPTIONS', `/_apis/${area}`)).json(), { count: 0, value: [] });
});

test('no resource area is elsewhere', async () => {
  await using world = await World.open();
  assert.equal((await world.call('GET', '/_apis/ResourceAreas')).body, '{"count":0,"value":null}');
  const build = '965220D5-5bb9-42cf-8d67-9b146df2a5a4';
  assert.deepEqual((await world.call('GET', `/_apis/resourceareas/${build}`)).json(), {
    id: build.toLowerCase(),
    name: 'Build',
    locationUrl: `${base}/`,
  });
  assert.equal((await world.call('GET', '/_apis/ResourceAreas/nope')).statusCode, 404);
});

test('a client learns who it is', async () => {
  await using world = await World.open();
  const data = (await world.call('GET', '/_apis/connectionData?connectOptions=none&lastChangeId=0')).json<{
    authenticatedUser: { providerDisplayName: string; properties: { Account: { $value: string } } };
    instanceId: string;
    deploymentType: string;
    locationServiceData: { accessMappings: { accessPoint: string }[] };
  }>();
  assert.equal(data.authenticatedUser.providerDisplayName, 'Some One');
  assert.equal(data.authenticatedUser.properties.Account.$value, 'some.one@example.com');
  assert.equal(data.deploymentType, 'onPremises');
  assert.equal(data.locationServiceData.accessMappings[0]?.accessPoint, `${base}/`);
});

test('health and the description of the routes need no token', async () => {
  await using world = await World.open();
  const health = await world.call('GET', '//health', { authorization: null });
  assert.deepEqual(health.json(), { status: 'healthy' });
  world.services.catalogue.projects = () => Promise.reject(new Error('down'));
  const ill = await world.call('GET', '//health', { authorization: null });
  assert.equal(ill.statusCode, 503);
  assert.deepEqual(ill.json(), { status: 'unavailable' });
  assert.equal((await world.call('GET', '//openapi.json', { authorization: null })).statusCode, 200);
});

test('routes match in any case, with a slash at the end, and answer HEAD', async () => {
  await using world = await World.open();
  for (const path of [
    '/_APIS/Projects',
    '/_apis/projects/',
    '/oracle/_Apis/Build/Builds/1',
    '/ORACLE/_apis/PIPELINES',
  ]) {
    const answer = await world.call('GET', path);
    assert.ok(!String(answer.headers['content-type']).startsWith('text/plain'), path);
  }
  assert.equal((await world.call('GET', `//${organization.toUpperCase()}/_apis/projects`)).statusCode, 200);
  const head = await world.call('HEAD', '/_apis/projects');
  const get = await world.call('GET', '/_apis/projects');
  assert.equal(head.statusCode, 200);
  assert.equal(head.body, '');
  assert.equal(head.headers['content-length'], get.headers['content-length']);
});

test('locations are told to anybody, nothing else is', async () => {
  await using world = await World.open();
  const known = (await world.call('OPTIONS', '/_apis/Pipelines')).json();
  assert.deepEqual((await world.call('OPTIONS', '/_apis/Pipelines', { authorization: null })).json(), known);
  const refused = await world.call('GET', '/_apis/connectionData', { authorization: null });
  assert.equal(refused.statusCode, 401);
  assert.equal(refused.headers['x-vss-authorizationendpoint'], 'http://localhost:8100/');
  assert.equal(refused.headers['x-vss-resourcetenant'], '00000000-0000-0000-0000-000000000000');
});

test('what clients tell of their own use is taken', async () => {
  await using world = await World.open();
  const path = '/_apis/CustomerIntelligence/Events?api-version=5.0-preview.1';
  const body = [{ area: 'AzureDevopsCli', feature: 'pipelines', properties: { command: 'list' } }];
  assert.equal((await world.call('POST', path, { body })).statusCode, 204);
  assert.equal((await world.call('POST', path, { body, authorization: null })).statusCode, 401);
});

test('an organization by itself names its tenant', async () => {
  await using world = await World.open();
  const answer = await world.call('HEAD', '', { authorization: null });
  assert.equal(answer.statusCode, 401);
  assert.equal(answer.headers['x-vss-resourcetenant'], '00000000-0000-0000-0000-000000000000');
});
