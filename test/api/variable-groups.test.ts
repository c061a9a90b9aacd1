import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as azdev from 'azure-devops-node-api';
import { VariableGroupQueryOrder } from 'azure-devops-node-api/interfaces/TaskAgentInterfaces.js';
import { resourcePage } from '../../src/base/limits.ts';
import type { ErrorEnvelope } from '../../src/wire/common.ts';
import type { VariableGroup } from '../../src/wire/variable-groups.ts';
import { basic, organization, World } from './support/world.ts';

const groups = '/oracle/_apis/distributedtask/variablegroups';
const shared = '/_apis/distributedtask/variablegroups';
const v5 = 'api-version=5.0-preview.1';
const v7 = 'api-version=7.1';

const variables = { plain: { value: 'seen' }, password: { value: 'hidden', isSecret: true } };

async function add(world: World, name: string, more: object = {}): Promise<VariableGroup> {
  const body = { name, description: `about ${name}`, type: 'Vsts', variables, ...more };
  const answer = await world.call('POST', `${groups}?${v5}`, { body });
  assert.equal(answer.statusCode, 200, answer.body);
  return answer.json<VariableGroup>();
}

async function names(world: World, query: string): Promise<readonly string[]> {
  const answer = await world.call('GET', `${groups}?${query}`);
  return answer.json<{ value: VariableGroup[] }>().value.map(({ name }) => name);
}

test('a group is answered as it was made, without the value of its secret', async () => {
  await using world = await World.open();
  const made = await add(world, 'release');
  const { createdBy, modifiedBy, ...rest } = made;
  assert.equal(createdBy.displayName, 'Some One');
  assert.deepEqual(modifiedBy, createdBy);
  assert.deepEqual(rest, {
    variables: { plain: { value: 'seen' }, password: { value: null, isSecret: true } },
    id: 1,
    type: 'Vsts',
    name: 'release',
    description: 'about release',
    createdOn: '2026-08-12T08:26:45.68Z',
    modifiedOn: '2026-08-12T08:26:45.68Z',
    isShared: false,
    variableGroupProjectReferences: [
      {
        projectReference: { id: world.project.id, name: 'oracle' },
        name: 'release',
        description: 'about release',
      },
    ],
  });
  assert.deepEqual((await world.call('GET', `${groups}/1?${v5}`)).json(), made);
});

test('the value of a secret is stored sealed', async () => {
  await using world = await World.open();
  await add(world, 'release');
  const ref = { kind: 'variableGroup', scope: '', id: '1' };
  const stored = JSON.stringify(await world.stores.documents.get(organization, ref));
  assert.ok(stored.includes('seen') && !stored.includes('hidden'), stored);
});

test('groups are listed newest first, by name with wildcards, by ids, and by pages', async () => {
  await using world = await World.open();
  for (const name of ['alpha', 'beta', 'alphabet']) await add(world, name);
  const lists: readonly (readonly [query: string, expected: readonly string[]])[] = [
    ['', ['alphabet', 'beta', 'alpha']],
    ['queryOrder=IdAscending', ['alpha', 'beta', 'alphabet']],
    ['queryOrder=0', ['alpha', 'beta', 'alphabet']],
    ['groupName=ALPHA', ['alpha']],
    ['groupName=alpha*', ['alphabet', 'alpha']],
    ['groupName=*et*&actionFilter=manage', ['alphabet', 'beta']],
    ['groupName=', ['alphabet', 'beta', 'alpha']],
    ['groupIds=1,3,99', ['alphabet', 'alpha']],
    ['$top=0', []],
    ['continuationToken=2', ['alpha']],
    ['continuationToken=2&queryOrder=idAscending', ['alphabet']],
  ];
  for (const [query, expected] of lists) assert.deepEqual(await names(world, query), expected, query);
  const first = await world.call('GET', `${groups}?$top=2`);
  assert.equal(first.headers['x-ms-continuationtoken'], '2');
  const last = await world.call('GET', `${groups}?$top=2&continuationToken=2`);
  assert.equal(last.headers['x-ms-continuationtoken'], undefined);
});

