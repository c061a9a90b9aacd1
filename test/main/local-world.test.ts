import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PlanStep } from '../../src/plan/model.ts';
import { checkoutTaskId } from '../../src/run/implicit-steps.ts';
import { job, plan, stage, step } from '../run/plan-builder.ts';
import { LocalWorld } from './local-world.ts';

const noCheckout: PlanStep = step('', {
  task: { id: checkoutTaskId, name: 'Checkout', version: '1' },
  inputs: { repository: 'none' },
  condition: 'false',
});

test('a run goes through the orchestrator, the agent protocol and real processes', async () => {
  await using world = await LocalWorld.open();
  const steps = [
    noCheckout,
    step('echo "hello $(who)"\necho "##vso[task.setvariable variable=v;isOutput=true]42"', { name: 's' }),
  ];
  const reader = [noCheckout, step('test "$(got)" = 42 && echo "got $(got)"')];
  const { key, result } = await world.run(
    plan(
      [
        stage('A', [job('a', { steps })]),
        stage(
          'B',
          [
            job('b', {
              steps: reader,
              variables: [{ name: 'got', value: "$[ stageDependencies.A.a.outputs['s.v'] ]", readonly: false }],
            }),
          ],
          { dependsOn: ['A'] },
        ),
      ],
      { variables: [{ name: 'who', value: 'you', readonly: false }] },
    ),
  );
  assert.equal(result, 'succeeded');
  assert.ok(world.lines.includes('hello you'));
  assert.ok(world.lines.includes('got 42'));
  const records = await world.timeline(key);
  assert.deepEqual(
    records.filter(record => record.state !== 'completed'),
    [],
  );
  const jobRecord = records.find(record => record.type === 'Job');
  assert.equal(jobRecord?.result, 'succeeded');
  assert.match(await world.log(key, jobRecord?.logId ?? 0), /hello you/);
  assert.equal(await world.log(key, 1), 'stages: []\n');
});

test('a failing step fails its run, and later steps are skipped unless they say otherwise', async () => {
  await using world = await LocalWorld.open();
  const steps = [noCheckout, step('exit 3'), step('echo never'), step('echo always ran', { condition: 'always()' })];
  const { key, result } = await world.run(plan([stage('A', [job('a', { steps })])]));
  assert.equal(result, 'failed');
  assert.ok(!world.lines.includes('never'));
  assert.ok(world.lines.includes('always ran'));
  const results = (await world.timeline(key))
    .filter(record => record.task?.name === 'CmdLine')
    .map(record => record.result);
  assert.deepEqual(results, ['failed', 'skipped', 'succeeded']);
});

test('a canceled run stops its running step and ends as canceled', async () => {
  await using world = await LocalWorld.open();
  const steps = [noCheckout, step('echo begun; exec sleep 600')];
  const { result } = await world.run(plan([stage('A', [job('a', { steps })])]), {}, async key => {
    while (!world.lines.includes('begun')) await sleep(20);
    await world.cancel(key);
  });
  assert.equal(result, 'canceled');
});

test('a secret is masked in live lines, in logs and in events', async () => {
  await using world = await LocalWorld.open();
  const secret = 'correct-horse';
  const { key, result } = await world.run(
    plan([stage('A', [job('a', { steps: [noCheckout, step('echo "it is $(password)"')] })])]),
    {
      password: { value: secret, isSecret: true },
    },
  );
  assert.equal(result, 'succeeded');
  assert.ok(world.lines.includes('it is ***'), world.lines.join('\n'));
  assert.ok(!JSON.stringify(world.events).includes(secret));
  for (let id = 1; id <= 10; id += 1) assert.ok(!(await world.log(key, id)).includes(secret));
});
