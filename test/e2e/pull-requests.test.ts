import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import type { GitPullRequest } from '../../src/wire/pull-requests.ts';
import { eventually } from './millrace-process.ts';
import { PushWorld } from './push-world.ts';
import { logsOf } from './sample-project.ts';

/** The samples of the manual: a pipeline of pull requests, and how one is made. */
const manual = readFileSync(new URL('../../docs/manual/pull-requests.md', import.meta.url), 'utf8');
const [, sample = ''] = /```yaml\n(.*?)```/s.exec(manual) ?? [];
const [, request = ''] = /```bash\n(.*?)```/s.exec(manual) ?? [];

/** A pipeline whose job waits for ever where there is no agent. */
const waiting = `trigger: none
pr:
  branches: { include: [main] }
steps:
- bash: 'true'
`;

const pulls = 'Fiber/_apis/git/repositories/cable/pullrequests';

async function create(world: PushWorld, more: object = {}): Promise<GitPullRequest> {
  const body = { sourceRefName: 'refs/heads/topic', targetRefName: 'refs/heads/main', title: 'Feature', ...more };
  return (await (await world.server.ask('POST', pulls, body, 201)).json()) as GitPullRequest;
}

/** The pull request, once it is as wanted. */
function until(world: PushWorld, id: number, wanted: (pull: GitPullRequest) => boolean): Promise<GitPullRequest> {
  return eventually(() => world.server.json<GitPullRequest>('GET', `${pulls}/${id}`), wanted);
}

function bareGit(world: PushWorld, ...args: readonly string[]): string {
  return execFileSync('git', ['-C', world.bare, ...args], { encoding: 'utf8' }).trim();
}

