import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import * as azdev from 'azure-devops-node-api';
import { PullRequestStatus } from 'azure-devops-node-api/interfaces/GitInterfaces.js';
import type { Stores } from '../../src/run/ports/stores.ts';
import { openSqliteStores } from '../../src/store/sqlite.ts';
import type { ErrorEnvelope } from '../../src/wire/common.ts';
import type { GitPullRequest } from '../../src/wire/pull-requests.ts';
import { type GitFolder, withGit } from './support/git-world.ts';
import { lookAtRepositories } from './support/looks.ts';
import { base, organization, someone, type World } from './support/world.ts';

const pulls = '/oracle/_apis/git/repositories/probe/pullrequests';
const v = 'api-version=7.1';

/** main has a commit, topic one more than that, and other yet another; the branch that is checked out is `away`. */
function withBranches(use: (world: World, folder: GitFolder) => Promise<void>, stores?: Stores): Promise<void> {
  const branched = async (world: World, folder: GitFolder) => {
    await folder.commit('first', { 'a.txt': 'a\n' });
    folder.git('checkout', '-q', '-b', 'topic');
    await folder.commit('a topic', { 'topic.txt': 't\n' });
    folder.git('checkout', '-q', '-b', 'other', 'main');
    await folder.commit('another', { 'a.txt': 'A\n' });
    folder.git('checkout', '-q', '-b', 'away', 'main');
    await use(world, folder);
  };
  return withGit(branched, stores === undefined ? {} : { stores });
}

async function create(world: World, source: string, more: object = {}): Promise<GitPullRequest> {
  const body = { sourceRefName: `refs/heads/${source}`, targetRefName: 'refs/heads/main', title: source, ...more };
  const answer = await world.call('POST', `${pulls}?${v}`, { body });
  assert.equal(answer.statusCode, 201, answer.body);
  return answer.json<GitPullRequest>();
}

async function update(world: World, id: number, body: object): Promise<GitPullRequest> {
  const answer = await world.call('PATCH', `${pulls}/${id}?${v}`, { body });
  assert.equal(answer.statusCode, 200, answer.body);
  return answer.json<GitPullRequest>();
}

test('a pull request is made, and is the same wherever it is read', () =>
  withBranches(async world => {
    const made = await create(world, 'topic', { description: 'What it does' });
    const { repository, createdBy, url, artifactId, ...rest } = made;
    assert.deepEqual(rest, {
      pullRequestId: 1,
      codeReviewId: 1,
      status: 'active',
      creationDate: '2026-08-12T08:26:45.68Z',
      title: 'topic',
      description: 'What it does',
      sourceRefName: 'refs/heads/topic',
      targetRefName: 'refs/heads/main',
      mergeStatus: 'queued',
      isDraft: false,
      reviewers: [],
      supportsIterations: true,
    });
    const { id: repositoryId, projectId } = world.repository;
    assert.deepEqual([repository.name, createdBy.displayName], ['probe', someone.displayName]);
    assert.equal(url, `${base}/${projectId}/_apis/git/repositories/${repositoryId}/pullRequests/1`);
    assert.equal(artifactId, `vstfs:///Git/PullRequestId/${projectId}%2f${repositoryId}%2f1`);
    for (const path of [
      `${pulls}/1`,
      `/_apis/git/repositories/${repositoryId}/pullRequests/1`,
      '/oracle/_apis/git/pullrequests/1',
      '/_apis/git/pullrequests/1',
    ])
      assert.deepEqual((await world.call('GET', path)).json(), made, path);
  }));

