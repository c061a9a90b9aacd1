import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { PlanSchedule, PlanTrigger } from '../../src/plan/model.ts';
import { TriggerWorld } from './trigger-world.ts';

const everything = { include: [], exclude: [] };
const ci: PlanTrigger = { enabled: true, batch: false, branches: everything, paths: everything };
const nightly: PlanSchedule = {
  cron: '0 3 * * *',
  displayName: 'Nightly',
  branches: { include: ['main'], exclude: [] },
  always: false,
  batch: false,
};
const hour = 3_600_000;

describe('pushes', () => {
  test('what was there when a repository is first seen starts nothing; what moves does', async () => {
    const world = await TriggerWorld.open();
    await world.addPipeline(1, 'ci', {});
    const triggers = world.triggers();
    await triggers.look();
    assert.equal(world.list, '');
    world.refs['refs/heads/main'] = 'm2';
    world.refs['refs/heads/topic'] = 't1';
    await triggers.look();
    await triggers.look();
    assert.equal(world.list, 'ci refs/heads/main m2, ci refs/heads/topic t1');
    delete world.refs['refs/heads/topic'];
    await triggers.look();
    assert.equal(world.started.length, 2);
  });

  test('pushes that the repository tells of are looked at one by one, though they were not seen in between', async () => {
    const world = await TriggerWorld.open();
    await world.addPipeline(1, 'ci', {});
    const triggers = world.triggers();
    await triggers.look();
    const refName = 'refs/heads/main';
    const push = (from: string | undefined, to: string | undefined, name = refName) =>
      world.told.push({ refName: name, from, to });
    world.messages.m3 = 'Quiet [skip ci]';
    push('m0', 'm1');
    push('m1', 'm2');
    push('m2', 'm3');
    push(undefined, 't1', 'refs/heads/topic');
    push('m3', 'm4');
    world.refs[refName] = 'm4';
    world.refs['refs/heads/topic'] = 't1';
    await triggers.look();
    assert.equal(world.list, `ci ${refName} m2, ci ${refName} m4, ci refs/heads/topic t1`);
    // What it tells must lead to what there is: one push is seen otherwise.
    push('m4', 'm5');
    world.refs[refName] = 'm6';
    await triggers.look();
    push('m6', undefined);
    push(undefined, 'm7');
    world.refs[refName] = 'm7';
    await triggers.look();
    assert.equal(
      world.started
        .slice(3)
        .map(({ self }) => self?.version)
        .join(),
      'm6,m7',
    );
  });

  test('of servers that look at once one acts', async () => {
    const world = await TriggerWorld.open();
    await world.addPipeline(1, 'ci', {});
    const servers = [world.triggers(), world.triggers(), world.triggers()];
    await servers[0]?.look();
    world.refs['refs/heads/main'] = 'm2';
    await Promise.all(servers.map(server => server.look()));
    await Promise.all(servers.map(server => server.look()));
    assert.equal(world.list, 'ci refs/heads/main m2');
  });

  test('a server that dies while it follows a push is made up for by another', async () => {
    const world = await TriggerWorld.open();
    await world.addPipeline(1, 'ci', {});
    const { ports } = world;
    await world.triggers().look();
    world.refs['refs/heads/main'] = 'm2';
    const dying = new (world.triggers().constructor as new (of: typeof ports) => ReturnType<typeof world.triggers>)({
      ...ports,
      starter: { ...ports.starter, planAt: () => Promise.reject(new Error('killed')) },
    });
    await assert.rejects(dying.look(), /killed/);
    await world.triggers().look();
    assert.equal(world.list, '');
    world.now += 61_000;
    await world.triggers().look();
    assert.equal(world.list, 'ci refs/heads/main m2');
  });

  test('with batch, what is pushed during a run waits for it and is one run', async () => {
    const world = await TriggerWorld.open();
    await world.addPipeline(1, 'ci', { triggers: { ci: { ...ci, batch: true } } });
    const triggers = world.triggers();
    await triggers.look();
    for (const commit of ['m2', 'm3', 'm4']) {
      world.refs['refs/heads/main'] = commit;
      await triggers.look();
    }
    assert.equal(world.list, 'ci refs/heads/main m2');
    await world.completeRuns();
    await triggers.look();
    assert.equal(world.list, 'ci refs/heads/main m2, ci refs/heads/main m4');
    assert.equal(world.started[1]?.reason, 'batchedCI');
    await world.completeRuns();
    await triggers.look();
    assert.equal(world.started.length, 2);
  });

  test('the settings of a pipeline stand in for its file; a disabled one starts nothing', async () => {
    const world = await TriggerWorld.open();
    const filters = {
      source: 'settings',
      branchFilters: ['+releases/*'],
      pathFilters: [],
      batchChanges: false,
    } as const;
    const fromFile = { ...filters, source: 'yaml' } as const;
    const off = { ci: { ...ci, enabled: false } };
    await world.addPipeline(1, 'set', { triggers: off }, { triggers: [{ kind: 'continuousIntegration', ...filters }] });
    await world.addPipeline(
      2,
      'file',
      { triggers: off },
      { triggers: [{ kind: 'continuousIntegration', ...fromFile }] },
    );
    await world.addPipeline(3, 'timed', {}, { triggers: [{ kind: 'schedule', schedules: [] }] });
    await world.addPipeline(4, 'disabled', {}, { queueStatus: 'disabled' });
    await world.triggers().look();
    world.refs['refs/heads/main'] = 'm2';
    world.refs['refs/heads/releases/1'] = 'r1';
    await world.triggers().look();
    assert.equal(world.list, 'set refs/heads/releases/1 r1');
  });
});

