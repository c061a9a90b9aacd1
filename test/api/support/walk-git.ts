import type { GitFolder } from './git-world.ts';
import type { Relaxation } from './vendor-documents.ts';
import type { Ask } from './walk-resources.ts';

const v = 'api-version=7.1';
const repository = '/oracle/_apis/git/repositories/probe';
const nothing = '0'.repeat(40);

/** Where the service's answers about code differ from its documents, and ours follow the answers. */
export const gitRelaxations: readonly Relaxation[] = [
  {
    definition: 'GitChange',
    members: { item: { type: 'object' }, changeType: { type: 'string' } },
    why: 'The documents describe the class of a change with its parameter; kinds of change are combined.',
  },
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
