import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ErrorEnvelope } from '../../src/wire/common.ts';
import { organization, World } from './support/world.ts';

const v = 'api-version=7.1';
const preview = 'api-version=7.1-preview';
const definitions = '/oracle/_apis/build/definitions';

type List<Item> = { readonly count: number; readonly value: readonly Item[] };

async function typeKeyOf(world: World, method: string, path: string, body?: unknown): Promise<[number, string]> {
  const answer = await world.call(method, `${path}${path.includes('?') ? '&' : '?'}${v}`, { body });
  return [answer.statusCode, answer.json<ErrorEnvelope>().typeKey];
}

test('a deleted definition is brought back as it was, without its runs', async () => {
  await using world = await World.open();
  const { key } = await world.queue();
  const path = `${definitions}/21`;
  const before = (await world.call('GET', path)).json();
  assert.equal((await world.call('DELETE', `${path}?${v}`)).statusCode, 204);
  assert.deepEqual(await typeKeyOf(world, 'GET', path), [404, 'DefinitionNotFoundException']);
  for (const _ of [1, 2]) {
    const restored = await world.call('PATCH', `${path}?deleted=false&${v}`);
    assert.equal(restored.statusCode, 200);
    assert.deepEqual(restored.json(), before);
  }
  assert.deepEqual((await world.call('GET', path)).json(), before);
  assert.equal((await world.call('GET', `/oracle/_apis/pipelines/21/runs/${key.runId}`)).statusCode, 404);
});

test('a definition that was never there, or whose name is taken since, is not brought back', async () => {
  await using world = await World.open();
  const path = `${definitions}/21`;
  assert.deepEqual(await typeKeyOf(world, 'PATCH', `${definitions}/99?deleted=false`), [
    404,
    'DefinitionNotFoundException',
  ]);
  assert.deepEqual(await typeKeyOf(world, 'PATCH', `${path}?deleted=true`), [400, 'ArgumentException']);
  await world.call('DELETE', `${path}?${v}`);
  const taker = { ...world.pipeline, id: 22 };
  await world.stores.catalogue.addPipeline(organization, taker);
  assert.deepEqual(await typeKeyOf(world, 'PATCH', `${path}?deleted=false`), [409, 'DefinitionExistsException']);
});

test('clients keep named values with a definition, each change a revision of it', async () => {
  await using world = await World.open();
  const path = `${definitions}/21/properties`;
  const headers = { 'content-type': 'application/json-patch+json' };
  const body = [
    { op: 'add', path: '/color', value: 'blue' },
    { op: 'add', path: '/size', value: 7 },
  ];
  const set = await world.call('PATCH', `${path}?${v}`, { body, headers });
  const text = ($value: string) => ({ $type: 'System.String', $value });
  assert.deepEqual(set.json(), { count: 2, value: { color: text('blue'), size: text('7') } });
  await world.call('PATCH', `${path}?${v}`, { body: [{ op: 'remove', path: '/size' }], headers });
  assert.deepEqual((await world.call('GET', path)).json(), { count: 1, value: { color: text('blue') } });
  assert.deepEqual((await world.call('GET', `${path}?filter=size`)).json(), { count: 0, value: {} });
  assert.equal((await world.call('GET', `${definitions}/21`)).json<{ revision: number }>().revision, 3);
});

test('a definition is given the use of resources by name', async () => {
  await using world = await World.open();
  const group = { name: 'g', type: 'Vsts', variables: { a: { value: 'b' } } };
  const references = [{ projectReference: { id: world.project.id }, name: 'g' }];
  const made = await world.call('POST', `/_apis/distributedtask/variablegroups?${v}`, {
    body: { ...group, variableGroupProjectReferences: references },
  });
  const id = String(made.json<{ id: number }>().id);
  const path = `${definitions}/21/resources?${preview}`;
  assert.deepEqual((await world.call('GET', path)).json(), { count: 0, value: [] });
  const body = [
    { type: 'variablegroup', id, name: 'g', authorized: true },
    { type: 'queue', id: '1', authorized: true },
  ];
  const expected = [
    { authorized: true, type: 'queue', id: '1', name: '' },
    { authorized: true, type: 'variablegroup', id, name: '' },
  ];
  const given = (await world.call('PATCH', path, { body })).json<List<{ type: string }>>();
  assert.deepEqual(
    given.value.toSorted((a, b) => a.type.localeCompare(b.type)),
    expected,
  );
  const taken = await world.call('PATCH', path, { body: [{ type: 'queue', id: '1', authorized: false }] });
  assert.deepEqual(taken.json(), { count: 1, value: [expected[1]] });
  const permissions = await world.call(
    'GET',
    `/oracle/_apis/pipelines/pipelinePermissions/variablegroup/${id}?${preview}`,
  );
  assert.deepEqual(
    permissions.json<{ pipelines: { id: number }[] }>().pipelines.map(pipeline => pipeline.id),
    [21],
  );
  const none = [{ type: 'variablegroup', id: '99', authorized: true }];
  assert.equal((await world.call('PATCH', path, { body: none })).statusCode, 404);
});

