import assert from 'node:assert/strict';
import { buffer, text } from 'node:stream/consumers';
import {
  GitRefUpdateStatus,
  GitStatusState,
  GitVersionType,
  PullRequestStatus,
  VersionControlChangeType,
  VersionControlRecursionType,
} from 'azure-devops-node-api/interfaces/GitInterfaces.js';
import { unzippedNames } from './content.ts';
import type { Scenario } from './place.ts';

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
};
