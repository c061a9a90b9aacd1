import assert from 'node:assert/strict';
import { test } from 'node:test';
import { guidFromName } from '../../src/base/id.ts';
import type { ErrorEnvelope } from '../../src/wire/common.ts';
import { base, World } from './support/world.ts';

type Page = { count: number; value: { name: string }[] };

test('a project is read by its name in any case, and by its id', async () => {
  await using world = await World.open();
  const { id } = world.project;
  const team = guidFromName(id, 'team');
  const expected = {
    id,
    name: 'oracle',
    description: 'Asks the service',
    url: `${base}/_apis/projects/${id}`,
    state: 'wellFormed',
    revision: 1,
    visibility: 'private',
    lastUpdateTime: '2026-08-12T08:26:45.68Z',
    _links: {
      self: { href: `${base}/_apis/projects/${id}` },
      collection: { href: `${base}/_apis/projectCollections` },
      web: { href: `${base}/oracle` },
    },
    defaultTeam: { id: team, name: 'oracle Team', url: `${base}/_apis/projects/${id}/teams/${team}` },
  };
  for (const name of ['oracle', 'ORACLE', id, id.toUpperCase()]) {
    assert.deepEqual((await world.call('GET', `/_apis/projects/${name}`)).json(), expected, name);
  }
  const { capabilities } = (await world.call('GET', '/_apis/projects/oracle?includeCapabilities=TRUE')).json<{
    capabilities: { versioncontrol: unknown };
  }>();
  assert.deepEqual(capabilities.versioncontrol, { sourceControlType: 'Git', gitEnabled: 'True', tfvcEnabled: 'False' });
});

test('projects are listed in pages', async () => {
  await using world = await World.open();
  for (const name of ['a', 'b']) await world.call('POST', '/_apis/projects?api-version=7.1', { body: { name } });
  const all = await world.call('GET', '/_apis/projects');
  assert.deepEqual(
    all.json<Page>().value.map(({ name }) => name),
    ['a', 'b', 'oracle'],
  );
  assert.equal(all.headers['x-ms-continuationtoken'], undefined);
  const first = await world.call('GET', '/_apis/projects?$top=2');
  assert.equal(first.headers['x-ms-continuationtoken'], '2');
  const second = await world.call('GET', '/_apis/projects?$top=2&continuationToken=2');
  assert.deepEqual(
    second.json<Page>().value.map(({ name }) => name),
    ['oracle'],
  );
  assert.equal(second.headers['x-ms-continuationtoken'], undefined);
  const skipped = await world.call('GET', '/_apis/projects?$skip=1&$top=1');
  assert.deepEqual(
    skipped.json<Page>().value.map(({ name }) => name),
    ['b'],
  );
});

test('creating a project is an operation that has succeeded when it is asked for', async () => {
  await using world = await World.open();
  const body = {
    name: 'Contoso Web',
    description: 'd',
    visibility: 'private',
    capabilities: {
      versioncontrol: { sourceControlType: 'Git' },
      processTemplate: { templateTypeId: 'ADCC42AB-9882-485E-A3ED-7678F01F66BC' },
    },
  };
  const answer = await world.call('POST', '/_apis/projects?api-version=7.1', { body });
  assert.equal(answer.statusCode, 202);
  const { id, url, status } = answer.json<{ id: string; url: string; status: string }>();
  assert.equal(status, 'notSet');
  assert.equal(url, `${base}/_apis/operations/${id}`);
  const operation = (await world.call('GET', `/_apis/operations/${id}`)).json();
  assert.deepEqual(operation, { id, status: 'succeeded', url, _links: { self: { href: url } } });
  const project = (await world.call('GET', '/_apis/projects/contoso%20web?includeCapabilities=true')).json<{
    name: string;
    description: string;
    capabilities: { processTemplate: unknown };
  }>();
  assert.deepEqual([project.name, project.description], ['Contoso Web', 'd']);
  assert.deepEqual(project.capabilities.processTemplate, {
    templateName: 'Agile',
    templateTypeId: 'adcc42ab-9882-485e-a3ed-7678f01f66bc',
  });
  const properties = await world.call('GET', `/_apis/projects/${id}/properties?keys=System.Process*Template`);
  assert.deepEqual(properties.json(), { count: 1, value: [{ name: 'System.Process Template', value: 'Agile' }] });
});

test('a project is not created with a process that there is not', async () => {
  await using world = await World.open();
  const body = { name: 'x', capabilities: { processTemplate: { templateTypeId: 'y' } } };
  const answer = await world.call('POST', '/_apis/projects?api-version=7.1', { body });
  assert.equal(answer.statusCode, 404);
  assert.equal(answer.json<ErrorEnvelope>().typeKey, 'ProcessNotFoundException');
  assert.equal((await world.call('GET', '/_apis/projects/x')).statusCode, 404);
});

test('an operation that nobody began is not found', async () => {
  await using world = await World.open();
  for (const id of ['11111111-2222-4333-8444-555555555555', 'oracle']) {
    const answer = await world.call('GET', `/_apis/operations/${id}`);
    assert.equal(answer.statusCode, 404);
    assert.equal(answer.json<ErrorEnvelope>().typeKey, 'OperationNotFoundException');
  }
});

test('a name that is taken is refused', async () => {
  await using world = await World.open();
  const answer = await world.call('POST', '/_apis/projects?api-version=7.1', { body: { name: 'ORACLE' } });
  assert.equal(answer.statusCode, 400);
  assert.equal(answer.json<ErrorEnvelope>().typeKey, 'ProjectAlreadyExistsException');
});

for (const name of [
  '',
  ' a',
  'a/b',
  'a\\b',
  '_a',
  '.a',
  'a.',
  'x'.repeat(65),
  'CON',
  'a\nb',
  'a#b',
  "a'b",
  'a\ud800',
]) {
  test(`the name ${JSON.stringify(name)} is refused`, async () => {
    await using world = await World.open();
    const answer = await world.call('POST', '/_apis/projects?api-version=7.1', { body: { name } });
    assert.equal(answer.statusCode, 400);
    assert.equal(answer.json<ErrorEnvelope>().typeKey, 'InvalidProjectNameException');
  });
}

test('a page of nothing is followed by none, and a token that was not given is refused', async () => {
  await using world = await World.open();
  for (const path of ['/_apis/projects', '/oracle/_apis/build/definitions', '/oracle/_apis/pipelines']) {
    const { headers } = await world.call('GET', `${path}?$top=0`);
    assert.equal(headers['x-ms-continuationtoken'], undefined, path);
  }
  for (const path of ['/_apis/projects', '/oracle/_apis/build/definitions'])
    assert.equal((await world.call('GET', `${path}?continuationToken=-1`)).statusCode, 400, path);
});
