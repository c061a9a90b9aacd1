import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { eventually } from './millrace-process.ts';
import { PushWorld } from './push-world.ts';
import { logsOf } from './sample-project.ts';

/** The samples of the manual, in order: a pipeline that pushes trigger, and one that waits for it. */
const manual = readFileSync(new URL('../../docs/manual/triggers.md', import.meta.url), 'utf8');
const [pipeline = '', downstream = '', watching = ''] = [...manual.matchAll(/```yaml\n(.*?)```/gs)].map(
  ([, text = '']) => text,
);

function openWorld(): Promise<PushWorld> {
  return PushWorld.open({ 'azure-pipelines.yml': pipeline, 'down.yml': downstream });
}

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
    await world.push('releases/1', 'src/d', 'Release');
    world.git('tag', 'v1');
    world.git('tag', 'other');
    world.git('push', '--quiet', 'origin', 'v1', 'other');
    const last = await world.push('main', 'src/e', 'Last');
    const found = (await world.untilBuilds(4)).map(one => `${one.sourceBranch} ${one.triggerInfo['ci.message']}`);
    assert.deepEqual(found.toSorted(), [
      'refs/heads/main First',
      'refs/heads/main Last',
      'refs/heads/releases/1 Release',
      'refs/tags/v1 Release',
    ]);
    assert.ok((await world.builds()).some(one => one.sourceVersion === last));
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

  test('a push while the server is down is made up for', async () => {
    await using world = await openWorld();
    await world.push('main', 'src/a', 'First');
    await world.untilBuilds(1);
    await world.server.end('SIGTERM');
    const commit = await world.push('main', 'src/b', 'Missed');
    await world.server.start();
    const builds = await world.untilBuilds(2);
    assert.equal(builds[1]?.sourceVersion, commit);
  });
});