test('the official client makes, finds, abandons and activates pull requests', () =>
  withBranches(async world => {
    const { port } = await world.server.listen({ host: '127.0.0.1', port: 0 });
    try {
      const handler = azdev.getPersonalAccessTokenHandler('all');
      const git = await new azdev.WebApi(`http://127.0.0.1:${port}/fabrikam`, handler).getGitApi();
      const wanted = { sourceRefName: 'refs/heads/topic', targetRefName: 'refs/heads/main', title: 'T' };
      const made = await git.createPullRequest(wanted, 'probe', 'oracle');
      const id = made.pullRequestId ?? 0;
      assert.equal((await git.getPullRequestById(id)).title, 'T');
      assert.equal((await git.getPullRequests('probe', {}, 'oracle')).length, 1);
      const abandoned = await git.updatePullRequest({ status: PullRequestStatus.Abandoned }, 'probe', id, 'oracle');
      assert.equal(abandoned.status, PullRequestStatus.Abandoned);
      assert.equal(abandoned.closedBy?.displayName, someone.displayName);
      assert.equal((await git.getPullRequests('probe', {}, 'oracle')).length, 0);
      const search = { status: PullRequestStatus.All, sourceRefName: 'refs/heads/topic' };
      assert.equal((await git.getPullRequestsByProject('oracle', search)).length, 1);
      const active = await git.updatePullRequest({ status: PullRequestStatus.Active }, 'probe', id, 'oracle');
      assert.deepEqual([active.status, active.closedDate], [PullRequestStatus.Active, undefined]);
      const commits = await git.getPullRequestCommits('probe', id, 'oracle');
      assert.deepEqual(
        commits.map(({ comment }) => comment),
        ['a topic'],
      );
    } finally {
      await world.server.close();
    }
  }));

test('lists are narrowed by what is asked for, and come in pages', () =>
  withBranches(async world => {
    await create(world, 'topic');
    await create(world, 'other');
    await create(world, 'topic', { targetRefName: 'refs/heads/other' });
    await update(world, 2, { status: 'abandoned' });
    for (const [query, expected] of [
      ['', [3, 1]],
      ['searchCriteria.status=all', [3, 2, 1]],
      ['searchCriteria.status=abandoned', [2]],
      ['searchCriteria.status=completed', []],
      ['searchCriteria.targetRefName=refs/heads/other', [3]],
      [`searchCriteria.creatorId=${someone.id}&$top=1`, [3]],
      ['searchCriteria.creatorId=nobody', []],
      ['$skip=1', [1]],
    ] as const) {
      const { value } = (await world.call('GET', `${pulls}?${query}`)).json<{ value: GitPullRequest[] }>();
      assert.deepEqual(
        value.map(({ pullRequestId }) => pullRequestId),
        expected,
        query,
      );
    }
  }));

test('completing merges into the target branch, as one commit with squash, and may remove the source branch', () =>
  withBranches(async (world, folder) => {
    await create(world, 'topic');
    const source = folder.git('rev-parse', 'topic');
    const target = folder.git('rev-parse', 'main');
    const merged = await update(world, 1, { status: 'completed', lastMergeSourceCommit: { commitId: source } });
    assert.deepEqual([merged.status, merged.mergeStatus], ['completed', 'succeeded']);
    assert.equal(
      folder.git('log', '-1', '--format=%P %an %s', 'main'),
      `${target} ${source} Some One Merge pull request 1 from topic into main`,
    );
    assert.equal(merged.lastMergeCommit?.commitId, folder.git('rev-parse', 'main'));
    await create(world, 'other', { title: 'Another' });
    const completionOptions = { mergeStrategy: 'squash', deleteSourceBranch: true };
    await update(world, 2, { status: 'completed', completionOptions });
    assert.equal(
      folder.git('log', '-1', '--format=%P %s', 'main'),
      `${merged.lastMergeCommit?.commitId} Merged PR 2: Another`,
    );
    assert.equal(folder.git('ls-tree', '--name-only', 'main'), 'a.txt\ntopic.txt');
    assert.equal(folder.git('branch', '--list', 'other'), '');
    // Nothing was done to the working tree.
    assert.equal(folder.git('status', '--porcelain', '--branch'), '## away');
  }));