test('templates are saved, listed, read and deleted', async () => {
  await using world = await World.open();
  const path = `${definitions}/templates`;
  assert.deepEqual((await world.call('GET', path)).json(), { count: 0, value: [] });
  const body = { id: 'mine', name: 'Mine', description: 'd', category: 'c', template: { name: 'x', type: 'build' } };
  const saved = { ...body, id: 'Mine', canDelete: true };
  assert.deepEqual((await world.call('PUT', `${path}/Mine?${v}`, { body })).json(), saved);
  assert.deepEqual((await world.call('GET', `${path}/mine`)).json(), saved);
  assert.deepEqual((await world.call('GET', path)).json(), { count: 1, value: [saved] });
  assert.equal((await world.call('DELETE', `${path}/MINE?${v}`)).statusCode, 204);
  for (const method of ['GET', 'DELETE'])
    assert.deepEqual(await typeKeyOf(world, method, `${path}/mine`), [404, 'DefinitionTemplateNotFoundException']);
});

test('several builds are changed at once, or none', async () => {
  await using world = await World.open();
  const [first, second] = [await world.queue(), await world.queue()];
  const ids = [first.key.runId, second.key.runId];
  const builds = `/oracle/_apis/build/builds`;
  const body = [
    { id: ids[0], keepForever: true },
    { id: ids[1], status: 'Cancelling' },
  ];
  const wrong = [...body, { id: 99, keepForever: true }];
  assert.deepEqual(await typeKeyOf(world, 'PATCH', builds, wrong), [404, 'BuildNotFoundException']);
  const badly = [...body, { id: ids[0], buildNumber: 'a/b' }];
  assert.deepEqual(await typeKeyOf(world, 'PATCH', builds, badly), [400, 'ArgumentException']);
  const state = async (id?: number) => (await world.call('GET', `${builds}/${id}`)).json<{ keepForever?: boolean }>();
  assert.notEqual((await state(ids[0])).keepForever, true);
  const { value } = (await world.call('PATCH', `${builds}?${v}`, { body })).json<
    List<{ id: number; keepForever?: boolean; status: string }>
  >();
  assert.deepEqual(
    value.map(({ id }) => id),
    ids,
  );
  assert.equal(value[0]?.keepForever, true);
  assert.notEqual(value[1]?.status, 'notStarted');
});

test('runs of a project are counted by day and by hour', async () => {
  await using world = await World.open();
  const { key } = await world.queue();
  await world.finish(key, 'succeeded');
  await world.queue();
  const read = async (type: string) =>
    (await world.call('GET', `/oracle/_apis/build/metrics/${type}?${preview}`)).json<
      List<{ name: string; intValue: number; date?: string }>
    >().value;
  const daily = await read('daily');
  assert.deepEqual(
    daily.slice(0, 4).map(({ name, intValue, date }) => [name, intValue, date]),
    [
      ['CurrentBuildsInQueue', 1, undefined],
      ['CurrentBuildsInProgress', 0, undefined],
      ['TotalBuilds', 1, '2026-08-12T00:00:00Z'],
      ['SuccessfulBuilds', 1, '2026-08-12T00:00:00Z'],
    ],
  );
  assert.equal((await read('Hourly'))[2]?.date, '2026-08-12T08:00:00Z');
  assert.equal((await world.call('GET', `/oracle/_apis/build/metrics/yearly?${preview}`)).statusCode, 400);
});

test('the badge of a repository is that of the newest completed run of its branch', async () => {
  await using world = await World.open();
  const read = async (query: string) => {
    const answer = await world.call('GET', `/oracle/_apis/build/repos/tfsgit/badge?${query}&${preview}`);
    assert.match(String(answer.headers['content-type']), /^application\/json/);
    return answer.json<string>();
  };
  assert.match(await read('repoId=probe'), /^<svg .*never built/);
  const { key } = await world.queue();
  await world.finish(key, 'failed');
  assert.match(await read(`repoId=${world.repository.id}`), /aria-label="probe: failed"/);
  assert.match(await read('repoId=probe&branchName=other'), /never built/);
  const badge = '/oracle/_apis/build/repos';
  assert.equal((await world.call('GET', `${badge}/GitHub/badge?repoId=a&${preview}`)).statusCode, 404);
  assert.equal((await world.call('GET', `${badge}/tfsgit/badge?${preview}`)).statusCode, 400);
});
