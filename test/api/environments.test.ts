import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as azdev from 'azure-devops-node-api';
import type { ErrorEnvelope } from '../../src/wire/common.ts';
import type { DeploymentRecord, Environment, KubernetesResource } from '../../src/wire/environments.ts';
import { deploymentTo } from './support/walk-resources.ts';
import { basic, organization, someone, World } from './support/world.ts';

const v = 'api-version=7.1';
const paths = ['/oracle/_apis/distributedtask/environments', '/oracle/_apis/pipelines/environments'];
const [environments = ''] = paths;

async function add(world: World, name: string): Promise<Environment> {
  const answer = await world.call('POST', `${environments}?${v}`, { body: { name, description: 'd' } });
  assert.equal(answer.statusCode, 200, answer.body);
  return answer.json<Environment>();
}

for (const path of paths) {
  test(`an environment is made, read, renamed, listed and deleted at ${path}`, async () => {
    await using world = await World.open();
    const answer = await world.call('POST', `${path}?${v}`, { body: { name: 'production', description: 'd' } });
    const { createdBy, lastModifiedBy, ...made } = answer.json<Environment>();
    assert.deepEqual(createdBy, lastModifiedBy);
    assert.deepEqual(made, {
      id: 1,
      name: 'production',
      description: 'd',
      createdOn: '2026-08-12T08:26:45.68Z',
      lastModifiedOn: '2026-08-12T08:26:45.68Z',
      project: { id: world.project.id, name: 'oracle' },
      resources: [],
    });
    world.clock.at += 1000;
    const body = { name: 'live' };
    const renamed = (await world.call('PATCH', `${path}/1?${v}`, { body })).json<Environment>();
    assert.deepEqual(
      [renamed.name, renamed.description, renamed.lastModifiedOn],
      ['live', 'd', '2026-08-12T08:26:46.68Z'],
    );
    assert.deepEqual((await world.call('GET', `${path}/1`)).json(), renamed);
    assert.equal((await world.call('GET', `${path}?name=LIVE`)).json<{ count: number }>().count, 1);
    assert.equal((await world.call('GET', `${path}?name=production`)).json<{ count: number }>().count, 0);
    assert.equal((await world.call('DELETE', `${path}/1?${v}`)).statusCode, 204);
    assert.equal((await world.call('GET', `${path}/1`)).statusCode, 404);
    assert.equal((await world.call('DELETE', `${path}/1?${v}`)).statusCode, 204);
  });
}

test('environments are listed by pages', async () => {
  await using world = await World.open();
  for (const name of ['a', 'b', 'c']) await add(world, name);
  const seen: string[] = [];
  let token: string | undefined = '0';
  while (token !== undefined) {
    const answer = await world.call('GET', `${environments}?$top=2&continuationToken=${token}`);
    seen.push(...answer.json<{ value: Environment[] }>().value.map(({ name }) => name));
    token = answer.headers['x-ms-continuationtoken'] as string | undefined;
  }
  assert.deepEqual(seen, ['a', 'b', 'c']);
});

test('an environment that is used for the first time is made once', async () => {
  await using world = await World.open();
  const { environments: kept } = world.services.resources;
  const ids = await Promise.all(['x', 'X', 'x'].map(name => kept.ensure(world.project.id, name, someone)));
  assert.equal(new Set(ids.map(({ id }) => id)).size, 1);
});

test('resources of an environment are added, read and removed', async () => {
  await using world = await World.open();
  const { id } = await add(world, 'production');
  const kubernetes = `${environments}/${id}/providers/kubernetes`;
  const body = { name: 'web', namespace: 'n', clusterName: 'c', tags: ['blue'] };
  const added = (await world.call('POST', `${kubernetes}?${v}`, { body })).json<KubernetesResource>();
  assert.deepEqual([added.namespace, added.clusterName, added.tags], ['n', 'c', ['blue']]);
  assert.deepEqual((await world.call('GET', `${kubernetes}/${added.id}`)).json(), added);
  assert.equal((await world.call('POST', `${kubernetes}?${v}`, { body: { name: 'WEB' } })).statusCode, 409);
  const machines = `${environments}/${id}/providers/virtualmachines`;
  const machine = { virtualMachineResource: { name: 'vm', agent: { id: 7, name: 'agent' } } };
  const { id: vm } = (await world.call('POST', `${machines}?${v}`, { body: machine })).json<{ id: number }>();
  assert.equal((await world.call('GET', `${kubernetes}/${vm}`)).statusCode, 404);
  assert.equal((await world.call('GET', `${machines}?name=VM`)).json<{ count: number }>().count, 1);
  const whole = await world.call('GET', `${environments}/${id}?expands=ResourceReferences`);
  assert.deepEqual(whole.json<Environment>().resources, [
    { id: added.id, name: 'web', type: 'kubernetes', tags: ['blue'] },
    { id: vm, name: 'vm', type: 'virtualMachine', tags: [] },
  ]);
  assert.equal((await world.call('DELETE', `${machines}/${vm}?${v}`)).statusCode, 204);
  assert.equal((await world.call('GET', machines)).json<{ count: number }>().count, 0);
});