test('branches that conflict leave a completed pull request active, and the target where it was', () =>
  withBranches(async (world, folder) => {
    await create(world, 'other');
    folder.git('checkout', '-q', 'main');
    await folder.commit('against it', { 'a.txt': 'no\n' });
    folder.git('checkout', '-q', 'away');
    const before = folder.git('rev-parse', 'main');
    const { status, mergeStatus } = await update(world, 1, { status: 'completed' });
    assert.deepEqual([status, mergeStatus, folder.git('rev-parse', 'main')], ['active', 'conflicts', before]);
  }));

test('what can not be made or changed is refused in the service’s words', () =>
  withBranches(async (world, folder) => {
    await create(world, 'topic');
    await create(world, 'other', { isDraft: true });
    await create(world, 'topic', { targetRefName: 'refs/heads/away' });
    await create(world, 'away');
    await update(world, 4, { status: 'abandoned' });
    folder.git('tag', 'v1', 'topic');
    const refs = (source: string, target: string) => ({
      sourceRefName: `refs/heads/${source}`,
      targetRefName: `refs/heads/${target}`,
      title: 't',
    });
    for (const [verb, path, body, status, typeKey] of [
      ['POST', pulls, refs('topic', 'main'), 409, 'GitPullRequestExistsException'],
      ['POST', pulls, refs('nope', 'main'), 400, 'InvalidArgumentValueException'],
      ['POST', pulls, refs('main', 'main'), 400, 'InvalidArgumentValueException'],
      ['POST', pulls, { ...refs('x', 'main'), sourceRefName: 'refs/tags/v1' }, 400, 'InvalidArgumentValueException'],
      ['POST', pulls, { ...refs('x', 'main'), sourceRefName: 'topic' }, 400, 'InvalidArgumentValueException'],
      ['GET', `${pulls}/99`, undefined, 404, 'GitPullRequestNotFoundException'],
      ['PATCH', `${pulls}/99`, { title: 'x' }, 404, 'GitPullRequestNotFoundException'],
      ['PATCH', `${pulls}/4`, { title: 'x' }, 409, 'GitPullRequestNotEditableException'],
      ['PATCH', `${pulls}/2`, { status: 'completed' }, 400, 'InvalidArgumentValueException'],
      ['PATCH', `${pulls}/1`, { status: 'all' }, 400, 'ArgumentException'],
      ['PATCH', `${pulls}/1`, { completionOptions: { mergeStrategy: 'rebase' } }, 400, 'ArgumentException'],
      ['PATCH', `${pulls}/1`, { targetRefName: 'refs/heads/nope' }, 400, 'InvalidArgumentValueException'],
      // A working tree has it checked out.
      ['PATCH', `${pulls}/3`, { status: 'completed' }, 400, 'InvalidArgumentValueException'],
      [
        'PATCH',
        `${pulls}/1`,
        { status: 'completed', lastMergeSourceCommit: { commitId: '0'.repeat(40) } },
        409,
        'GitPullRequestStaleException',
      ],
    ] as const) {
      const answer = await world.call(verb, `${path}?${v}`, body === undefined ? {} : { body });
      assert.deepEqual([answer.statusCode, answer.json<ErrorEnvelope>().typeKey], [status, typeKey], answer.body);
    }
    assert.equal(folder.git('rev-parse', 'main'), folder.git('rev-parse', 'away'));
  }));

test('whoever may only read code makes no pull request', () =>
  withBranches(async world => {
    await world.addToken('reader', ['vso.code']);
    const authorization = `Basic ${Buffer.from(':reader').toString('base64')}`;
    const body = { sourceRefName: 'refs/heads/topic', targetRefName: 'refs/heads/main', title: 't' };
    assert.equal((await world.call('POST', `${pulls}?${v}`, { body, authorization })).statusCode, 401);
    assert.equal((await world.call('GET', pulls, { authorization })).statusCode, 200);
  }));

