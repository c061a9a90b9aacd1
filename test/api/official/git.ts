import assert from 'node:assert/strict';
import { buffer, text } from 'node:stream/consumers';
import {
  CommentThreadStatus,
  GitPullRequestQueryType,
  GitRefUpdateStatus,
  GitStatusState,
  GitVersionType,
  PullRequestStatus,
  VersionControlChangeType,
  VersionControlRecursionType,
} from 'azure-devops-node-api/interfaces/GitInterfaces.js';
import { lookAtRepositories } from '../support/looks.ts';
import { someone } from '../support/world.ts';
import { unzippedNames } from './content.ts';
import type { Place, Scenario } from './place.ts';

/** `GitApi`, as far as clients of pipelines read it. */
export const gitScenarios: Readonly<Record<string, Scenario>> = {
  'repositories are registered and found': async ({ world, folder, clients: { GitApi: api } }) => {
    assert.equal((await api.getRepositories('oracle'))[0]?.id, world.repository.id);
    assert.equal((await api.getRepository('probe', 'oracle')).name, 'probe');
    assert.equal((await api.getRepositoryWithParent('probe', true, 'oracle')).name, 'probe');
    const made = { name: 'made', remoteUrl: folder.path } as object;
    assert.equal((await api.createRepository(made, 'oracle')).name, 'made');
  },

  'references, branches, commits and items are read': async ({ folder, clients: { GitApi: api } }) => {
    const head = await folder.commit('files', { 'd/a.txt': 'hello' });
    const [branch] = await api.getRefs('probe', 'oracle', 'heads/main');
    assert.deepEqual([branch?.name, branch?.objectId], ['refs/heads/main', head]);
    assert.equal((await api.getBranches('probe', 'oracle'))[0]?.name, 'main');
    assert.equal((await api.getBranch('probe', 'main', 'oracle')).commit?.commitId, head);
    assert.equal((await api.getCommits('probe', { $top: 1 }, 'oracle'))[0]?.commitId, head);
    assert.equal((await api.getCommit(head, 'probe', 'oracle')).comment, 'files');
    const item = await api.getItem('probe', '/d/a.txt', 'oracle');
    assert.equal(item.path, '/d/a.txt');
    const items = await api.getItems('probe', 'oracle', '/', VersionControlRecursionType.Full);
    assert.ok(items.some(({ path }) => path === '/d/a.txt'));
    assert.equal(await text(await api.getItemContent('probe', '/d/a.txt', 'oracle')), 'hello');
    assert.equal(await text(await api.getItemText('probe', '/d/a.txt', 'oracle')), 'hello');
    const zip = await buffer(await api.getItemZip('probe', '/d', 'oracle'));
    assert.ok((await unzippedNames(zip)).some(name => name.endsWith('a.txt')));
  },

  'pull requests are made, listed, read and completed': async ({ folder, clients: { GitApi: api } }) => {
    folder.git('checkout', '-q', '-b', 'topic');
    await folder.commit('topic', { t: 't' });
    folder.git('checkout', '-q', 'main');
    const [sourceRefName, targetRefName] = ['refs/heads/topic', 'refs/heads/main'];
    const made = await api.createPullRequest({ sourceRefName, targetRefName, title: 'T' }, 'probe', 'oracle');
    const { pullRequestId: id = 0 } = made;
    assert.equal((await api.getPullRequest('probe', id, 'oracle')).title, 'T');
    assert.equal((await api.getPullRequestById(id, 'oracle')).pullRequestId, id);
    const active = { status: PullRequestStatus.Active };
    assert.equal((await api.getPullRequests('probe', active, 'oracle'))[0]?.pullRequestId, id);
    assert.equal((await api.getPullRequestsByProject('oracle', active))[0]?.pullRequestId, id);
    assert.equal((await api.getPullRequestCommits('probe', id, 'oracle'))[0]?.comment, 'topic');
    assert.ok(Array.isArray(await api.getPullRequestIterations('probe', id, 'oracle')));
    const status = PullRequestStatus.Abandoned;
    assert.equal((await api.updatePullRequest({ status }, 'probe', id, 'oracle')).status, status);
  },

  'code is changed: commits are pushed, refs moved, tags made': async ({ folder, clients: { GitApi: api } }) => {
    const main = folder.git('rev-parse', 'main');
    const changes = [{ changeType: VersionControlChangeType.Add, item: { path: '/a' }, newContent: { content: 'x' } }];
    const wanted = {
      refUpdates: [{ name: 'refs/heads/made', oldObjectId: main }],
      commits: [{ comment: 'c', changes }],
    };
    const { pushId = 0, commits } = await api.createPush(wanted as never, 'probe', 'oracle');
    const made = commits?.[0]?.commitId ?? '';
    assert.equal(folder.git('rev-parse', 'made'), made);
    assert.equal((await api.getPushes('probe', 'oracle', 0, 5))[0]?.pushId, pushId);
    assert.equal((await api.getPush('probe', pushId, 'oracle', 5, true)).refUpdates?.length, 1);
    assert.equal((await api.getPushCommits('probe', pushId, 'oracle'))[0]?.commitId, made);
    const update = { name: 'refs/heads/made', oldObjectId: made, newObjectId: main };
    assert.equal((await api.updateRefs([update], 'probe', 'oracle'))[0]?.updateStatus, GitRefUpdateStatus.Succeeded);
    assert.equal((await api.updateRef({ isLocked: false }, 'probe', 'heads/made', 'oracle')).objectId, main);
    const tag = { name: 'v1', message: 'm', taggedObject: { objectId: main } };
    const { objectId = '' } = await api.createAnnotatedTag(tag, 'oracle', 'probe');
    assert.equal((await api.getAnnotatedTag('oracle', 'probe', objectId)).name, 'v1');
  },

  'objects, differences and batches are read': async ({ folder, clients: { GitApi: api } }) => {
    const head = await folder.commit('files', { 'd/a.txt': 'hello' });
    const first = folder.git('rev-parse', 'main~1');
    const [blob, tree] = [folder.git('rev-parse', 'main:d/a.txt'), folder.git('rev-parse', 'main^{tree}')];
    assert.equal((await api.getBlob('probe', blob, 'oracle')).size, 5);
    assert.equal(await text(await api.getBlobContent('probe', blob, 'oracle')), 'hello');
    for (const zip of [
      await api.getBlobZip('probe', blob, 'oracle'),
      await api.getBlobsZip([blob], 'probe', 'oracle'),
      await api.getTreeZip('probe', tree, 'oracle', undefined, true),
    ])
      assert.ok((await unzippedNames(await buffer(zip))).length > 0);
    assert.equal((await api.getTree('probe', tree, 'oracle', undefined, true)).treeEntries?.length, 4);
    assert.equal((await api.getChanges(head, 'probe', 'oracle')).changes?.length, 1);
    const base = { version: first, versionType: GitVersionType.Commit };
    const diffs = await api.getCommitDiffs('probe', 'oracle', false, 10, 0, base, { version: 'main' });
    assert.equal(diffs.aheadCount, 1);
    assert.equal((await api.getMergeBases('probe', head, first, 'oracle'))[0]?.commitId, first);
    assert.equal((await api.getCommitsBatch({ ids: [head] }, 'probe', 'oracle'))[0]?.commitId, head);
    const asked = { itemDescriptors: [{ path: '/d/a.txt' }] };
    assert.equal((await api.getItemsBatch(asked, 'probe', 'oracle'))[0]?.[0]?.objectId, blob);
    const status = { state: GitStatusState.Succeeded, context: { name: 'ci' } };
    assert.equal((await api.createCommitStatus(status, head, 'probe', 'oracle')).state, GitStatusState.Succeeded);
    assert.equal((await api.getStatuses(head, 'probe', 'oracle')).length, 1);
  },

  'repositories are renamed, deleted and brought back': async ({ world, clients: { GitApi: api } }) => {
    const { id } = world.repository;
    assert.equal((await api.updateRepository({ name: 'core' }, id, 'oracle')).name, 'core');
    await api.deleteRepository(id, 'oracle');
    assert.equal((await api.getDeletedRepositories('oracle'))[0]?.id, id);
    assert.equal((await api.getRecycleBinRepositories('oracle'))[0]?.id, id);
    assert.equal((await api.restoreRepositoryFromRecycleBin({ deleted: false }, 'oracle', id)).name, 'core');
    await api.deleteRepository(id, 'oracle');
    await api.deleteRepositoryFromRecycleBin('oracle', id);
    assert.deepEqual(await api.getRecycleBinRepositories('oracle'), []);
  },

  'reviews: threads and comments': async place => {
    const { GitApi: api } = place.clients;
    const id = await openPull(place);
    const wanted = { comments: [{ content: 'Look' }], status: CommentThreadStatus.Active };
    const { id: threadId = 0 } = await api.createThread(wanted, 'probe', id, 'oracle');
    assert.equal((await api.getThreads('probe', id, 'oracle')).length, 1);
    assert.equal((await api.getPullRequestThread('probe', id, threadId, 'oracle')).comments?.[0]?.content, 'Look');
    const { id: commentId = 0 } = await api.createComment({ content: 'a' }, 'probe', id, threadId, 'oracle');
    assert.equal((await api.getComments('probe', id, threadId, 'oracle')).length, 2);
    assert.equal((await api.updateComment({ content: 'b' }, 'probe', id, threadId, commentId, 'oracle')).content, 'b');
    await api.createLike('probe', id, threadId, commentId, 'oracle');
    assert.equal((await api.getLikes('probe', id, threadId, commentId, 'oracle')).length, 1);
    await api.deleteLike('probe', id, threadId, commentId, 'oracle');
    assert.equal((await api.getComment('probe', id, threadId, commentId, 'oracle')).content, 'b');
    await api.deleteComment('probe', id, threadId, commentId, 'oracle');
    const closed = await api.updateThread({ status: CommentThreadStatus.Closed }, 'probe', id, threadId, 'oracle');
    assert.equal(closed.status, CommentThreadStatus.Closed);
  },

  'reviews: statuses of pull requests and of iterations': async place => {
    const { GitApi: api } = place.clients;
    const id = await openPull(place);
    const status = { state: GitStatusState.Failed, context: { name: 'lint' } };
    const remove = [{ op: 'remove', path: '/99' }] as never;
    const { id: whole = 0 } = await api.createPullRequestStatus(status, 'probe', id, 'oracle');
    assert.equal((await api.getPullRequestStatus('probe', id, whole, 'oracle')).state, GitStatusState.Failed);
    assert.equal((await api.getPullRequestStatuses('probe', id, 'oracle')).length, 1);
    await api.updatePullRequestStatuses(undefined, remove, 'probe', id, 'oracle');
    await api.deletePullRequestStatus('probe', id, whole, 'oracle');
    const { id: one = 0 } = await api.createPullRequestIterationStatus(status, 'probe', id, 1, 'oracle');
    assert.equal((await api.getPullRequestIterationStatus('probe', id, 1, one, 'oracle')).iterationId, 1);
    assert.equal((await api.getPullRequestIterationStatuses('probe', id, 1, 'oracle')).length, 1);
    await api.updatePullRequestIterationStatuses(undefined, remove, 'probe', id, 1, 'oracle');
    await api.deletePullRequestIterationStatus('probe', id, 1, one, 'oracle');
  },

  'reviews: reviewers, labels, properties': async place => {
    const { GitApi: api } = place.clients;
    const id = await openPull(place);
    const me = someone.id;
    assert.equal((await api.createPullRequestReviewer({ vote: 10 }, 'probe', id, me, 'oracle')).vote, 10);
    assert.equal((await api.createPullRequestReviewers([{ id: me }], 'probe', id, 'oracle'))[0]?.id, me);
    const named = { uniqueName: someone.uniqueName };
    assert.equal((await api.createUnmaterializedPullRequestReviewer(named, 'probe', id, 'oracle')).id, me);
    assert.equal((await api.updatePullRequestReviewer({ hasDeclined: true }, 'probe', id, me, 'oracle')).vote, 10);
    await api.updatePullRequestReviewers([{ id: me, vote: 0 }], 'probe', id, 'oracle');
    assert.equal((await api.getPullRequestReviewers('probe', id, 'oracle')).length, 1);
    assert.equal((await api.getPullRequestReviewer('probe', id, me, 'oracle')).vote, 0);
    await api.deletePullRequestReviewer('probe', id, me, 'oracle');
    assert.equal((await api.createPullRequestLabel({ name: 'l' }, 'probe', id, 'oracle')).name, 'l');
    assert.equal((await api.getPullRequestLabels('probe', id, 'oracle')).length, 1);
    assert.equal((await api.getPullRequestLabel('probe', id, 'l', 'oracle')).active, true);
    await api.deletePullRequestLabels('probe', id, 'l', 'oracle');
    const patch = [{ op: 'add', path: '/a', value: 'b' }] as never;
    await api.updatePullRequestProperties(undefined, patch, 'probe', id, 'oracle');
    assert.ok(await api.getPullRequestProperties('probe', id, 'oracle'));
    assert.deepEqual(await api.getPullRequestWorkItemRefs('probe', id, 'oracle'), []);
  },

  'reviews: iterations, and pull requests of commits': async place => {
    const { GitApi: api } = place.clients;
    const id = await openPull(place);
    const { sourceRefCommit } = await api.getPullRequestIteration('probe', id, 1, 'oracle');
    const changes = await api.getPullRequestIterationChanges('probe', id, 1, 'oracle');
    assert.equal(changes.changeEntries?.length, 1);
    assert.equal((await api.getPullRequestIterationCommits('probe', id, 1, 'oracle')).length, 1);
    const items = [sourceRefCommit?.commitId ?? ''];
    const queries = [{ type: GitPullRequestQueryType.Commit, items }];
    const { results } = await api.getPullRequestQuery({ queries }, 'probe', 'oracle');
    assert.equal(Object.keys(results?.[0] ?? {}).length, 1);
  },
};

/** A pull request with one commit that a server has looked at. */
async function openPull({ world, folder, clients: { GitApi: api } }: Place): Promise<number> {
  folder.git('checkout', '-q', '-b', 'reviewed');
  await folder.commit('reviewed', { r: 'r' });
  const wanted = { sourceRefName: 'refs/heads/reviewed', targetRefName: 'refs/heads/main', title: 'R' };
  const { pullRequestId = 0 } = await api.createPullRequest(wanted, 'probe', 'oracle');
  await lookAtRepositories(world);
  return pullRequestId;
}