test('what was deployed to an environment is listed newest first, by pages', async () => {
  await using world = await World.open();
  const { id } = await add(world, 'production');
  const { deployments } = world.services.resources;
  for (const run of [1, 2, 3]) await deployments.record(deploymentTo(world, id, run));
  const { finishedAt: _, result: __, ...begun } = deploymentTo(world, id, 2);
  await deployments.record(begun);
  const path = `${environments}/${id}/environmentdeploymentrecords`;
  const first = await world.call('GET', `${path}?top=2`);
  const records = first.json<{ value: DeploymentRecord[] }>().value;
  assert.deepEqual(
    records.map(({ owner, result, finishTime }) => [owner.id, result, finishTime]),
    [
      [3, 'succeeded', '2026-08-12T08:26:45.682Z'],
      [2, 'succeeded', '2026-08-12T08:26:45.682Z'],
    ],
  );
  const token = String(first.headers['x-ms-continuationtoken']);
  const last = await world.call('GET', `${path}?top=2&continuationToken=${token}`);
  assert.deepEqual(
    last.json<{ value: DeploymentRecord[] }>().value.map(({ owner }) => owner.name),
    ['20260812.1'],
  );
  assert.equal(last.headers['x-ms-continuationtoken'], undefined);
});

const refused: readonly (readonly [what: string, body: object, status: number, typeKey: string])[] = [
  ['a taken name', { name: 'PRODUCTION' }, 409, 'EnvironmentExistsException'],
  ['no name', {}, 400, 'InvalidEnvironmentException'],
];

for (const [what, body, status, typeKey] of refused) {
  test(`an environment with ${what} is refused`, async () => {
    await using world = await World.open();
    await add(world, 'production');
    const answer = await world.call('POST', `${environments}?${v}`, { body });
    assert.equal(answer.statusCode, status);
    assert.equal(answer.json<ErrorEnvelope>().typeKey, typeKey);
  });
}

test('environments need their scope', async () => {
  await using world = await World.open();
  await world.addToken('manager', ['vso.environment_manage']);
  await world.addToken('builder', ['vso.build_execute']);
  const status = async (token: string) =>
    (await world.call('GET', environments, { authorization: basic(token) })).statusCode;
  assert.deepEqual([await status('manager'), await status('builder')], [200, 401]);
});

test('the official client works with environments', async () => {
  await using world = await World.open();
  const { port } = await world.server.listen({ host: '127.0.0.1', port: 0 });
  const handler = azdev.getPersonalAccessTokenHandler('all');
  const client = await new azdev.WebApi(`http://127.0.0.1:${port}/${organization}`, handler).getTaskAgentApi();
  const { id = 0 } = await client.addEnvironment({ name: 'production' }, 'oracle');
  const namespace = { name: 'web', namespace: 'n' };
  const { id: resource = 0 } = await client.addKubernetesResource(namespace, 'oracle', id);
  assert.equal((await client.getKubernetesResource('oracle', id, resource)).namespace, 'n');
  assert.equal((await client.getEnvironmentById('oracle', id, 1)).resources?.length, 1);
  await client.deleteKubernetesResource('oracle', id, resource);
  await world.services.resources.deployments.record(deploymentTo(world, id));
  const [record] = await client.getEnvironmentDeploymentExecutionRecords('oracle', id);
  assert.ok(record?.finishTime instanceof Date);
  assert.equal((await client.updateEnvironment({ name: 'live' }, 'oracle', id)).name, 'live');
  assert.equal((await client.getEnvironments('oracle', 'live')).length, 1);
  await client.deleteEnvironment('oracle', id);
  assert.equal(await client.getEnvironmentById('oracle', id), null);
});
