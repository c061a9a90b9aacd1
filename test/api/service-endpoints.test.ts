import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ErrorEnvelope } from '../../src/wire/common.ts';
import type { ServiceEndpoint, ServiceEndpointType } from '../../src/wire/service-endpoints.ts';
import { basic, organization, World } from './support/world.ts';

const endpoints = '/oracle/_apis/serviceendpoint/endpoints';
const shared = '/_apis/serviceendpoint/endpoints';
const v = 'api-version=7.1';

const password = { scheme: 'UsernamePassword', parameters: { username: 'u', password: 'hidden' } };
const token = { scheme: 'Token', parameters: { apitoken: 'hidden' } };
const principal = {
  scheme: 'ServicePrincipal',
  parameters: { tenantid: 't', serviceprincipalid: 's', serviceprincipalkey: 'hidden' },
};
const nothing = { scheme: 'None', parameters: {} };

async function add(world: World, name: string, authorization: object = password, type = 'generic') {
  const body = { name, type, url: 'https://example.com', authorization, data: { a: 'b' } };
  const answer = await world.call('POST', `${endpoints}?${v}`, { body });
  assert.equal(answer.statusCode, 200, answer.body);
  return answer.json<ServiceEndpoint>();
}

const schemes: readonly (readonly [sent: { scheme: string }, answered: object])[] = [
  [password, { username: 'u', password: null }],
  [token, { apitoken: null }],
  [principal, { tenantid: 't', serviceprincipalid: 's', serviceprincipalkey: null }],
  [nothing, {}],
];

for (const [authorization, parameters] of schemes) {
  test(`an endpoint of the scheme ${authorization.scheme} is answered without its secrets, which are sealed`, async () => {
    await using world = await World.open();
    const made = await add(world, 'connection', authorization);
    assert.deepEqual(made.authorization, { scheme: authorization.scheme, parameters });
    assert.deepEqual((await world.call('GET', `${endpoints}/${made.id.toUpperCase()}`)).json(), made);
    const stored = await world.stores.documents.get(organization, { kind: 'endpoint', scope: '', id: made.id });
    assert.ok(!JSON.stringify(stored).includes('hidden'));
    assert.equal(made.isReady, true);
    assert.deepEqual(made.data, { a: 'b' });
  });
}

test('endpoints are listed by type, scheme, ids and names', async () => {
  await using world = await World.open();
  const { id } = await add(world, 'one');
  world.clock.at += 1;
  await add(world, 'two', token, 'git');
  const lists: readonly (readonly [query: string, expected: readonly string[]])[] = [
    ['', ['one', 'two']],
    ['type=GIT', ['two']],
    ['authSchemes=token,None', ['two']],
    [`endpointIds=${id},x`, ['one']],
    ['endpointNames=TWO,three', ['two']],
    ['owner=library&includeDetails=true&includeFailed=true&actionFilter=use', ['one', 'two']],
    ['owner=agentcloud', []],
  ];
  for (const [query, expected] of lists) {
    const { value } = (await world.call('GET', `${endpoints}?${query}`)).json<{ value: ServiceEndpoint[] }>();
    assert.deepEqual(
      value.map(({ name }) => name),
      expected,
      query,
    );
  }
});

test('a change keeps the secrets that it does not name, unless the scheme changes', async () => {
  await using world = await World.open();
  const made = await add(world, 'one');
  const opened = async (): Promise<string | undefined> => {
    const parameter = (await world.services.resources.endpoints.get(made.id))?.parameters.password;
    return parameter === undefined ? undefined : world.secrets.open(parameter.value);
  };
  const body = {
    ...made,
    name: 'renamed',
    authorization: { scheme: 'UsernamePassword', parameters: { username: 'v', password: null } },
    serviceEndpointProjectReferences: undefined,
  };
  const changed = (await world.call('PUT', `${endpoints}/${made.id}?${v}`, { body })).json<ServiceEndpoint>();
  assert.equal(changed.name, 'renamed');
  assert.deepEqual(changed.authorization.parameters, { username: 'v', password: null });
  assert.equal(await opened(), 'hidden');
  const bulk = [{ ...made, authorization: token }];
  const all = (await world.call('PUT', `${shared}?${v}`, { body: bulk })).json<{ value: ServiceEndpoint[] }>();
  assert.deepEqual(all.value[0]?.authorization, { scheme: 'Token', parameters: { apitoken: null } });
  assert.equal(await opened(), undefined);
});

