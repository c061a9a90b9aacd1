import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Plan, PlanJob } from '../../src/plan/model.ts';
import type { RunKey } from '../../src/run/events.ts';
import type { Checks } from '../../src/run/ports/checks.ts';
import type { ResourcePermissions } from '../../src/run/ports/resource-permissions.ts';
import { job, plan, stage, step } from './plan-builder.ts';
import { organization, RunWorld } from './run-world.ts';

const refused = (name: string): string =>
  `Could not find a pool with name ${name}. The pool does not exist or has not been authorized for use. For authorization details, refer to https://aka.ms/yamlauthz.`;

function named(pool: string, value: string, more: readonly PlanJob[] = []): Plan {
  const variables = [{ name: 'p', value, readonly: false }];
  return plan([stage('A', [job('a', { pool: { name: pool, demands: [] } }), ...more], { variables })]);
}

/** How job `a` ended, and why; what waits for agents. */
async function outcome(world: RunWorld, key: RunKey) {
  const records = await world.orchestrator.timeline(key);
  const record = records.find(({ type, refName }) => type === 'Job' && refName === 'a');
  const waiting = await world.stores.queue.list(organization, 1, 10);
  return [record?.result, record?.issues.map(({ message }) => message), waiting.map(({ job: name }) => name)];
}

test('a job whose pool variables name is for that pool; one that is not there ends the job, and what follows from that does', async () => {
  await using world = await RunWorld.open({}, { anyPool: false });
  const found = await world.queue(named('$(p)', 'default'));
  assert.deepEqual(await outcome(world, found), [null, [], ['a']]);
  await world.finish(found, 'A', 'a');
  const after = job('after', { dependsOn: ['a'], condition: 'failed()', pool: { name: '$(q)', demands: [] } });
  const missing = await world.queue(named('$(p)', 'Nowhere', [after]));
  assert.deepEqual(await outcome(world, missing), ['failed', [refused('Nowhere')], []]);
  const run = await world.state(missing);
  assert.deepEqual(
    [run.state, run.result, run.stages.get('A')?.groups.get('after')?.result],
    ['completed', 'failed', 'failed'],
  );
});

test('a pipeline gets no pool by a variable that it may not use', async () => {
  const permissions: ResourcePermissions = {
    async allows(_organization, _use, { type, name }) {
      return type !== 'queue' || name !== 'Default';
    },
  };
  await using world = await RunWorld.open({ permissions }, { anyPool: false });
  await assert.rejects(world.queue(named('Default', '')), { message: refused('Default') });
  assert.deepEqual(await outcome(world, await world.queue(named('$(p)', 'Default'))), [
    'failed',
    [refused('Default')],
    [],
  ]);
});

test('the pools of a stage are those of its jobs and of its hooks, also where they name none', async () => {
  const asked: string[] = [];
  const checks: Checks = {
    async checksOf(_organization, _projectId, resources) {
      asked.push(...resources.flatMap(({ type, name }) => (type === 'queue' ? [name] : [])));
      return [];
    },
  };
  await using world = await RunWorld.open({ checks }, { anyPool: false });
  const hook = (name: string) => ({ steps: [step('true')], pool: { name, demands: [] } });
  const deployment = (own: string) =>
    job('d', {
      environment: { name: 'e' },
      strategy: { kind: 'runOnce', hooks: { deploy: hook('Azure Pipelines'), onSuccess: hook(own) } },
    });
  await world.queue(plan([stage('A', [job('a')]), stage('B', [deployment('Default')])]));
  assert.deepEqual(asked, ['Default', 'Azure Pipelines', 'Default']);
  await assert.rejects(world.queue(plan([stage('B', [deployment('Nowhere')])])), { message: refused('Nowhere') });
});
