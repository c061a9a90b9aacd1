import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ErrorEnvelope } from '../../src/wire/common.ts';
import { World } from './support/world.ts';

const v = 'api-version=7.1';
const oracle = '/_apis/projects/oracle';

type Operation = { readonly id: string; readonly status: string; readonly url: string };
type List<Item> = { readonly count: number; readonly value: readonly Item[] };

async function typeKeyOf(world: World, method: string, path: string, body?: unknown): Promise<[number, string]> {
  const answer = await world.call(method, `${path}?${v}`, { body });
  return [answer.statusCode, answer.json<ErrorEnvelope>().typeKey];
}

test('a project is renamed and described anew, and its operation has succeeded', async () => {
  await using world = await World.open();
  world.clock.at += 60_000;
  const body = { name: 'Delphi', description: 'Asks more' };
  const answer = await world.call('PATCH', `${oracle}?${v}`, { body });
  assert.equal(answer.statusCode, 202);
  const { id } = answer.json<Operation>();
  assert.equal((await world.call('GET', `/_apis/operations/${id}`)).json<Operation>().status, 'succeeded');
  const changed = (await world.call('GET', '/_apis/projects/delphi')).json<Record<string, unknown>>();
  const { name, description, revision, lastUpdateTime } = changed;
  assert.deepEqual(
    { name, description, revision, lastUpdateTime },
    { ...body, revision: 2, lastUpdateTime: '2026-08-12T08:27:45.68Z' },
  );
  assert.equal((await world.call('GET', '/Delphi/_apis/pipelines/21')).statusCode, 200);
  assert.deepEqual(await typeKeyOf(world, 'GET', oracle), [404, 'ProjectDoesNotExistWithNameException']);
});

test('a project is not given a name that is taken or is none', async () => {
  await using world = await World.open();
  await world.call('POST', `/_apis/projects?${v}`, { body: { name: 'other' } });
  assert.deepEqual(await typeKeyOf(world, 'PATCH', oracle, { name: 'OTHER' }), [400, 'ProjectAlreadyExistsException']);
  assert.deepEqual(await typeKeyOf(world, 'PATCH', oracle, { name: 'a/b' }), [400, 'InvalidProjectNameException']);
});

test('a project is deleted with its pipelines, its runs and all that they left, once they are over', async () => {
  await using world = await World.open();
  const { key } = await world.queue();
  assert.deepEqual(await typeKeyOf(world, 'DELETE', oracle), [409, 'ProjectWorkPendingException']);
  await world.finish(key, 'succeeded');
  await world.logs.append(key, 1, Buffer.from('a line\n'));
  const { id } = world.project;
  const answer = await world.call('DELETE', `/_apis/projects/${id}?${v}`);
  assert.equal(answer.statusCode, 202);
  assert.equal((await world.call('GET', `/_apis/operations/${id}`)).json<Operation>().status, 'succeeded');
  for (const query of ['', '?stateFilter=all'])
    assert.equal((await world.call('GET', `/_apis/projects${query}`)).json<List<object>>().count, 0, query);
  const deleted = (await world.call('GET', '/_apis/projects?stateFilter=deleted')).json<List<{ state: string }>>();
  assert.deepEqual(
    deleted.value.map(({ state }) => state),
    ['deleted'],
  );
  assert.equal((await world.call('GET', `/_apis/build/builds/${key.runId}`)).statusCode, 404);
  assert.equal(await world.stores.runs.row(key), undefined);
  assert.deepEqual(await world.stores.logs.list(key), []);
  const again = await world.call('POST', `/_apis/projects?${v}`, { body: { name: 'oracle' } });
  assert.equal(again.statusCode, 202);
  assert.notEqual(again.json<Operation>().id, id);
  assert.equal((await world.call('GET', '/oracle/_apis/pipelines')).json<List<object>>().count, 0);
});

