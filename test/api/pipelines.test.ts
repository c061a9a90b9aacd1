import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ErrorEnvelope } from '../../src/wire/common.ts';
import type { Pipeline } from '../../src/wire/pipelines.ts';
import { base, World } from './support/world.ts';

const path = '/oracle/_apis/pipelines';
const create = `${path}?api-version=7.1`;

type Page = { count: number; value: Pipeline[] };

function body(world: World, configuration: object = {}, more: object = {}): object {
  const repository = { id: world.repository.id, type: 'azureReposGit' };
  return {
    name: 'ci',
    configuration: { type: 'yaml', path: '/azure-pipelines.yml', repository, ...configuration },
    ...more,
  };
}

test('a pipeline has its configuration, and lists leave it out', async () => {
  await using world = await World.open();
  const url = `${base}/${world.project.id}/_apis/pipelines/21?revision=1`;
  const expected = {
    _links: {
      self: { href: url },
      web: { href: `${base}/${world.project.id}/_build/definition?definitionId=21` },
    },
    configuration: {
      path: 'ci/azure-pipelines.yml',
      repository: { id: world.repository.id, type: 'azureReposGit' },
      type: 'yaml',
    },
    url,
    id: 21,
    revision: 1,
    name: 'dependencies',
    folder: '\\team\\sub',
  };
  const one = await world.call('GET', `${path}/21?pipelineVersion=1`);
  assert.equal(JSON.stringify(one.json()), JSON.stringify(expected));
  const { configuration: _, ...listed } = expected;
  assert.equal((await world.call('GET', path)).body, JSON.stringify({ count: 1, value: [listed] }));
});

test('a pipeline is created however a client of the service spells its enums', async () => {
  await using world = await World.open();
  const { id, name } = world.repository;
  const spellings = [
    { type: 'yaml', repository: { id, type: 'azureReposGit' } },
    { type: 'Yaml', repository: { id, type: 'AzureReposGit' } },
    { type: 1, repository: { id, type: 2 } },
    { type: '1', repository: { name, type: 'azureReposGitHyphenated' } },
    { type: 'YAML', repository: { name } },
  ];
  for (const [index, configuration] of spellings.entries()) {
    const answer = await world.call('POST', create, { body: body(world, configuration, { name: `p${index}` }) });
    assert.equal(answer.statusCode, 200, answer.body);
    const pipeline = answer.json<Pipeline>();
    assert.equal(pipeline.folder, '\\');
    assert.equal(pipeline.revision, 1);
    assert.deepEqual(pipeline.configuration, {
      path: 'azure-pipelines.yml',
      repository: { id, type: 'azureReposGit' },
      type: 'yaml',
    });
    assert.deepEqual((await world.call('GET', `${path}/${pipeline.id}`)).json(), pipeline);
  }
});

test('a folder is written as the service writes it', async () => {
  await using world = await World.open();
  const folders = [
    ['\\', '\\'],
    ['/', '\\'],
    ['', '\\'],
    ['\\team\\sub', '\\team\\sub'],
    ['team/sub/', '\\team\\sub'],
  ];
  for (const [index, [given, written]] of folders.entries()) {
    const answer = await world.call('POST', create, { body: body(world, {}, { name: `p${index}`, folder: given }) });
    assert.equal(answer.json<Pipeline>().folder, written);
  }
});

test('a name that is taken in its folder is refused', async () => {
  await using world = await World.open();
  assert.equal((await world.call('POST', create, { body: body(world) })).statusCode, 200);
  const again = await world.call('POST', create, { body: body(world, {}, { name: 'CI' }) });
  assert.equal(again.statusCode, 409);
  assert.equal((await world.call('POST', create, { body: body(world, {}, { folder: '\\b' }) })).statusCode, 200);
});

const wrong: readonly (readonly [string, object, object, number, string])[] = [
  ['an unknown repository', { repository: { id: 'nope' } }, {}, 404, 'GitRepositoryNotFoundException'],
  ['no repository', { repository: {} }, {}, 404, 'GitRepositoryNotFoundException'],
  ['a repository elsewhere', { repository: { name: 'a/b', type: 'gitHub' } }, {}, 400, 'ArgumentException'],
  ['a classic pipeline', { type: 'designerJson' }, {}, 400, 'ArgumentException'],
  ['no path', { path: '/' }, {}, 400, 'ArgumentException'],
  ['a path out of the repository', { path: '/../x.yml' }, {}, 400, 'ArgumentException'],
  ['an empty name', {}, { name: ' ' }, 400, 'ArgumentException'],
  ['a name with a slash', {}, { name: 'a/b' }, 400, 'ArgumentException'],
  ['a name with half a letter', {}, { name: 'a\ud800' }, 400, 'ArgumentException'],
  ['a folder that climbs', {}, { folder: '\\..\\x' }, 400, 'ArgumentException'],
];

for (const [what, configuration, more, status, typeKey] of wrong) {
  test(`${what} is refused`, async () => {
    await using world = await World.open();
    const answer = await world.call('POST', create, { body: body(world, configuration, more) });
    assert.equal(answer.statusCode, status, answer.body);
    assert.equal(answer.json<ErrorEnvelope>().typeKey, typeKey);
    assert.equal((await world.call('GET', path)).json<Page>().count, 1);
  });
}

test('pipelines are listed in the order asked for, in pages', async () => {
  await using world = await World.open();
  for (const name of ['b', 'C', 'a']) await world.call('POST', create, { body: body(world, {}, { name }) });
  const names = async (query: string): Promise<string[]> =>
    (await world.call('GET', `${path}${query}`)).json<Page>().value.map(({ name }) => name);
  const ascending = ['a', 'b', 'C', 'dependencies'];
  assert.deepEqual(await names(''), ascending);
  assert.deepEqual(await names('?orderBy=name'), ascending);
  assert.deepEqual(await names('?orderBy=Name%20Asc'), ascending);
  assert.deepEqual(await names('?orderBy=name%20desc'), ascending.toReversed());
  assert.deepEqual(await names('?orderBy=id'), ['b', 'C', 'a', 'dependencies']);
  const first = await world.call('GET', `${path}?$top=2`);
  const token = String(first.headers['x-ms-continuationtoken']);
  assert.deepEqual(await names(`?$top=2&continuationToken=${token}`), ['C', 'dependencies']);
  const last = await world.call('GET', `${path}?$top=2&continuationToken=${token}`);
  assert.equal(last.headers['x-ms-continuationtoken'], undefined);
  assert.equal((await world.call('GET', `${path}?continuationToken=!!`)).statusCode, 400);
  assert.equal((await world.call('GET', `${path}?orderBy=colour`)).statusCode, 400);
});
