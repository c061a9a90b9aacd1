import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PlanRepository } from '../../src/plan/model.ts';
import { repositoryTriggers } from '../../src/run/triggers/repository-trigger.ts';
import { job, plan, stage } from './plan-builder.ts';
import { repository, TriggerWorld } from './trigger-world.ts';

const everything = { include: [], exclude: [] };
const trigger = { enabled: true, batch: false, branches: everything, paths: everything };
const project = { id: repository.projectId, name: 'Fiber', description: '', createdAt: 0 };

function withRepository(resource: Partial<PlanRepository>) {
  const repositories = { tools: { type: 'git', name: 'Code', ref: 'refs/heads/main', ...resource } };
  return { resources: { repositories, containers: {}, pipelines: {} } };
}

test('a repository resource is triggered by its name, with or without its project, in any case', () => {
  for (const [resource, isTriggered] of [
    [{ trigger }, true],
    [{ trigger, name: 'fiber/code' }, true],
    [{ trigger, name: 'Other/Code' }, false],
    [{ trigger, name: 'codes' }, false],
    [{ trigger, type: 'github' }, false],
    [{ trigger: { ...trigger, enabled: false } }, false],
    [{}, false],
  ] as const) {
    const of = plan([stage('A', [job('a')])], withRepository(resource));
    const found = repositoryTriggers(of, project, repository).map(({ alias }) => alias);
    assert.deepEqual(found, isTriggered ? ['tools'] : [], JSON.stringify(resource));
  }
});

test('pushes to a repository resource with batch wait for the run that goes on, and start one together', async () => {
  const world = await TriggerWorld.open();
  const own = await world.addRepository('own');
  await world.addPipeline(1, 'watch', withRepository({ trigger: { ...trigger, batch: true } }), undefined, own);
  const triggers = world.triggers();
  await triggers.look();
  for (const commit of ['m2', 'm3', 'm4']) {
    world.refs['refs/heads/main'] = commit;
    await triggers.look();
  }
  const pushed = () => world.started.map(({ reason, pushed: at }) => `${reason} ${at?.version}`);
  assert.deepEqual(pushed(), ['batchedCI m2']);
  await world.completeRuns();
  await triggers.look();
  assert.deepEqual(pushed(), ['batchedCI m2', 'batchedCI m4']);
  assert.deepEqual(world.started[1]?.repositories, { tools: { refName: 'refs/heads/main', version: 'm4' } });
  assert.deepEqual(world.started[1]?.self, { refName: 'refs/heads/main', version: 'o1' });
});
