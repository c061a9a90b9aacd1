import assert from 'node:assert/strict';
import { buffer, text } from 'node:stream/consumers';
import { PullRequestStatus, VersionControlRecursionType } from 'azure-devops-node-api/interfaces/GitInterfaces.js';
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
};
