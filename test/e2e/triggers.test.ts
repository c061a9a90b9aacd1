import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Build } from '../../src/wire/builds.ts';
import { sampleBelow } from './manual-samples.ts';
import { eventually } from './millrace-process.ts';
import { PushWorld } from './push-world.ts';
import { logsOf } from './sample-project.ts';

const pipeline = sampleBelow('triggers.md', 'Pushes');
const downstream = sampleBelow('triggers.md', 'Other pipelines');
const watching = sampleBelow('triggers.md', 'Pushes to other repositories');
const scheduled = sampleBelow('triggers.md', 'Schedules');

function openWorld(): Promise<PushWorld> {
  return PushWorld.open({ 'azure-pipelines.yml': pipeline, 'down.yml': downstream });
}

/** What is due is looked at in its order: once this has run, what was due at half past was decided on. */
const later = `trigger: none
schedules:
- cron: 35 1 * * *
  branches: { include: [main] }
  always: true
pool: server
steps:
- task: Delay@1
  inputs: { delayForMinutes: '0' }
`;

describe('triggers of a server', () => {
  test('pushes start runs by branch, tag and path, unless their message says no', async () => {
    await using world = await openWorld();
    const first = await world.push('main', 'src/a', 'First');
    const [build] = await world.untilBuilds(1);
    assert.deepEqual(
      [build?.reason, build?.sourceBranch, build?.sourceVersion],
      ['individualCI', 'refs/heads/main', first],
    );
    assert.deepEqual([build?.triggerInfo['ci.message'], build?.triggerInfo['ci.sourceSha']], ['First', first]);
    await world.push('main', 'docs/a', 'Words only');
    await world.push('topic', 'src/b', 'Another branch');
    await world.push('main', 'src/c', 'Quiet [skip ci]');
    await world.push('main', 'src/c', 'Loud');
    await world.push('releases/1', 'src/d', 'Release');
    world.git('tag', 'v1');
    world.git('tag', 'other');
    world.git('push', '--quiet', 'origin', 'v1', 'other');
    const last = await world.push('main', 'src/e', 'Last');
    const found = (await world.untilBuilds(5)).map(one => `${one.sourceBranch} ${one.triggerInfo['ci.message']}`);
    assert.deepEqual(found.toSorted(), [
      'refs/heads/main First',
      'refs/heads/main Last',
      'refs/heads/main Loud',
      'refs/heads/releases/1 Release',
      'refs/tags/v1 Release',
    ]);
    assert.ok((await world.builds()).some(one => one.sourceVersion === last));
  });

  test('a pushed pipeline that does not compile starts nothing, and the server says why', async () => {
    await using world = await openWorld();
    await world.clone.push('main', 'azure-pipelines.yml', 'Slip', 'stepz: []\n');
    const said = await eventually(
      async () => world.server.stderr,
      stderr => stderr.includes('does not compile'),
    );
    assert.match(
      said,
      /The pipeline 'ci' does not compile at refs\/heads\/main [0-9a-f]{40}:\n.*Unexpected value 'stepz'/,
    );
    assert.deepEqual(await world.builds(), []);
  });

  test('a completed run starts the pipelines that wait for it, at its own commit', async () => {
    await using world = await openWorld();
    const { server } = world;
    await world.addPipeline('down', 'down.yml');
    const commit = await world.push('main', 'src/a', 'Change');
    const [up, down] = await world.untilBuilds(2);
    assert.deepEqual([up?.reason, down?.reason], ['individualCI', 'resourceTrigger']);
    assert.deepEqual([down?.definition.name, down?.sourceVersion], ['down', commit]);
    assert.equal(down?.triggerInfo.alias, 'up');
    const run = await server.json<{ resources: { pipelines: { up: { version: string } } } }>(
      'GET',
      `Fiber/_apis/pipelines/${down?.definition.id}/runs/${down?.id}`,
    );
    assert.equal(run.resources.pipelines.up.version, up?.buildNumber);
  });

  test('a push to a repository resource starts a run with it, at the default branch', async () => {
    const other = "trigger: none\nsteps:\n- bash: 'true'\n";
    await using world = await PushWorld.open({ 'azure-pipelines.yml': other, 'watch.yml': watching }, []);
    const tools = await world.addRepository('tools', { 'bin/tool': 'old\n' });
    const watch = await world.addPipeline('watch', 'watch.yml');
    await tools.push('main', 'readme.md', 'Not in bin');
    await tools.push('topic', 'bin/tool', 'Not on main');
    tools.git('checkout', '--quiet', 'main');
    const commit = await tools.push('main', 'bin/tool', 'Sharper', 'new\n');
    await world.untilBuilds(1);
    const [build] = await eventually(
      () => world.builds(),
      ([one]) => one?.status === 'completed',
    );
    const log = await logsOf(world.server, watch, build?.id ?? 0);
    assert.equal(build?.result, 'succeeded', log);
    assert.match(log, /^tools main Sharper\nnew$/m);
    assert.deepEqual(
      [build.definition.name, build.reason, build.sourceBranch],
      ['watch', 'individualCI', 'refs/heads/main'],
    );
    assert.equal(build.sourceVersion, world.git('rev-parse', 'main').trim());
    assert.deepEqual([build.triggerInfo['ci.sourceSha'], build.triggerInfo['ci.message']], [commit, 'Sharper']);
    const path = `Fiber/_apis/pipelines/${watch}/runs/${build.id}`;
    type Taken = { resources: { repositories: Record<string, { refName: string; version: string }> } };
    const { resources } = await world.server.json<Taken>('GET', path);
    assert.deepEqual(
      [resources.repositories.tools?.refName, resources.repositories.tools?.version],
      ['refs/heads/main', commit],
    );
    assert.equal((await world.builds()).length, 1);
  });

  test('schedules run branches at their times, unchanged only with always, and with batch one at a time', async () => {
    const files = { 'azure-pipelines.yml': pipeline, 'timed.yml': scheduled, 'later.yml': later };
    await using world = await PushWorld.open(files, ['--emulator', '--no-agent']);
    const goTo = (now: string) => world.server.json('POST', '_millrace/clock', { now });
    await goTo('2026-11-26T00:30:00Z');
    await world.push('releases/1', 'docs/a', 'Release');
    await world.push('topic', 'docs/a', 'Topic');
    world.git('checkout', '--quiet', 'main');
    await world.addPipeline('timed', 'timed.yml');
    await world.addPipeline('later', 'later.yml');
    // The second run is of a look at the repository that began after the schedules were known.
    for (const count of [1, 2]) {
      await world.push('main', 'src/a', `Push ${count}`);
      await world.untilBuilds(count);
    }
    const of = async (name: string) => (await world.builds()).filter(({ definition }) => definition.name === name);
    const timed = () => of('timed');
    const become = (count: number) => eventually(timed, builds => builds.length === count);
    const shown = (builds: readonly Build[]) =>
      builds.map(({ triggerInfo, sourceBranch }) => `${triggerInfo.scheduleName} ${sourceBranch}`).toSorted();
    await goTo('2026-11-26T01:00:01Z');
    assert.deepEqual(shown(await become(1)), ['Often refs/heads/main']);
    // That run goes on until a quarter to two, and is not joined by one at half past.
    await goTo('2026-11-26T01:36:00Z');
    await eventually(
      () => of('later'),
      builds => builds.length === 1,
    );
    await goTo('2026-11-26T01:50:00Z');
    await eventually(timed, ([first]) => first?.status === 'completed');
    await goTo('2026-11-26T02:00:01Z');
    assert.deepEqual(shown(await become(2)), ['Often refs/heads/main', 'Often refs/heads/main']);
    await goTo('2026-11-26T02:30:01Z');
    const nightly = ['Nightly refs/heads/main', 'Nightly refs/heads/releases/1'];
    assert.deepEqual(shown(await become(4)), [...nightly, 'Often refs/heads/main', 'Often refs/heads/main']);
    // On Friday only what changed is run at night.
    world.git('checkout', '--quiet', 'releases/1');
    const release = await world.push('releases/1', 'docs/b', 'Again');
    await goTo('2026-11-27T02:30:01Z');
    const nights = await eventually(
      async () => (await timed()).filter(({ triggerInfo }) => triggerInfo.scheduleName === 'Nightly'),
      builds => builds.length > 2,
    );
    assert.equal(nights[2]?.sourceVersion, release);
    assert.equal(nights.length, 3);
  });

  test('with batch pushes wait for the run of their branch, and start one with the newest of them', async () => {
    const yaml =
      'trigger:\n  batch: true\n  branches: { include: ["*"] }\npool: server\nsteps:\n- task: Delay@1\n  inputs: { delayForMinutes: 60 }\n';
    await using world = await PushWorld.open({ 'azure-pipelines.yml': yaml });
    const first = await world.push('main', 'a', 'First');
    await world.untilBuilds(1);
    await world.push('main', 'b', 'Second');
    const third = await world.push('main', 'c', 'Third');
    // A run of another branch holds nothing back.
    const topic = await world.push('topic', 'd', 'Topic');
    assert.deepEqual(new Set((await world.untilBuilds(2)).map(build => build.sourceVersion)), new Set([first, topic]));
    const [build] = await world.builds();
    await world.server.json('PATCH', `Fiber/_apis/build/builds/${build?.id}`, { status: 'cancelling' });
    const builds = await world.untilBuilds(3);
    assert.deepEqual([builds[2]?.sourceVersion, builds[2]?.reason], [third, 'batchedCI']);
    assert.equal(builds.length, 3);
  });

  test('a push while the server is down is made up for', async () => {
    await using world = await openWorld();
    await world.push('main', 'src/a', 'First');
    await world.untilBuilds(1);
    await world.server.end('SIGTERM');
    const missed = [await world.push('main', 'src/b', 'Missed'), await world.push('main', 'src/c', 'Missed too')];
    await world.server.start();
    const builds = await world.untilBuilds(3);
    assert.deepEqual(
      builds.slice(1).map(({ sourceVersion }) => sourceVersion),
      missed,
    );
  });
});
