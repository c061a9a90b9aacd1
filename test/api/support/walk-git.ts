import type { GitFolder } from './git-world.ts';
import { lookAtRepositories } from './looks.ts';
import type { Relaxation } from './vendor-documents.ts';
import type { Ask } from './walk-resources.ts';
import { someone, type World } from './world.ts';

const v = 'api-version=7.1';
const repository = '/oracle/_apis/git/repositories/probe';
const nothing = '0'.repeat(40);

/** Where the service's answers about code differ from its documents, and ours follow the answers. */
export const gitRelaxations: readonly Relaxation[] = [
  ...['GitChange', 'GitPullRequestChange'].map(definition => ({
    definition,
    members: { item: { type: 'object' }, changeType: { type: 'string' } },
    why: 'The documents describe the class of a change with its parameter; kinds of change are combined.',
  })),
  {
    definition: 'ChangeCountDictionary',
    members: {
      Add: { type: 'integer' },
      Edit: { type: 'integer' },
      Delete: { type: 'integer' },
      Rename: { type: 'integer' },
    },
    why: 'The documents leave out what the dictionary counts.',
  },
];

/** Described answers about code that are not checked, and why. */
export const uncheckedGit: Readonly<Record<string, string>> = {
  'POST /{organization}/{project}/_apis/git/repositories/{repositoryId}/blobs': 'Its answer is a zip.',
};

/** Asks for everything that is served of the code of a repository. */
export async function walkGit(folder: GitFolder, ask: Ask): Promise<void> {
  await folder.commit('code', { 'd/code.txt': 'c' });
  const main = folder.git('rev-parse', 'HEAD');
  const changes = [
    { changeType: 'add', item: { path: '/pushed' }, newContent: { content: 'x', contentType: 'rawText' } },
    { changeType: 'rename', item: { path: '/e.txt' }, sourceServerItem: '/d/code.txt' },
  ];
  const body = { refUpdates: [{ name: 'refs/heads/pushed', oldObjectId: main }], commits: [{ comment: 'c', changes }] };
  const { pushId } = (await ask('POST', `${repository}/pushes?${v}`, { body })) as { pushId: number };
  await ask('GET', `${repository}/pushes?searchCriteria.includeRefUpdates=true`);
  await ask('GET', `${repository}/pushes/${pushId}?includeCommits=5`);
  const refs = [{ name: 'refs/heads/made', oldObjectId: nothing, newObjectId: main }];
  await ask('POST', `${repository}/refs?${v}`, { body: refs });
  await ask('PATCH', `${repository}/refs?filter=heads/made&${v}`, { body: { isLocked: false } });
  const tag = { name: 'v', taggedObject: { objectId: main }, message: 'm' };
  const { objectId } = (await ask('POST', `${repository}/annotatedtags?${v}`, { body: tag })) as { objectId: string };
  await ask('GET', `${repository}/annotatedtags/${objectId}`);
  await ask('GET', `${repository}/blobs/${folder.git('rev-parse', 'HEAD:d/code.txt')}`);
  await ask('GET', `${repository}/trees/${folder.git('rev-parse', 'HEAD^{tree}')}?recursive=true`);
  const pushed = folder.git('rev-parse', 'pushed');
  await ask('GET', `${repository}/commits/${pushed}/changes?top=5`);
  await ask('GET', `${repository}/diffs/commits?baseVersion=main&targetVersion=pushed&diffCommonCommit=true`);
  await ask('GET', `${repository}/commits/${pushed}/mergebases?otherCommitId=${main}`);
  await ask('POST', `${repository}/commitsbatch?${v}`, { body: { itemVersion: { version: 'main' }, $top: 2 } });
  await ask('POST', `${repository}/itemsbatch?${v}`, {
    body: { itemDescriptors: [{ path: '/', recursionLevel: 'full' }] },
  });
  const status = { state: 'succeeded', description: 'd', targetUrl: 'https://ci', context: { name: 'n', genre: 'g' } };
  await ask('POST', `${repository}/commits/${main}/statuses?${v}`, { body: status });
  await ask('GET', `${repository}/commits/${main}/statuses?latestOnly=true`);
}

