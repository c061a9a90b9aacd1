import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ErrorEnvelope } from '../../src/wire/common.ts';
import type { ResourcePipelinePermissions } from '../../src/wire/pipeline-permissions.ts';
import { basic, World } from './support/world.ts';

const permissions = '/oracle/_apis/pipelines/pipelinePermissions';
const v = 'api-version=7.1-preview.1';

async function addGroup(world: World): Promise<void> {
  const body = { name: 'release', variables: {} };
  await world.call('POST', `/oracle/_apis/distributedtask/variablegroups?${v}`, { body });
}

test('all pipelines may use a resource until some are named', async () => {
  await using world = await World.open();
  await addGroup(world);
  const path = `${permissions}/VariableGroup/1`;
  const before = (await world.call('GET', path)).json<ResourcePipelinePermissions>();
  const resource = { type: 'variablegroup', id: '1' };
  assert.deepEqual(before, { pipelines: [], resource, allPipelines: { authorized: true } });
  const body = { pipelines: [{ id: 21, authorized: true }] };
  const after = (await world.call('PATCH', `${path}?${v}`, { body })).json<ResourcePipelinePermissions>();
  assert.equal(after.allPipelines, undefined);
  assert.deepEqual(
    after.pipelines.map(({ id, authorized, authorizedBy }) => [id, authorized, authorizedBy?.displayName]),
    [[21, true, 'Some One']],
  );
  const { permissions: kept } = world.services.resources;
  const allowed = (pipeline: number) => kept.allows(world.project.id, { type: 'variablegroup', id: '1' }, pipeline);
  assert.deepEqual([await allowed(21), await allowed(22)], [true, false]);
  await world.call('PATCH', `${path}?${v}`, { body: { allPipelines: { authorized: true } } });
  assert.deepEqual([await allowed(21), await allowed(22)], [true, true]);
});

test('permissions of several resources are changed at once', async () => {
  await using world = await World.open();
  const repository = `${world.project.id}.${world.repository.id}`;
  const named = [
    { type: 'queue', id: '1' },
    { type: 'repository', id: repository },
  ];
  const body = named.map(resource => ({ resource, pipelines: [{ id: 21, authorized: true }] }));
  const answer = await world.call('PATCH', `${permissions}?${v}`, { body });
  assert.deepEqual(
    answer.json<{ value: ResourcePipelinePermissions[] }>().value.map(({ resource }) => resource),
    named,
  );
});

test('the older way to allow all pipelines says the same', async () => {
  await using world = await World.open();
  await addGroup(world);
  const older = '/oracle/_apis/build/authorizedresources';
  const count = async (): Promise<number> =>
    (await world.call('GET', `${older}?type=variablegroup&id=1`)).json<{ count: number }>().count;
  assert.equal(await count(), 1);
  const change = (authorized: boolean) =>
    world.call('PATCH', `${older}?api-version=5.0-preview.1`, {
      body: [{ authorized, id: '1', name: 'release', type: 'variablegroup' }],
    });
  assert.deepEqual((await change(false)).json(), { count: 0, value: [] });
  assert.equal(await count(), 0);
  const authorized = { authorized: true, id: '1', name: 'release', type: 'variablegroup' };
  assert.deepEqual((await change(true)).json(), { count: 1, value: [authorized] });
  assert.equal(await count(), 1);
});

const missing: readonly (readonly [type: string, id: string, status: number])[] = [
  ['moon', '1', 400],
  ['variablegroup', '7', 404],
  ['variablegroup', 'x', 404],
  ['environment', '7', 404],
  ['endpoint', '5e47a0d8-c745-44f8-8f93-784f18ff31c4', 404],
  ['securefile', '5e47a0d8-c745-44f8-8f93-784f18ff31c4', 404],
  ['queue', '7', 404],
  ['repository', 'a.b', 404],
];

for (const [type, id, status] of missing) {
  test(`permissions of the ${type} ${id} are answered ${status}`, async () => {
    await using world = await World.open();
    const answer = await world.call('GET', `${permissions}/${type}/${id}`);
    assert.equal(answer.statusCode, status);
    assert.ok(answer.json<ErrorEnvelope>().typeKey);
  });
}

test('changing permissions needs its scope', async () => {
  await using world = await World.open();
  await world.addToken('user', ['vso.build_execute', 'vso.pipelineresources_use']);
  const body = { pipelines: [] };
  const path = `${permissions}/queue/1?${v}`;
  assert.equal((await world.call('PATCH', path, { body, authorization: basic('user') })).statusCode, 401);
  assert.equal((await world.call('PATCH', path, { body })).statusCode, 200);
});
