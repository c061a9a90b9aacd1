import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Build } from '../../src/wire/builds.ts';
import { ServerUnderTest } from './millrace-process.ts';
import { makeRepository, registerPipeline } from './sample-project.ts';

/** The samples of the manual, in order: a pipeline that pushes trigger, and one that waits for it. */
const manual = readFileSync(new URL('../../docs/manual/triggers.md', import.meta.url), 'utf8');
const [pipeline = '', downstream = ''] = [...manual.matchAll(/```yaml\n(.*?)```/gs)].map(([, text = '']) => text);

/** A bare repository that a pipeline is registered from, a clone to push from, and a server without agents. */
class PushWorld implements AsyncDisposable {
  readonly server: ServerUnderTest;
  readonly clone: string;

  constructor(server: ServerUnderTest, clone: string) {
    this.server = server;
    this.clone = clone;
  }

  static async open(): Promise<PushWorld> {
    const server = await ServerUnderTest.create(['--no-agent']);
    const clone = await makeRepository(join(server.data, 'clone'), {
      'azure-pipelines.yml': pipeline,
      'down.yml': downstream,
    });
    const bare = join(server.data, 'cable.git');
    execFileSync('git', ['clone', '--quiet', '--bare', clone, bare]);
    execFileSync('git', ['-C', clone, 'remote', 'add', 'origin', bare]);
    await server.start();
    await registerPipeline(server, bare);
    const world = new PushWorld(server, clone);
    await world.#untilWatched(bare);
    return world;
  }

  git(...args: readonly string[]): string {
    const who = ['-c', 'user.name=Test', '-c', 'user.email=test@localhost'];
    return execFileSync('git', ['-C', this.clone, ...who, ...args], { stdio: ['ignore', 'pipe', 'ignore'] }).toString();
  }

  /** Commits a file and pushes it. */
  async push(branch: string, path: string, message: string): Promise<string> {
    this.git('checkout', '--quiet', '-B', branch);
    await mkdir(dirname(join(this.clone, path)), { recursive: true });
    await writeFile(join(this.clone, path), `${Date.now()} ${message}`);
    this.git('add', '--all');
    this.git('commit', '--quiet', '--message', message);
    this.git('push', '--quiet', 'origin', branch);
    return this.git('rev-parse', 'HEAD').trim();
  }

  builds(): Promise<readonly Build[]> {
    return this.server
      .json<{ value: Build[] }>('GET', 'Fiber/_apis/build/builds?queryOrder=queueTimeAscending')
      .then(({ value }) => value);
  }

  /** The builds, once there are as many. */
  async untilBuilds(count: number): Promise<readonly Build[]> {
    for (let patience = 0; patience < 300; patience += 1) {
      const found = await this.builds();
      if (found.length >= count) return found;
      await sleep(100);
    }
    throw new Error(`There are not ${count} builds.`);
  }

  // The hook is written after the repository was looked at for the first time.
  async #untilWatched(bare: string): Promise<void> {
    for (let patience = 0; patience < 300; patience += 1) {
      const hook = await readFile(join(bare, 'hooks', 'post-receive'), 'utf8').catch(() => '');
      if (hook.includes('Millrace')) return;
      await sleep(100);
    }
    throw new Error('The repository got no hook.');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
  }
}

describe('triggers of a server', () => {
  test('pushes start runs by branch, tag and path, unless their message says no', async () => {
    await using world = await PushWorld.open();
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
    await using world = await PushWorld.open();
    const { server } = world;
    const { value } = await server.json<{ value: { repository: { id: string } }[] }>(
      'GET',
      'Fiber/_apis/build/definitions?includeAllProperties=true',
    );
    const repository = { id: value[0]?.repository.id, type: 'TfsGit' };
    const body = { name: 'down', process: { type: 2, yamlFilename: 'down.yml' }, repository };
    await server.json('POST', 'Fiber/_apis/build/definitions', body);
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

  test('a push while the server is down is made up for', async () => {
    await using world = await PushWorld.open();
    await world.push('main', 'src/a', 'First');
    await world.untilBuilds(1);
    await world.server.end('SIGTERM');
    const commit = await world.push('main', 'src/b', 'Missed');
    await world.server.start();
    const builds = await world.untilBuilds(2);
    assert.equal(builds[1]?.sourceVersion, commit);
  });
});
