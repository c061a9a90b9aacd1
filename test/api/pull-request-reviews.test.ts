import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Identity } from '../../src/run/events.ts';
import type { GitPullRequestStatus } from '../../src/wire/git-statuses.ts';
import type {
  IterationChanges,
  PullRequestComment,
  PullRequestReviewer,
  PullRequestThread,
} from '../../src/wire/pull-request-reviews.ts';
import type { GitPullRequest } from '../../src/wire/pull-requests.ts';
import { type GitFolder, withGit } from './support/git-world.ts';
import { lookAtRepositories } from './support/looks.ts';
import { basic, someone, type World } from './support/world.ts';

const repository = '/oracle/_apis/git/repositories/probe';
const pull = `${repository}/pullRequests/1`;
const v = 'api-version=7.1';
const other: Identity = { id: '0a0a0a0a-0000-4000-8000-000000000001', displayName: 'Other', uniqueName: 'other' };

/** A pull request of one commit, which a server has looked at. */
async function withPull(use: (world: World, folder: GitFolder) => Promise<void>, more: object = {}): Promise<void> {
  await withGit(async (world, folder) => {
    await folder.commit('first', { 'a.txt': 'a' });
    folder.git('checkout', '-q', '-b', 'topic');
    await folder.commit('topic', { 't.txt': 't' });
    await world.addTokenOf(other, 'other');
    const body = { sourceRefName: 'refs/heads/topic', targetRefName: 'refs/heads/main', title: 'T', ...more };
    const answer = await world.call('POST', `${repository}/pullrequests?${v}`, { body });
    assert.equal(answer.statusCode, 201, answer.body);
    await lookAtRepositories(world);
    await use(world, folder);
  });
}

async function ask<Answer>(world: World, method: string, path: string, body?: unknown, token = 'all'): Promise<Answer> {
  const asked = { authorization: basic(token), ...(body === undefined ? {} : { body }) };
  const answer = await world.call(method, `${path}?${v}`, asked);
  assert.ok(answer.statusCode < 300, `${method} ${path}: ${answer.body}`);
  return (answer.body === '' ? undefined : answer.json()) as Answer;
}

async function refused(world: World, method: string, path: string, body?: unknown, token = 'all'): Promise<number> {
  const asked = { authorization: basic(token), ...(body === undefined ? {} : { body }) };
  return (await world.call(method, `${path}?${v}`, asked)).statusCode;
}

test('a bot comments in threads, answers, changes and deletes what it said', () =>
  withPull(async world => {
    const threadContext = {
      filePath: '/t.txt',
      rightFileStart: { line: 1, offset: 1 },
      rightFileEnd: { line: 1, offset: 2 },
    };
    const body = { comments: [{ content: 'Look', commentType: 1 }], status: 1, threadContext };
    const thread = await ask<PullRequestThread>(world, 'POST', `${pull}/threads`, body);
    assert.deepEqual([thread.id, thread.status, thread.threadContext], [1, 'active', threadContext]);
    const [first] = thread.comments;
    assert.deepEqual(
      [first?.id, first?.content, first?.commentType, first?.author.id],
      [1, 'Look', 'text', someone.id],
    );
    const said = { content: 'Why?', parentCommentId: 1 };
    const answer = await ask<PullRequestComment>(world, 'POST', `${pull}/threads/1/comments`, said, 'other');
    assert.deepEqual([answer.id, answer.parentCommentId, answer.author.displayName], [2, 1, 'Other']);
    await ask(world, 'PATCH', `${pull}/threads/1/comments/2`, { content: 'Why so?' }, 'other');
    assert.equal(await refused(world, 'PATCH', `${pull}/threads/1/comments/2`, { content: 'x' }), 403);
    assert.equal(await refused(world, 'DELETE', `${pull}/threads/1/comments/2`), 403);
    await ask(world, 'POST', `${pull}/threads/1/comments/2/likes`);
    await ask(world, 'POST', `${pull}/threads/1/comments/2/likes`);
    const likes = await ask<{ value: { id: string }[] }>(world, 'GET', `${pull}/threads/1/comments/2/likes`);
    assert.deepEqual(
      likes.value.map(({ id }) => id),
      [someone.id],
    );
    await ask(world, 'DELETE', `${pull}/threads/1/comments/2/likes`);
    const second = await ask<PullRequestComment>(world, 'GET', `${pull}/threads/1/comments/2`);
    assert.deepEqual([second.content, second.usersLiked], ['Why so?', []]);
    const closed = await ask<PullRequestThread>(world, 'PATCH', `${pull}/threads/1`, { status: 'fixed' });
    assert.equal(closed.status, 'fixed');
    await ask(world, 'DELETE', `${pull}/threads/1/comments/2`, undefined, 'other');
    const { value: comments } = await ask<{ value: PullRequestComment[] }>(world, 'GET', `${pull}/threads/1/comments`);
    assert.deepEqual(
      comments.map(({ content, isDeleted }) => [content, isDeleted]),
      [
        ['Look', undefined],
        [undefined, true],
      ],
    );
    await ask(world, 'DELETE', `${pull}/threads/1/comments/1`);
    const { value: threads } = await ask<{ value: PullRequestThread[] }>(world, 'GET', `${pull}/threads`);
    assert.deepEqual(
      threads.map(({ isDeleted }) => isDeleted),
      [true],
    );
    for (const path of ['threads/9', 'threads/1/comments/9', 'threads/9/comments'])
      assert.equal(await refused(world, 'GET', `${pull}/${path}`), 404, path);
    assert.equal(await refused(world, 'POST', `${pull}/threads/9/comments`, said), 404);
  }));