describe('pull requests of a server', () => {
  test('the sample of the manual runs on the merge, and knows its pull request', async () => {
    await using world = await PushWorld.open({ 'azure-pipelines.yml': sample, 'a.txt': 'a' }, []);
    const source = await world.push('topic', 'feature.txt', 'Feature', 'a feature\n');
    world.git('checkout', '--quiet', 'main');
    const target = await world.push('main', 'b.txt', 'Meanwhile');
    const { url, token } = world.server.ready;
    const env = { ...process.env, MILLRACE_URL: url, MILLRACE_TOKEN: token };
    const made = JSON.parse(
      execFileSync('bash', ['-c', request], { env, stdio: ['ignore', 'pipe', 'ignore'] }).toString(),
    );
    assert.deepEqual([made.pullRequestId, made.status, made.mergeStatus], [1, 'active', 'queued']);
    await world.untilBuilds(1);
    const [build] = await eventually(
      () => world.builds(),
      ([one]) => one?.status === 'completed',
    );
    const log = await logsOf(world.server, build?.definition.id ?? 0, build?.id ?? 0);
    assert.equal(build?.result, 'succeeded', log);
    for (const line of ['PullRequest of refs/pull/1/merge', 'refs/heads/topic into main, push 1', 'a feature'])
      assert.ok(log.includes(line), log);
    assert.deepEqual([build.reason, build.sourceBranch], ['pullRequest', 'refs/pull/1/merge']);
    assert.deepEqual(
      [build.triggerInfo['pr.number'], build.triggerInfo['pr.sourceSha'], build.triggerInfo['pr.title']],
      ['1', source, 'A feature'],
    );
    const pull = await until(world, 1, ({ mergeStatus }) => mergeStatus === 'succeeded');
    assert.equal(pull.lastMergeCommit?.commitId, build.sourceVersion);
    assert.equal(bareGit(world, 'rev-parse', 'refs/pull/1/merge'), build.sourceVersion);
    assert.equal(bareGit(world, 'log', '-1', '--format=%P', 'refs/pull/1/merge'), `${target} ${source}`);
    assert.equal(bareGit(world, 'rev-parse', 'main'), target);
    const refs = 'Fiber/_apis/git/repositories/cable/refs?filter=pull/1';
    const { value } = await world.server.json<{ value: { name: string; objectId: string }[] }>('GET', refs);
    assert.deepEqual(
      value.map(({ name, objectId }) => [name, objectId]),
      [['refs/pull/1/merge', build.sourceVersion]],
    );
  });

  test('a push cancels the run of the push before it; one to the target makes a merge and no run', async () => {
    await using world = await PushWorld.open({ 'azure-pipelines.yml': waiting });
    await world.push('topic', 'a', 'First');
    const { pullRequestId: id } = await create(world);
    await world.untilBuilds(1);
    const second = await world.push('topic', 'b', 'Second [skip ci]');
    await world.untilBuilds(2);
    const [first, next] = await eventually(
      () => world.builds(),
      ([one]) => one?.status === 'completed',
    );
    assert.deepEqual([first?.result, next?.status], ['canceled', 'notStarted']);
    assert.equal(next?.triggerInfo['pr.sourceSha'], second);
    const before = (await until(world, id, () => true)).lastMergeCommit?.commitId;
    world.git('checkout', '--quiet', 'main');
    await world.push('main', 'c', 'Target');
    await until(world, id, ({ lastMergeCommit }) => lastMergeCommit?.commitId !== before);
    assert.equal((await world.builds()).length, 2);
    const { value } = await world.server.json<{ value: { id: number }[] }>('GET', `${pulls}/${id}/iterations`);
    assert.deepEqual(
      value.map(({ id: iteration }) => iteration),
      [1, 2],
    );
  });

  test('branches that conflict start nothing until a push mends them', async () => {
    await using world = await PushWorld.open({ 'azure-pipelines.yml': waiting, 'same.txt': 'base\n' });
    await world.push('topic', 'same.txt', 'Here', 'here\n');
    world.git('checkout', '--quiet', 'main');
    await world.push('main', 'same.txt', 'There', 'there\n');
    const { pullRequestId: id } = await create(world);
    const pull = await until(world, id, ({ mergeStatus }) => mergeStatus !== 'queued');
    assert.deepEqual([pull.mergeStatus, pull.lastMergeCommit], ['conflicts', undefined]);
    world.git('checkout', '--quiet', 'topic');
    await world.push('topic', 'same.txt', 'Back', 'base\n');
    const [build] = await world.untilBuilds(1);
    assert.equal(build?.reason, 'pullRequest');
    assert.equal((await until(world, id, () => true)).mergeStatus, 'succeeded');
  });

  test('pipelines are chosen by target branch, by path, by draft, and left alone by none', async () => {
    const pipeline = (pr: string) => `trigger: none\npr: ${pr}\nsteps:\n- bash: 'true'\n`;
    await using world = await PushWorld.open({
      'azure-pipelines.yml': pipeline('none'),
      'releases.yml': pipeline('[releases/*]'),
      'src.yml': pipeline('{ paths: { include: [src] } }'),
      'docs.yml': pipeline('{ paths: { include: [docs] } }'),
      'ready.yml': pipeline('{ drafts: false }'),
      'every.yml': "trigger: none\nsteps:\n- bash: 'true'\n",
    });
    for (const name of ['releases', 'src', 'docs', 'ready', 'every']) await world.addPipeline(name, `${name}.yml`);
    await world.push('topic', 'src/a', 'Code');
    const { pullRequestId: id } = await create(world, { isDraft: true });
    const names = async (count: number) => (await world.untilBuilds(count)).map(build => build.definition.name).sort();
    assert.deepEqual(await names(2), ['every', 'src']);
    await world.server.json('PATCH', `${pulls}/${id}`, { isDraft: false });
    assert.deepEqual(await names(3), ['every', 'ready', 'src']);
    world.git('push', '--quiet', 'origin', 'main:releases/1');
    await world.server.json('PATCH', `${pulls}/${id}`, { targetRefName: 'refs/heads/releases/1' });
    assert.deepEqual(await names(7), ['every', 'every', 'ready', 'ready', 'releases', 'src', 'src']);
  });

  test('a run queued by hand at the merge knows the pull request as the others do', async () => {
    const yaml = `trigger: none
pr: none
variables:
  early: \${{ variables['System.PullRequest.TargetBranchName'] }}
  count: $[counter('', 7)]
steps:
- bash: echo '$(Build.Reason) $(System.PullRequest.PullRequestId) $(early) $(count) $(System.PullRequest.IsFork)'
`;
    await using world = await PushWorld.open({ 'azure-pipelines.yml': yaml }, []);
    await world.push('topic', 'a', 'First');
    const { pullRequestId: id } = await create(world);
    await until(world, id, ({ mergeStatus }) => mergeStatus === 'succeeded');
    const refName = `refs/pull/${id}/merge`;
    await world.server.json('POST', 'Fiber/_apis/pipelines/1/runs', {
      resources: { repositories: { self: { refName } } },
    });
    const body = { definition: { id: 1 }, sourceBranch: refName, reason: 'pullRequest' };
    await world.server.json('POST', 'Fiber/_apis/build/builds', body);
    await world.server.json('POST', 'Fiber/_apis/build/builds', { ...body, sourceBranch: 'main' });
    const builds = await eventually(
      () => world.builds(),
      all => all.length === 3 && all.every(({ status }) => status === 'completed'),
    );
    assert.deepEqual(
      builds.map(({ reason }) => reason),
      ['manual', 'pullRequest', 'manual'],
    );
    const logs = await Promise.all(builds.map(build => logsOf(world.server, 1, build.id)));
    assert.match(logs[0] ?? '', /^Manual 1 main 7 False$/m);
    assert.match(logs[1] ?? '', /^PullRequest 1 main 8 False$/m);
    assert.match(logs[2] ?? '', /^Manual \$\(System.PullRequest.PullRequestId\) +7 /m);
  });
});
