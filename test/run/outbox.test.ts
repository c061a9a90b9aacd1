import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Happening, Outbox } from '../../src/run/outbox.ts';
import { job, plan, stage } from './plan-builder.ts';
import { organization, RunWorld } from './run-world.ts';

const oneJob = () => plan([stage('A', [job('a')])]);

function told(world: RunWorld) {
  const heard: Happening[] = [];
  const outbox = new Outbox(world.stores, [
    async happening => {
      heard.push(happening);
      return [];
    },
  ]);
  return { heard, pump: () => outbox.pump(world.now), outbox };
}

test('others are told of everything that happened to a run, in order, once', async () => {
  await using world = await RunWorld.open({}, { tellsOthers: true });
  const { heard, pump } = told(world);
  const key = await world.queue(oneJob());
  await pump();
  await world.finish(key, 'A', 'a', 'succeeded');
  await pump();
  await pump();
  assert.deepEqual(
    heard.flatMap(({ events }) => events),
    await world.stores.runs.read(key, 0),
  );
  assert.deepEqual([heard[0]?.run.state, heard.at(-1)?.run.state], ['inProgress', 'completed']);
  assert.deepEqual(heard.at(-1)?.run, await world.state(key));
});

test('each happening has the run as it was then, also when many are told at once', async () => {
  await using world = await RunWorld.open({}, { tellsOthers: true });
  const { heard, pump } = told(world);
  const key = await world.queue(plan([stage('A', [job('a')]), stage('B', [job('b')], { dependsOn: ['A'] })]));
  await world.finish(key, 'A', 'a', 'succeeded');
  await world.finish(key, 'B', 'b', 'failed');
  await pump();
  assert.equal(heard[0]?.run.stages.get('A')?.state, 'inProgress');
  assert.equal(heard.at(-1)?.run.result, 'failed');
  let version = 0;
  for (const { after, events } of heard) {
    assert.ok(after >= version, 'told in order');
    version = after + events.length;
  }
});

test('what handlers answer is made together with the end of the happening', async () => {
  await using world = await RunWorld.open({}, { tellsOthers: true });
  const { documents } = world.stores;
  const made = { kind: 'made', scope: '' };
  const handler = async ({ key, after }: Happening) => [
    { ...made, id: `${key.runId}.${after}`, expected: 0, content: { position: after, value: 1 } },
  ];
  await world.queue(oneJob());
  const [first, second] = [new Outbox(world.stores, [handler]), new Outbox(world.stores, [handler])];
  await Promise.all([first.pump(world.now), second.pump(world.now)]);
  const found = await documents.list({ organization, kind: 'made', top: 9 });
  assert.deepEqual(
    found.map(({ id, revision }) => [id, revision]),
    [['1.0', 1]],
  );
  assert.deepEqual(await documents.list({ organization, kind: 'outbox', top: 9 }), []);
});

test('a handler that fails leaves its happening for the next time', async () => {
  await using world = await RunWorld.open({}, { tellsOthers: true });
  await world.queue(oneJob());
  const failing = new Outbox(world.stores, [
    async () => {
      throw new Error('not now');
    },
  ]);
  await assert.rejects(failing.pump(world.now), /not now/);
  const { heard, pump } = told(world);
  await pump();
  assert.equal(heard.length, 1);
});

test('who tells nobody puts nothing into the outbox', async () => {
  await using world = await RunWorld.open();
  await world.queue(oneJob());
  assert.deepEqual(await world.stores.documents.list({ organization, kind: 'outbox', top: 9 }), []);
});