test('systems say how a pull request and its iterations stand, and take it back', () =>
  withPull(async world => {
    const context = { name: 'lint', genre: 'ci' };
    const whole = await ask<GitPullRequestStatus>(world, 'POST', `${pull}/statuses`, { state: 'pending', context });
    assert.deepEqual([whole.id, whole.iterationId, whole.context], [1, undefined, context]);
    const one = await ask<GitPullRequestStatus>(world, 'POST', `${pull}/iterations/1/statuses`, { state: 2, context });
    assert.deepEqual([one.id, one.iterationId, one.state], [2, 1, 'succeeded']);
    await ask(world, 'POST', `${pull}/statuses`, { state: 'failed', context, iterationId: 1, properties: { a: 'b' } });
    const ids = async (path: string) =>
      (await ask<{ value: { id: number }[] }>(world, 'GET', `${pull}/${path}`)).value.map(({ id }) => id);
    assert.deepEqual(await ids('statuses'), [1, 2, 3]);
    assert.deepEqual(await ids('iterations/1/statuses'), [2, 3]);
    assert.equal((await ask<GitPullRequestStatus>(world, 'GET', `${pull}/iterations/1/statuses/3`)).state, 'failed');
    assert.equal(await refused(world, 'GET', `${pull}/iterations/1/statuses/1`), 404);
    assert.equal(await refused(world, 'GET', `${pull}/iterations/2/statuses`), 404);
    assert.equal(await refused(world, 'POST', `${pull}/statuses`, { state: 'failed', context, iterationId: 7 }), 404);
    await ask(world, 'DELETE', `${pull}/statuses/1`);
    assert.equal(await refused(world, 'DELETE', `${pull}/statuses/1`), 404);
    await ask(world, 'PATCH', `${pull}/iterations/1/statuses`, [{ op: 'remove', path: '/2' }]);
    assert.deepEqual(await ids('statuses'), [3]);
    assert.equal(await refused(world, 'PATCH', `${pull}/statuses`, [{ op: 'add', path: '/3', value: 1 }]), 400);
    await world.addToken('status', ['vso.code_status']);
    await ask(world, 'POST', `${pull}/statuses`, { state: 'succeeded', context }, 'status');
  }));

test('reviewers are asked and vote for themselves', () =>
  withPull(
    async world => {
      const shown = await ask<GitPullRequest>(world, 'GET', pull);
      assert.deepEqual(
        shown.reviewers.map(({ displayName, vote, isRequired }) => [displayName, vote, isRequired]),
        [['Other', 0, true]],
      );
      assert.deepEqual(
        shown.labels?.map(({ name }) => name),
        ['urgent'],
      );
      assert.equal(await refused(world, 'PUT', `${pull}/reviewers/${other.id}`, { vote: 10 }), 403);
      assert.equal(await refused(world, 'PUT', `${pull}/reviewers/${other.id}`, { vote: 7 }, 'other'), 400);
      const voted = await ask<PullRequestReviewer>(
        world,
        'PUT',
        `${pull}/reviewers/${other.id}`,
        { vote: 10 },
        'other',
      );
      assert.deepEqual([voted.vote, voted.isRequired, voted.uniqueName], [10, true, 'other']);
      await ask(world, 'PATCH', `${pull}/reviewers/${other.id}`, { isRequired: false, hasDeclined: true });
      await ask(world, 'POST', `${pull}/reviewers`, [
        { id: someone.id },
        { id: crypto.randomUUID(), displayName: 'Far' },
      ]);
      await ask(world, 'PUT', `${pull}/reviewers`, { uniqueName: 'some.one@example.com' });
      assert.equal(await refused(world, 'PUT', `${pull}/reviewers`, { uniqueName: 'nobody' }), 404);
      const list = await ask<{ value: PullRequestReviewer[] }>(world, 'GET', `${pull}/reviewers`);
      assert.deepEqual(
        list.value.map(({ displayName, vote }) => [displayName, vote]),
        [
          ['Other', 10],
          ['Far', 0],
          ['Some One', 0],
        ],
      );
      await ask(world, 'PATCH', `${pull}/reviewers`, [{ id: other.id, vote: 0 }]);
      assert.equal((await ask<PullRequestReviewer>(world, 'GET', `${pull}/reviewers/${other.id}`)).vote, 0);
      await ask(world, 'DELETE', `${pull}/reviewers/${other.id}`);
      assert.equal(await refused(world, 'GET', `${pull}/reviewers/${other.id}`), 404);
    },
    { reviewers: [{ id: other.id, isRequired: true }], labels: [{ name: 'urgent' }] },
  ));