test('an endpoint is shared with another project and taken from it', async () => {
  await using world = await World.open();
  await world.call('POST', `/_apis/projects?${v}`, { body: { name: 'other' } });
  const { id } = await add(world, 'one');
  const share = [{ projectReference: { name: 'other' }, name: 'theirs', description: 'd' }];
  assert.equal((await world.call('PATCH', `${shared}/${id}?${v}`, { body: share })).statusCode, 204);
  const theirs = (await world.call('GET', `/other/_apis/serviceendpoint/endpoints/${id}`)).json<ServiceEndpoint>();
  assert.deepEqual([theirs.name, theirs.description, theirs.isShared], ['theirs', 'd', true]);
  assert.equal((await world.services.resources.endpoints.find(world.project.id, 'ONE'))?.id, id);
  const path = `${shared}/${id}?projectIds=${world.project.id}&deep=true&${v}`;
  assert.equal((await world.call('DELETE', path)).statusCode, 204);
  assert.equal((await world.call('GET', `${endpoints}/${id}`)).statusCode, 404);
  assert.equal((await world.call('GET', `/other/_apis/serviceendpoint/endpoints/${id}`)).statusCode, 200);
});

const refused: readonly (readonly [what: string, body: object, status: number, typeKey: string])[] = [
  [
    'a taken name',
    { name: 'ONE', type: 'generic', authorization: nothing },
    409,
    'DuplicateServiceConnectionException',
  ],
  ['no name', { type: 'generic', authorization: nothing }, 400, 'ServiceEndpointException'],
  ['no type', { name: 'x', authorization: nothing }, 400, 'ServiceEndpointException'],
  ['no scheme', { name: 'x', type: 'generic' }, 400, 'ServiceEndpointException'],
];

for (const [what, body, status, typeKey] of refused) {
  test(`an endpoint with ${what} is refused`, async () => {
    await using world = await World.open();
    await add(world, 'one');
    const answer = await world.call('POST', `${endpoints}?${v}`, { body });
    assert.equal(answer.statusCode, status, answer.body);
    assert.equal(answer.json<ErrorEnvelope>().typeKey, typeKey);
  });
}

test('an endpoint that is not there is answered 404', async () => {
  await using world = await World.open();
  const id = '5e47a0d8-c745-44f8-8f93-784f18ff31c4';
  const body = { name: 'x', type: 'generic', authorization: nothing };
  for (const answer of [
    await world.call('GET', `${endpoints}/${id}`),
    await world.call('PUT', `${endpoints}/${id}?${v}`, { body }),
    await world.call('PATCH', `${shared}/${id}?${v}`, { body: [] }),
  ]) {
    assert.equal(answer.statusCode, 404);
    assert.equal(answer.json<ErrorEnvelope>().typeKey, 'ServiceEndpointNotFoundException');
  }
});

test('the types say what each scheme asks for', async () => {
  await using world = await World.open();
  const types = async (query: string): Promise<readonly ServiceEndpointType[]> =>
    (await world.call('GET', `/_apis/serviceendpoint/types?${query}`)).json<{ value: ServiceEndpointType[] }>().value;
  const [generic] = await types('type=Generic&scheme=usernamepassword');
  assert.deepEqual(
    generic?.authenticationSchemes.map(({ scheme, inputDescriptors }) => [
      scheme,
      ...inputDescriptors.map(({ id, isConfidential }) => `${id} ${isConfidential}`),
    ]),
    [['UsernamePassword', 'username false', 'password true']],
  );
  assert.deepEqual(
    (await types('scheme=ServicePrincipal')).map(({ name }) => name),
    ['azurerm'],
  );
});

test('reading endpoints needs a scope, and changing them another', async () => {
  await using world = await World.open();
  await world.addToken('reader', ['vso.serviceendpoint']);
  assert.equal((await world.call('GET', endpoints, { authorization: basic('reader') })).statusCode, 200);
  const body = { name: 'x', type: 'generic', authorization: nothing };
  const write = await world.call('POST', `${endpoints}?${v}`, { body, authorization: basic('reader') });
  assert.equal(write.statusCode, 401);
});