test('a deletion that was cut off goes on', async () => {
  await using world = await World.open();
  const { key } = await world.queue();
  await world.finish(key, 'succeeded');
  const { catalogue } = world.stores;
  const whole = catalogue.removeProject.bind(catalogue);
  catalogue.removeProject = () => Promise.reject(new Error('the power is gone'));
  assert.equal((await world.call('DELETE', `${oracle}?${v}`)).statusCode, 500);
  catalogue.removeProject = whole;
  await world.services.projectRemover.finishAll();
  assert.equal((await world.call('GET', oracle)).statusCode, 404);
  assert.equal(await world.stores.runs.row(key), undefined);
});

test('clients keep named values with a project', async () => {
  await using world = await World.open();
  const path = `${oracle}/properties`;
  const preview = 'api-version=7.1-preview.1';
  const headers = { 'content-type': 'application/json-patch+json' };
  const body = [
    { op: 'add', path: '/Team.Color', value: 'blue' },
    { op: 'add', path: '/Team.Size', value: 7 },
  ];
  assert.equal((await world.call('PATCH', `${path}?${preview}`, { body, headers })).statusCode, 204);
  await world.call('PATCH', `${path}?${preview}`, { body: [{ op: 'remove', path: '/Team.Size' }], headers });
  const read = async (keys: string) =>
    (await world.call('GET', `${path}?keys=${keys}`)).json<List<{ name: string; value: string }>>().value;
  assert.deepEqual(await read('Team.*'), [{ name: 'Team.Color', value: 'blue' }]);
  assert.deepEqual(await read('*process template,team.c*r'), [
    { name: 'System.Process Template', value: 'Basic' },
    { name: 'Team.Color', value: 'blue' },
  ]);
  assert.equal((await read('')).length, 9);
  const own = [{ op: 'replace', path: '/System.ProcessTemplateType', value: 'x' }];
  const refused = await world.call('PATCH', `${path}?${preview}`, { body: own, headers });
  assert.deepEqual([refused.statusCode, refused.json<ErrorEnvelope>().typeKey], [400, 'ArgumentException']);
});

test('a project has one team, with everybody in it', async () => {
  await using world = await World.open();
  await world.addTokenOf({ id: 'b', displayName: 'Other', uniqueName: 'a.other@example.com' }, 'other');
  const { value } = (await world.call('GET', `${oracle}/teams`)).json<List<{ id: string; name: string }>>();
  assert.deepEqual(
    value.map(({ name }) => name),
    ['oracle Team'],
  );
  const id = value[0]?.id;
  for (const name of [id, 'ORACLE%20team'])
    assert.deepEqual((await world.call('GET', `${oracle}/teams/${name}`)).json(), value[0]);
  assert.deepEqual((await world.call('GET', '/_apis/teams')).json<List<object>>().value, value);
  assert.deepEqual((await world.call('GET', `${oracle}/categorizedteams?api-version=7.1-preview`)).json(), {
    myTeams: value,
    otherReadableTeams: [],
  });
  const members = async (query: string) =>
    (await world.call('GET', `${oracle}/teams/${id}/members?${query}`)).json<
      List<{ identity: { displayName: string } }>
    >();
  assert.deepEqual(
    (await members('')).value.map(({ identity }) => identity.displayName),
    ['Other', 'Some One'],
  );
  assert.equal((await members('$top=1&$skip=1')).value[0]?.identity.displayName, 'Some One');
  assert.deepEqual(await typeKeyOf(world, 'GET', `${oracle}/teams/none`), [404, 'TeamNotFoundException']);
});

test('the processes are the four of the service', async () => {
  await using world = await World.open();
  const { value } = (await world.call('GET', '/_apis/process/processes')).json<List<{ id: string; name: string }>>();
  assert.deepEqual(
    value.map(({ name }) => name),
    ['Basic', 'Agile', 'Scrum', 'CMMI'],
  );
  const found = (await world.call('GET', `/_apis/process/processes/${value[0]?.id}`)).json<{ isDefault: boolean }>();
  assert.equal(found.isDefault, true);
  assert.deepEqual(await typeKeyOf(world, 'GET', '/_apis/process/processes/x'), [404, 'ProcessNotFoundException']);
});