test('labels and properties are hung on a pull request, and no work items', () =>
  withPull(async world => {
    const label = await ask<{ id: string; name: string; active: boolean }>(world, 'POST', `${pull}/labels`, {
      name: 'Ready',
    });
    assert.deepEqual([label.name, label.active], ['Ready', true]);
    assert.equal((await ask<{ id: string }>(world, 'POST', `${pull}/labels`, { name: 'ready' })).id, label.id);
    assert.equal((await ask<{ name: string }>(world, 'GET', `${pull}/labels/${label.id}`)).name, 'Ready');
    await ask(world, 'DELETE', `${pull}/labels/READY`);
    assert.equal((await ask<{ count: number }>(world, 'GET', `${pull}/labels`)).count, 0);
    assert.equal(await refused(world, 'GET', `${pull}/labels/ready`), 404);
    await ask(world, 'PATCH', `${pull}/properties`, [
      { op: 'add', path: '/a', value: 'b' },
      { op: 'add', path: '/c', value: 1 },
    ]);
    await ask(world, 'PATCH', `${pull}/properties`, [{ op: 'remove', path: '/c' }]);
    assert.deepEqual(await ask(world, 'GET', `${pull}/properties`), {
      count: 1,
      value: { a: { $type: 'System.String', $value: 'b' } },
    });
    assert.deepEqual(await ask(world, 'GET', `${pull}/workitems`), { count: 0, value: [] });
  }));

test('each push is an iteration with its changes and commits, and commits find their pull request', () =>
  withPull(async (world, folder) => {
    const second = await folder.commit('more', { 'u.txt': 'u' });
    await lookAtRepositories(world);
    assert.equal(
      (await ask<{ sourceRefCommit: { commitId: string } }>(world, 'GET', `${pull}/iterations/2`)).sourceRefCommit
        .commitId,
      second,
    );
    const paths = async (query: string) => {
      const answer = await world.call('GET', `${pull}/iterations/2/changes?${query}`);
      const { changeEntries, nextSkip } = answer.json<IterationChanges>();
      return [...changeEntries.map(({ item }) => item.path), nextSkip];
    };
    assert.deepEqual(await paths(''), ['/t.txt', '/u.txt', 0]);
    assert.deepEqual(await paths('$compareTo=1'), ['/u.txt', 0]);
    assert.deepEqual(await paths('$top=1'), ['/t.txt', 1]);
    assert.equal((await ask<{ count: number }>(world, 'GET', `${pull}/iterations/1/commits`)).count, 1);
    assert.equal((await ask<{ count: number }>(world, 'GET', `${pull}/iterations/2/commits`)).count, 2);
    assert.equal(await refused(world, 'GET', `${pull}/iterations/3/changes`), 404);
    const queries = [
      { type: 'commit', items: [second, folder.git('rev-parse', 'main')] },
      { type: 'lastMergeCommit', items: [folder.git('rev-parse', 'refs/pull/1/merge'), second] },
    ];
    const { results } = await ask<{ results: Record<string, GitPullRequest[]>[] }>(
      world,
      'POST',
      `${repository}/pullrequestquery`,
      { queries },
    );
    assert.deepEqual(
      results.map(result => Object.entries(result).map(([id, found]) => [id, found.length])),
      [[[second, 1]], [[folder.git('rev-parse', 'refs/pull/1/merge'), 1]]],
    );
  }));