test('of many groups no more are read than a page has, and pages follow each other to the end', async () => {
  await using world = await World.open();
  const many = 2 * resourcePage + 5;
  for (let index = 0; index < many; index += 1) await add(world, `g${index}`);
  const { documents } = world.stores;
  const { get } = documents;
  let reads = 0;
  documents.get = (...of) => {
    reads += 1;
    return get.apply(documents, of);
  };
  assert.deepEqual(await names(world, '$top=2'), [`g${many - 1}`, `g${many - 2}`]);
  assert.ok(reads <= resourcePage + 5, `${reads} documents`);
  for (const queryOrder of ['idAscending', 'idDescending']) {
    const seen: string[] = [];
    for (let token: string | undefined = ''; token !== undefined; ) {
      const after = token === '' ? '' : `&continuationToken=${token}`;
      const answer = await world.call('GET', `${groups}?$top=150&queryOrder=${queryOrder}${after}`);
      seen.push(...answer.json<{ value: VariableGroup[] }>().value.map(({ name }) => name));
      token = answer.headers['x-ms-continuationtoken']?.toString();
    }
    const all = Array.from({ length: many }, (_, index) => `g${index}`);
    assert.deepEqual(seen, queryOrder === 'idAscending' ? all : all.reverse());
  }
});

test('a change replaces the variables, and a secret without a value keeps the one it has', async () => {
  await using world = await World.open();
  await add(world, 'release');
  world.clock.at += 1000;
  const body = {
    name: 'renamed',
    variables: { password: { value: null, isSecret: true }, added: { value: '1', isReadOnly: true } },
  };
  const answer = await world.call('PUT', `${groups}/1?${v5}`, { body });
  const changed = answer.json<VariableGroup>();
  assert.equal(changed.name, 'renamed');
  assert.equal(changed.createdOn, '2026-08-12T08:26:45.68Z');
  assert.equal(changed.modifiedOn, '2026-08-12T08:26:46.68Z');
  assert.deepEqual(changed.variables, {
    password: { value: null, isSecret: true },
    added: { value: '1', isReadOnly: true },
  });
  const kept = await world.services.resources.variableGroups.named(world.project.id, 'RENAMED');
  assert.equal(world.secrets.open(kept?.variables.password?.value ?? ''), 'hidden');
  assert.equal(await world.services.resources.variableGroups.named(world.project.id, 'release'), undefined);
});

test('a group is shared between projects, which know it by names of their own', async () => {
  await using world = await World.open();
  await world.call('POST', `/_apis/projects?${v7}`, { body: { name: 'other' } });
  const references = [
    { projectReference: { name: 'oracle' }, name: 'ours', description: 'here' },
    { projectReference: { name: 'other' }, name: 'theirs' },
  ];
  const body = { name: 'ours', type: 'Vsts', variables, variableGroupProjectReferences: references };
  const made = (await world.call('POST', `${shared}?${v7}`, { body })).json<VariableGroup>();
  assert.equal(made.isShared, true);
  const theirs = (await world.call('GET', `/other/_apis/distributedtask/variablegroups/1?${v7}`)).json<VariableGroup>();
  assert.equal(theirs.name, 'theirs');
  const share = [{ projectReference: { name: 'other' }, name: 'better' }];
  const path = `${shared}?variableGroupId=1&${v7}`;
  assert.equal((await world.call('PATCH', path, { body: share })).statusCode, 204);
  const other = await world.call('GET', `/other/_apis/distributedtask/variablegroups?groupName=better`);
  assert.equal(other.json<{ count: number }>().count, 1);
  const otherId = made.variableGroupProjectReferences[1]?.projectReference.id;
  assert.equal((await world.call('DELETE', `${shared}/1?projectIds=${otherId}&${v7}`)).statusCode, 204);
  assert.equal((await world.call('GET', `/other/_apis/distributedtask/variablegroups/1`)).statusCode, 404);
  assert.equal((await world.call('GET', `${groups}/1`)).statusCode, 200);
  assert.equal((await world.call('DELETE', `${groups}/1?${v5}`)).statusCode, 204);
  assert.equal((await world.call('GET', `${groups}/1`)).statusCode, 404);
  await add(world, 'ours');
});

const refused: readonly (readonly [what: string, body: object, status: number, typeKey: string])[] = [
  ['a taken name', { name: 'RELEASE', variables: {} }, 409, 'VariableGroupExistsException'],
  ['no name', { variables: {} }, 400, 'InvalidRequestException'],
  ['a variable without a name', { name: 'x', variables: { ' ': { value: '1' } } }, 400, 'InvalidRequestException'],
  ['a group that a key vault holds', { name: 'x', type: 'AzureKeyVault' }, 400, 'InvalidRequestException'],
  [
    'a project that is not there',
    { name: 'x', variableGroupProjectReferences: [{ projectReference: { name: 'nope' } }] },
    404,
    'ProjectDoesNotExistWithNameException',
  ],
];