test('the same is asked for once, however many ask at once', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-pulls-'));
  try {
    await withBranches(
      async world => {
        const body = { sourceRefName: 'refs/heads/topic', targetRefName: 'refs/heads/main', title: 't' };
        const ask = () => world.call('POST', `${pulls}?${v}`, { body });
        const answers = await Promise.all(Array.from({ length: 8 }, ask));
        assert.deepEqual(answers.map(({ statusCode }) => statusCode).sort(), [201, ...Array(7).fill(409)]);
        const first = answers.find(({ statusCode }) => statusCode === 201)?.json<GitPullRequest>();
        const again = { body: { status: 'abandoned' } };
        await world.call('PATCH', `${pulls}/${first?.pullRequestId}?${v}`, again);
        assert.equal((await ask()).statusCode, 201);
      },
      await openSqliteStores({ file: join(folder, 'millrace.db') }),
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});

for (const deleteSourceBranch of [false, true])
  test(`a pull request that is changed while it is completed is merged once${deleteSourceBranch ? ', and its branch gone' : ''}`, () =>
    withBranches(async (world, folder) => {
      const { pullRequestId: id } = await create(world, 'topic');
      const change = (body: object) => world.call('PATCH', `${pulls}/${id}?${v}`, { body });
      const before = folder.git('rev-parse', 'main');
      const [completed] = await Promise.all([
        change({ status: 'completed', completionOptions: { deleteSourceBranch } }),
        ...Array.from({ length: 8 }, (_, index) => change({ title: `${index}` })),
        ...Array.from({ length: 3 }, () => lookAtRepositories(world)),
      ]);
      assert.equal(completed?.statusCode, 200, completed?.body);
      assert.equal((await world.call('GET', `${pulls}/${id}`)).json<GitPullRequest>().status, 'completed');
      assert.equal(folder.git('rev-list', '--count', '--first-parent', `${before}..main`), '1');
      assert.equal(folder.git('branch', '--list', 'topic') === '', deleteSourceBranch);
    }));

for (const wasMoved of [true, false])
  test(`a completion that was cut off ${wasMoved ? 'after' : 'before'} the branch was moved is told from what the branch has`, () =>
    withBranches(async (world, folder) => {
      const { pullRequestId: id } = await create(world, 'topic');
      const [source, target] = ['topic', 'main'].map(branch => folder.git('rev-parse', branch)) as [string, string];
      const tree = folder.git('merge-tree', '--write-tree', target, source);
      const commit = folder.git('commit-tree', tree, '-p', target, '-p', source, '-m', 'Merge');
      const ref = { kind: 'pullRequest', scope: '', id: `${id}` };
      const { documents } = world.stores;
      const found = await documents.get(organization, ref);
      const completing = { merge: { status: 'succeeded', commit, source, target }, by: someone };
      const value = { ...(found?.value as object), completing };
      const content = { position: id, value };
      await documents.write(organization, [{ ...ref, expected: found?.revision ?? 0, content }]);
      if (wasMoved) {
        folder.git('update-ref', 'refs/heads/main', commit);
        folder.git('update-ref', 'refs/heads/main', folder.git('commit-tree', tree, '-p', commit, '-m', 'Another'));
      }
      await lookAtRepositories(world);
      const seen = (await world.call('GET', `${pulls}/${id}`)).json<GitPullRequest>();
      assert.equal(seen.status, wasMoved ? 'completed' : 'active');
      const completed = await world.call('PATCH', `${pulls}/${id}?${v}`, { body: { status: 'completed' } });
      assert.equal(completed.statusCode, wasMoved ? 409 : 200, completed.body);
    }));

test('a reviewer who is not there lets no pull request be made', () =>
  withBranches(async world => {
    const body = { sourceRefName: 'refs/heads/topic', targetRefName: 'refs/heads/main', title: 't' };
    const reviewers = [{ uniqueName: 'nobody@example.com' }];
    assert.equal((await world.call('POST', `${pulls}?${v}`, { body: { ...body, reviewers } })).statusCode, 404);
    assert.equal((await world.call('GET', pulls)).json<{ count: number }>().count, 0);
  }));
