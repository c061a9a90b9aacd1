import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { GitPush } from '../../src/wire/git-pushes.ts';
import { eventually } from './millrace-process.ts';
import { PushWorld } from './push-world.ts';

const waiting = `trigger:
  branches: { include: [main] }
steps:
- bash: 'true'
`;

/** The sample of the manual that pushes. */
const manual = readFileSync(new URL('../../docs/manual/projects.md', import.meta.url), 'utf8');
const [, sample = ''] = /```bash\n(repository=[^`]*)```/.exec(manual) ?? [];

const repository = 'Fiber/_apis/git/repositories/cable';

async function push(world: PushWorld, from: string, path: string): Promise<GitPush> {
  const change = { changeType: 'add', item: { path }, newContent: { content: path, contentType: 'rawText' } };
  const body = {
    refUpdates: [{ name: 'refs/heads/main', oldObjectId: from }],
    commits: [{ comment: `Add ${path}`, changes: [change] }],
  };
  return (await (await world.server.ask('POST', `${repository}/pushes`, body, 201)).json()) as GitPush;
}

test('each push over REST starts its run, as one over git does, and both are listed', async () => {
  await using world = await PushWorld.open({ 'azure-pipelines.yml': waiting });
  const first = world.git('rev-parse', 'HEAD').trim();
  // The second is made before anybody can have looked at the first.
  const second = (await push(world, first, '/one')).refUpdates?.[0]?.newObjectId ?? '';
  const third = (await push(world, second, '/two')).refUpdates?.[0]?.newObjectId ?? '';
  const builds = await world.untilBuilds(2);
  assert.deepEqual(
    builds.map(({ sourceVersion, reason }) => [sourceVersion, reason]),
    [
      [second, 'individualCI'],
      [third, 'individualCI'],
    ],
  );
  world.git('pull', '--quiet', 'origin', 'main');
  const fourth = await world.push('main', 'three', 'Over git');
  await world.untilBuilds(3);
  const { value } = await eventually(
    () => world.server.json<{ value: GitPush[] }>('GET', `${repository}/pushes?searchCriteria.includeRefUpdates=true`),
    ({ value }) => value.length >= 3,
  );
  assert.deepEqual(
    value.map(({ refUpdates, pushedBy }) => [refUpdates?.[0]?.newObjectId, pushedBy.displayName === 'Test']),
    [
      [fourth, true],
      [third, false],
      [second, false],
    ],
  );
  const moved = [{ name: 'refs/heads/release', oldObjectId: '0'.repeat(40), newObjectId: fourth }];
  await world.server.ask('POST', `${repository}/refs`, moved, 200);
  assert.equal((await world.builds()).length, 3);
});

test('the sample of the manual pushes a new branch', async () => {
  await using world = await PushWorld.open({ 'azure-pipelines.yml': waiting });
  const { url, token } = world.server.ready;
  const env = { ...process.env, MILLRACE_URL: url, MILLRACE_TOKEN: token };
  const made = JSON.parse(execFileSync('bash', ['-c', sample], { env }).toString()) as GitPush;
  assert.equal(made.refUpdates?.[0]?.name, 'refs/heads/topic');
  world.git('fetch', '--quiet', 'origin', 'topic');
  assert.equal(world.git('show', 'FETCH_HEAD:hello.txt'), 'hello');
  assert.equal(world.git('log', '-1', '--format=%s', 'FETCH_HEAD').trim(), 'Say hello');
});
