import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TaskGroup } from '../../src/wire/task-groups.ts';
import { World } from './support/world.ts';

const groups = '/oracle/_apis/distributedtask/taskgroups';
const v = 'api-version=7.1';
const tasks = [{ task: { id: crypto.randomUUID(), versionSpec: '1.*' }, inputs: { a: 'b' }, enabled: true }];

test('task groups are kept as they are sent, and changed at the revision that was seen', async () => {
  await using world = await World.open();
  const body = { name: 'shared', description: 'd', tasks, somethingElse: 1 };
  const made = (await world.call('POST', `${groups}?${v}`, { body })).json<TaskGroup>();
  assert.deepEqual([made.name, made.revision, made.tasks, made.version.major], ['shared', 1, tasks, 1]);
  assert.equal('somethingElse' in made, false);
  const change = (revision: number) =>
    world.call('PUT', `${groups}/${made.id}?${v}`, { body: { name: 'other', tasks: [], revision } });
  assert.equal((await change(1)).json<TaskGroup>().revision, 2);
  assert.equal((await change(1)).statusCode, 409);
  const list = (await world.call('GET', groups)).json<{ value: TaskGroup[] }>();
  assert.deepEqual(
    list.value.map(({ name }) => name),
    ['other'],
  );
  assert.equal((await world.call('GET', `${groups}/${made.id}`)).json<{ count: number }>().count, 1);
  assert.equal((await world.call('GET', `${groups}/${made.id}?versionSpec=1.*`)).json<TaskGroup>().name, 'other');
  assert.equal((await world.call('DELETE', `${groups}/${made.id}?${v}`)).statusCode, 204);
  for (const [verb, asked] of [
    ['GET', {}],
    ['DELETE', {}],
    ['PUT', { body: { name: 'x', tasks: [] } }],
  ] as const)
    assert.equal((await world.call(verb, `${groups}/${made.id}?${v}`, asked)).statusCode, 404);
});

test('there are no clouds of agents, and nobody adds one', async () => {
  await using world = await World.open();
  for (const name of ['agentclouds', 'agentcloudtypes', 'elasticpools']) {
    const path = `/_apis/distributedtask/${name}`;
    assert.deepEqual((await world.call('GET', `${path}?${v}-preview`)).json(), { count: 0, value: [] }, name);
    assert.ok((await world.call('POST', `${path}?${v}-preview`, { body: {} })).statusCode >= 404, name);
  }
});
