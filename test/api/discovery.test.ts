import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ResourceLocation } from '../../src/wire/discovery.ts';
import { resourceLocations } from '../../src/wire/resource-locations.ts';
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
  assert.deepEqual(
    build.value.map(({ area, resourceName }) => `${area}/${resourceName}`),
    [
      'Build/Builds',
      'build/stages',
      'build/leases',
      'build/buildleases',
      'build/retention',
      'build/settings',
      'build/latest',
      'build/attachments',
      'build/attachments',
      'build/tags',
      'build/tags',
      'build/report',
      'build/properties',
      'build/sources',
      'build/workitems',
      'build/workitems',
      'build/changes',
      'build/changes',
      'build/status',
      'build/badge',
      'build/generalSettings',
      'build/Controllers',
      'build/ResourceUsage',
      'build/options',
      'build/yaml',
      'build/Metrics',
      'build/tags',
      'Build/Definitions',
      'build/revisions',
      'build/folders',
      'build/logs',
      'build/artifacts',
      'build/Timeline',
      'build/authorizedresources',
    ],
  );
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

async function isServed(world: World, paths: readonly string[]): Promise<boolean> {
  for (const path of paths) {
    const answer = await world.call('OPTIONS', path);
    if (answer.statusCode !== 404) return true;
  }
  return false;
}

test('every location leads to a route', async () => {
  await using world = await World.open();
  const guid = '11111111-2222-4333-8444-555555555555';
  const values = {
    project: 'oracle',
    scopeIdentifier: guid,
    hubName: 'build',
    planId: guid,
    timelineId: guid,
    recordId: guid,
    jobId: guid,
    pipelineId: '21',
    runId: '1',
    buildId: '1',
    poolId: '1',
    logId: '1',
    operationId: guid,
    definition: '21',
    definitionId: '21',
    DefinitionId: '21',
    requestId: '1',
    messageId: '1',
    type: 'a',
    name: 'b',
    webHookId: 'c',
  };
  for (const location of Object.values(resourceLocations)) {
    const whole = pathOf(location, values);
    const paths = [whole, whole.slice(0, whole.lastIndexOf('/'))];
    assert.ok(await isServed(world, paths), whole);
  }
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