describe('schedules', () => {
  async function scheduled(given: Partial<PlanSchedule> = {}) {
    const world = await TriggerWorld.open();
    await world.addPipeline(1, 'ci', {
      triggers: { ci: { ...ci, enabled: false }, schedules: [{ ...nightly, ...given }] },
    });
    const triggers = world.triggers();
    await triggers.look();
    const after = async (hours: number) => {
      world.now += hours * hour;
      await triggers.runSchedules(world.now);
      return world.started.length;
    };
    return { world, triggers, after };
  }

  test('a branch is run at its time, and again only when it has changed', async () => {
    const { world, after } = await scheduled();
    assert.equal(await after(14.9), 0);
    assert.equal(await after(0.2), 1);
    assert.deepEqual([world.list, world.started[0]?.reason], ['ci refs/heads/main m1', 'schedule']);
    assert.equal(await after(24), 1);
    world.refs['refs/heads/main'] = 'm2';
    assert.equal(await after(24), 2);
  });

  test('with always it is run unchanged; what passed without a server is made up for once', async () => {
    const { after } = await scheduled({ always: true });
    assert.equal(await after(24), 1);
    assert.equal(await after(24), 2);
    assert.equal(await after(240), 3);
  });

  test('with batch it is left out while its last run goes on', async () => {
    const { world, after } = await scheduled({ always: true, batch: true });
    assert.equal(await after(24), 1);
    assert.equal(await after(24), 1);
    await world.completeRuns();
    assert.equal(await after(24), 2);
  });

  test('a schedule that a push takes away no longer runs', async () => {
    const { world, triggers, after } = await scheduled({ always: true });
    world.plans.set('ci', { triggers: { ci: { ...ci, enabled: false } } });
    world.refs['refs/heads/main'] = 'm2';
    await triggers.look();
    assert.equal(await after(48), 0);
  });

  test('of several servers one starts the run', async () => {
    const { world } = await scheduled();
    world.now += 24 * hour;
    await Promise.all([world.triggers(), world.triggers()].map(one => one.runSchedules(world.now)));
    assert.equal(world.started.length, 1);
  });

  test('days and times set on the pipeline itself stand in for the file', async () => {
    const world = await TriggerWorld.open();
    const schedule = {
      branchFilters: ['+main'],
      timeZone: 'UTC',
      hours: 5,
      minutes: 30,
      days: 2,
      onlyWithChanges: false,
    };
    const settings = { triggers: [{ kind: 'schedule', schedules: [schedule] }] } as const;
    await world.addPipeline(1, 'ci', { triggers: { schedules: [nightly] } }, settings);
    const triggers = world.triggers();
    await triggers.look();
    world.now = Date.UTC(2026, 0, 6, 5, 29);
    await triggers.runSchedules(world.now);
    assert.equal(world.started.length, 0);
    world.now += 60_000;
    await triggers.runSchedules(world.now);
    assert.equal(world.started.length, 1);
  });
});