/** Asks for everything that is said of a pull request, which is active; answers its number. */
export async function walkReviews(world: World, folder: GitFolder, ask: Ask): Promise<number> {
  folder.git('checkout', '-q', '-b', 'reviewed');
  const source = await folder.commit('reviewed', { 'reviewed.txt': 'r' });
  const wanted = { sourceRefName: 'refs/heads/reviewed', targetRefName: 'refs/heads/main', title: 'R' };
  const body = { ...wanted, reviewers: [{ id: someone.id, isRequired: true }], labels: [{ name: 'l' }] };
  const { pullRequestId } = (await ask('POST', `${repository}/pullrequests?${v}`, { body })) as {
    pullRequestId: number;
  };
  await lookAtRepositories(world);
  const pull = `${repository}/pullRequests/${pullRequestId}`;
  await walkThreads(pull, ask);
  const context = { name: 'n', genre: 'g' };
  const status = { state: 'failed', description: 'd', targetUrl: 'https://ci', context };
  for (const statuses of [`${pull}/statuses`, `${pull}/iterations/1/statuses`]) {
    const { id } = (await ask('POST', `${statuses}?${v}`, { body: status })) as { id: number };
    await ask('GET', statuses);
    await ask('GET', `${statuses}/${id}`);
    await ask('DELETE', `${statuses}/${id}?${v}`);
    await ask('PATCH', `${statuses}?${v}`, { body: [{ op: 'remove', path: '/99' }] });
  }
  const reviewers = `${pull}/reviewers`;
  await ask('POST', `${reviewers}?${v}`, { body: [{ id: someone.id }] });
  await ask('PUT', `${reviewers}?${v}`, { body: { uniqueName: someone.uniqueName } });
  await ask('PUT', `${reviewers}/${someone.id}?${v}`, { body: { vote: 10 } });
  await ask('PATCH', `${reviewers}/${someone.id}?${v}`, { body: { hasDeclined: true } });
  await ask('PATCH', `${reviewers}?${v}`, { body: [{ id: someone.id, vote: 0 }] });
  await ask('GET', reviewers);
  await ask('GET', `${reviewers}/${someone.id}`);
  await ask('GET', pull);
  await ask('DELETE', `${reviewers}/${someone.id}?${v}`);
  await ask('POST', `${pull}/labels?${v}`, { body: { name: 'l' } });
  await ask('GET', `${pull}/labels`);
  await ask('GET', `${pull}/labels/l`);
  await ask('DELETE', `${pull}/labels/l?${v}`);
  await ask('PATCH', `${pull}/properties?${v}`, { body: [{ op: 'add', path: '/a', value: 'b' }] });
  await ask('GET', `${pull}/properties`);
  await ask('GET', `${pull}/workitems`);
  await ask('GET', `${pull}/iterations/1`);
  await ask('GET', `${pull}/iterations/1/changes?$compareTo=0`);
  await ask('GET', `${pull}/iterations/1/commits`);
  const queries = [{ type: 'commit', items: [source] }];
  await ask('POST', `${repository}/pullrequestquery?${v}`, { body: { queries } });
  return pullRequestId;
}

async function walkThreads(pull: string, ask: Ask): Promise<void> {
  const place = { filePath: '/a', rightFileStart: { line: 1, offset: 1 }, rightFileEnd: { line: 1, offset: 2 } };
  const body = {
    comments: [{ content: 'c', commentType: 'text', parentCommentId: 0 }],
    status: 'active',
    threadContext: place,
  };
  const { id } = (await ask('POST', `${pull}/threads?${v}`, { body })) as { id: number };
  const comments = `${pull}/threads/${id}/comments`;
  await ask('GET', `${pull}/threads`);
  await ask('GET', `${pull}/threads/${id}`);
  await ask('PATCH', `${pull}/threads/${id}?${v}`, { body: { status: 'fixed' } });
  await ask('POST', `${comments}?${v}`, { body: { content: 'd' } });
  await ask('GET', comments);
  await ask('PATCH', `${comments}/2?${v}`, { body: { content: 'e' } });
  await ask('POST', `${comments}/2/likes?${v}`);
  await ask('GET', `${comments}/2/likes`);
  await ask('GET', `${comments}/2`);
  await ask('DELETE', `${comments}/2/likes?${v}`);
  await ask('DELETE', `${comments}/2?${v}`);
}

/** Asks for what becomes of repositories; `probe` is gone afterwards. */
export async function walkRepositoryChanges(ask: Ask): Promise<void> {
  const bin = '/oracle/_apis/git/recycleBin/repositories';
  const { id } = (await ask('PATCH', `${repository}?${v}`, { body: { defaultBranch: 'refs/heads/pushed' } })) as {
    id: string;
  };
  await ask('DELETE', `${repository}?${v}`);
  await ask('GET', bin);
  await ask('GET', '/oracle/_apis/git/deletedrepositories');
  await ask('PATCH', `${bin}/${id}?${v}`, { body: { deleted: false } });
  await ask('DELETE', `${repository}?${v}`);
  await ask('DELETE', `${bin}/${id}?${v}`);
}
