import type { Operation } from './operation.ts';

const reads = { oneOf: ['vso.code', 'vso.threads_full'] } as const;
const writes = { oneOf: ['vso.code_write', 'vso.threads_full'] } as const;
const readsStatuses = { oneOf: ['vso.code', 'vso.code_status'] } as const;
const writesStatuses = { oneOf: ['vso.code_write', 'vso.code_status'] } as const;

/** The operations on what is said of pull requests. */
export const pullRequestOperations = {
  'threads.create': { location: 'pullRequestThreads', scope: writes },
  'threads.list': { location: 'pullRequestThreads', scope: reads },
  'threads.get': { location: 'pullRequestThreads', scope: reads },
  'threads.update': { location: 'pullRequestThreads', scope: writes },
  'comments.create': { location: 'pullRequestThreadComments', scope: writes },
  'comments.list': { location: 'pullRequestThreadComments', scope: reads },
  'comments.get': { location: 'pullRequestThreadComments', scope: reads },
  'comments.update': { location: 'pullRequestThreadComments', scope: writes },
  'comments.delete': { location: 'pullRequestThreadComments', scope: writes },
  'likes.list': { location: 'pullRequestCommentLikes', scope: reads },
  'likes.create': { location: 'pullRequestCommentLikes', scope: writes },
  'likes.delete': { location: 'pullRequestCommentLikes', scope: writes },
  'pullRequestStatuses.create': { location: 'pullRequestStatuses', scope: writesStatuses },
  'pullRequestStatuses.list': { location: 'pullRequestStatuses', scope: readsStatuses },
  'pullRequestStatuses.get': { location: 'pullRequestStatuses', scope: readsStatuses },
  'pullRequestStatuses.delete': { location: 'pullRequestStatuses', scope: writesStatuses },
  'pullRequestStatuses.update': { location: 'pullRequestStatuses', scope: writesStatuses },
  'iterationStatuses.create': { location: 'pullRequestIterationStatuses', scope: writesStatuses },
  'iterationStatuses.list': { location: 'pullRequestIterationStatuses', scope: readsStatuses },
  'iterationStatuses.get': { location: 'pullRequestIterationStatuses', scope: readsStatuses },
  'iterationStatuses.delete': { location: 'pullRequestIterationStatuses', scope: writesStatuses },
  'iterationStatuses.update': { location: 'pullRequestIterationStatuses', scope: writesStatuses },
  'reviewers.list': { location: 'pullRequestReviewers', scope: 'vso.code' },
  'reviewers.get': { location: 'pullRequestReviewers', scope: 'vso.code' },
  'reviewers.add': { location: 'pullRequestReviewers', scope: 'vso.code_write' },
  'reviewers.addUnknown': { location: 'pullRequestReviewers', scope: 'vso.code_write' },
  'reviewers.set': { location: 'pullRequestReviewers', scope: 'vso.code_write' },
  'reviewers.update': { location: 'pullRequestReviewers', scope: 'vso.code_write' },
  'reviewers.reset': { location: 'pullRequestReviewers', scope: 'vso.code_write' },
  'reviewers.remove': { location: 'pullRequestReviewers', scope: 'vso.code_write' },
  'labels.list': { location: 'pullRequestLabels', scope: 'vso.code' },
  'labels.get': { location: 'pullRequestLabels', scope: 'vso.code' },
  'labels.create': { location: 'pullRequestLabels', scope: 'vso.code_write' },
  'labels.delete': { location: 'pullRequestLabels', scope: 'vso.code_write' },
  'pullRequestProperties.get': { location: 'pullRequestProperties', scope: 'vso.code' },
  'pullRequestProperties.update': { location: 'pullRequestProperties', scope: 'vso.code_write' },
  'pullRequestWorkItems.list': { location: 'pullRequestWorkItems', scope: 'vso.code' },
  'pullRequestIterations.get': { location: 'pullRequestIterations', scope: 'vso.code' },
  'iterationChanges.list': { location: 'pullRequestIterationChanges', scope: 'vso.code' },
  'iterationCommits.list': { location: 'pullRequestIterationCommits', scope: 'vso.code' },
  'pullRequests.query': { location: 'pullRequestQuery', scope: 'vso.code' },
} as const satisfies Record<string, Operation>;