for (const [what, body, status, typeKey] of refused) {
  test(`a group with ${what} is refused`, async () => {
    await using world = await World.open();
    await add(world, 'release');
    const answer = await world.call('POST', `${groups}?${v7}`, { body });
    assert.equal(answer.statusCode, status, answer.body);
    assert.equal(answer.json<ErrorEnvelope>().typeKey, typeKey);
    assert.deepEqual(await names(world, ''), ['release']);
  });
}

test('a group that is not there is answered 404, and may be deleted again', async () => {
  await using world = await World.open();
  for (const method of ['GET', 'PUT'] as const) {
    const asked = method === 'PUT' ? { body: { name: 'x' } } : {};
    const answer = await world.call(method, `${groups}/7?${v7}`, asked);
    assert.equal(answer.statusCode, 404);
    assert.equal(answer.json<ErrorEnvelope>().typeKey, 'VariableGroupNotFoundException');
  }
  assert.equal((await world.call('DELETE', `${groups}/7?${v7}`)).statusCode, 204);
});

test('reading groups needs a scope, and changing them another', async () => {
  await using world = await World.open();
  await world.addToken('reader', ['vso.variablegroups_read']);
  await world.addToken('builder', ['vso.build_execute']);
  const read = (token: string) => world.call('GET', groups, { authorization: basic(token) });
  assert.equal((await read('reader')).statusCode, 200);
  assert.equal((await read('builder')).statusCode, 401);
  const body = { name: 'x', variables: {} };
  const write = await world.call('POST', `${groups}?${v7}`, { body, authorization: basic('reader') });
  assert.equal(write.statusCode, 401);
});

test('the official client adds, finds, changes, shares and deletes groups', async () => {
  await using world = await World.open();
  const { port } = await world.server.listen({ host: '127.0.0.1', port: 0 });
  const handler = azdev.getPersonalAccessTokenHandler('all');
  const client = await new azdev.WebApi(`http://127.0.0.1:${port}/${organization}`, handler).getTaskAgentApi();
  const projectReference = { id: world.project.id, name: 'oracle' };
  const references = [{ projectReference, name: 'release', description: '' }];
  const made = await client.addVariableGroup({
    name: 'release',
    variables,
    variableGroupProjectReferences: references,
  });
  const { id = 0 } = made;
  assert.ok(made.createdOn instanceof Date);
  assert.deepEqual((await client.getVariableGroup('oracle', id)).variables?.password, { value: null, isSecret: true });
  const listed = await client.getVariableGroups(
    'oracle',
    'rel*',
    undefined,
    5,
    undefined,
    VariableGroupQueryOrder.IdAscending,
  );
  assert.deepEqual(
    listed.map(group => group.id),
    [id],
  );
  assert.equal((await client.getVariableGroupsById('oracle', [id])).length, 1);
  const update = {
    name: 'later',
    variables: {},
    variableGroupProjectReferences: [{ projectReference, name: 'later' }],
  };
  assert.equal((await client.updateVariableGroup(update, id)).name, 'later');
  await client.shareVariableGroup([{ projectReference, name: 'latest' }], id);
  assert.equal((await client.getVariableGroup('oracle', id)).name, 'latest');
  await client.deleteVariableGroup(id, [world.project.id]);
  assert.equal(await client.getVariableGroup('oracle', id), null);
});

test('groups are found by id however few are asked for', async () => {
  await using world = await World.open();
  const groups = '/oracle/_apis/distributedtask/variablegroups';
  const ids: number[] = [];
  for (const name of ['a', 'b', 'c']) {
    const body = { name, type: 'Vsts', variables: {} };
    ids.push((await world.call('POST', `${groups}?api-version=7.1`, { body })).json<{ id: number }>().id);
  }
  const found = await world.call('GET', `${groups}?groupIds=${ids[0]}&$top=1`);
  assert.deepEqual(
    found.json<{ value: { id: number }[] }>().value.map(({ id }) => id),
    [ids[0]],
  );
});
