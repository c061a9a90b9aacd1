import type { Operation } from './operation.ts';

const readsStatuses = { oneOf: ['vso.code', 'vso.code_status'] } as const;
const writesStatuses = { oneOf: ['vso.code_write', 'vso.code_status'] } as const;

/** The operations on the code of repositories, beside those that only read. */
export const gitOperations = {
  'repositories.update': { location: 'repositories', scope: 'vso.code_manage' },
  'repositories.delete': { location: 'repositories', scope: 'vso.code_manage' },
  'deletedRepositories.list': { location: 'deletedRepositories', scope: 'vso.code' },
  'recycleBin.list': { location: 'recycleBin', scope: 'vso.code' },
  'recycleBin.restore': { location: 'recycleBin', scope: 'vso.code_manage' },
  'recycleBin.delete': { location: 'recycleBin', scope: 'vso.code_manage' },
  'pushes.create': { location: 'pushes', scope: 'vso.code_write' },
  'pushes.list': { location: 'pushes', scope: 'vso.code' },
  'pushes.get': { location: 'pushes', scope: 'vso.code' },
  'refs.update': { location: 'refs', scope: 'vso.code_write' },
  'refs.lock': { location: 'refs', scope: 'vso.code_write' },
  'annotatedTags.create': { location: 'annotatedTags', scope: 'vso.code_manage' },
  'annotatedTags.get': { location: 'annotatedTags', scope: 'vso.code' },
  'blobs.get': { location: 'blobs', scope: 'vso.code' },
  'blobs.zip': { location: 'blobs', scope: 'vso.code' },
  'trees.get': { location: 'trees', scope: 'vso.code' },
  'commitChanges.list': { location: 'commitChanges', scope: 'vso.code' },
  'commitDiffs.get': { location: 'commitDiffs', scope: 'vso.code' },
  'mergeBases.list': { location: 'mergeBases', scope: 'vso.code' },
  'commitsBatch.query': { location: 'commitsBatch', scope: 'vso.code' },
  'itemsBatch.query': { location: 'itemsBatch', scope: 'vso.code' },
  'commitStatuses.create': { location: 'commitStatuses', scope: writesStatuses },
  'commitStatuses.list': { location: 'commitStatuses', scope: readsStatuses },
} as const satisfies Record<string, Operation>;
