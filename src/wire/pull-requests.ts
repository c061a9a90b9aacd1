import { type Static, Type } from 'typebox';
import { IdentityReference } from './common.ts';
import { Closed, DateTime, Int32, WireEnum } from './json-schema.ts';
import { CreateLabel, PullRequestLabel, PullRequestReviewer, ReviewerWish } from './pull-request-reviews.ts';
import { GitRepository } from './repositories.ts';

/** Which pull requests, and how one stands. `all` is for searches alone. */
export const pullRequestStatus = { notSet: 0, active: 1, abandoned: 2, completed: 3, all: 4 } as const;

const mergeStatus = { notSet: 0, queued: 1, conflicts: 2, succeeded: 3, rejectedByPolicy: 4, failure: 5 } as const;

const mergeStrategy = { noFastForward: 1, squash: 2, rebase: 3, rebaseMerge: 4 } as const;

/** A commit of a pull request. */
const CommitPointer = Closed({ commitId: Type.String(), url: Type.String() });
export type CommitPointer = Static<typeof CommitPointer>;

/**
 * That somebody asks for one branch to be merged into another. The commits of the last merge are there once it was tried, `lastMergeCommit` where
 * it succeeded; `closedBy` and `closedDate` once it is abandoned or completed.
 */
export const GitPullRequest = Closed({
  repository: GitRepository,
  pullRequestId: Int32,
  codeReviewId: Int32,
  status: WireEnum(pullRequestStatus),
  createdBy: IdentityReference,
  creationDate: DateTime,
  closedBy: Type.Optional(IdentityReference),
  closedDate: Type.Optional(DateTime),
  title: Type.String(),
  description: Type.Optional(Type.String()),
  sourceRefName: Type.String(),
  targetRefName: Type.String(),
  mergeStatus: WireEnum(mergeStatus),
  mergeFailureMessage: Type.Optional(Type.String()),
  isDraft: Type.Boolean(),
  lastMergeSourceCommit: Type.Optional(CommitPointer),
  lastMergeTargetCommit: Type.Optional(CommitPointer),
  lastMergeCommit: Type.Optional(CommitPointer),
  reviewers: Type.Array(PullRequestReviewer),
  labels: Type.Optional(Type.Array(PullRequestLabel)),
  autoCompleteSetBy: Type.Optional(IdentityReference),
  completionOptions: Type.Optional(
    Closed({
      mergeCommitMessage: Type.Optional(Type.String()),
      squashMerge: Type.Optional(Type.Boolean()),
      deleteSourceBranch: Type.Optional(Type.Boolean()),
      bypassPolicy: Type.Optional(Type.Boolean()),
    }),
  ),
  url: Type.String(),
  supportsIterations: Type.Boolean(),
  artifactId: Type.String(),
});
export type GitPullRequest = Static<typeof GitPullRequest>;

/** One state of a pull request: there is another with each push to its source branch, and with each new target. */
export const GitPullRequestIteration = Closed({
  id: Int32,
  author: IdentityReference,
  createdDate: DateTime,
  updatedDate: DateTime,
  sourceRefCommit: CommitPointer,
  targetRefCommit: CommitPointer,
  hasMoreCommits: Type.Boolean(),
});
export type GitPullRequestIteration = Static<typeof GitPullRequestIteration>;

/** Asks for a merge; branches by their full names. */
export const CreatePullRequest = Type.Object({
  sourceRefName: Type.String({ minLength: 1 }),
  targetRefName: Type.String({ minLength: 1 }),
  title: Type.String({ minLength: 1, maxLength: 400 }),
  description: Type.Optional(Type.String({ maxLength: 4_000 })),
  isDraft: Type.Optional(Type.Boolean()),
  reviewers: Type.Optional(Type.Array(ReviewerWish, { maxItems: 100 })),
  labels: Type.Optional(Type.Array(CreateLabel, { maxItems: 100 })),
});
export type CreatePullRequest = Static<typeof CreatePullRequest>;

/** Changes a pull request; what is absent stays as it is. */
export const UpdatePullRequest = Type.Object({
  status: Type.Optional(WireEnum(pullRequestStatus)),
  title: Type.Optional(Type.String({ minLength: 1, maxLength: 400 })),
  description: Type.Optional(Type.String({ maxLength: 4_000 })),
  targetRefName: Type.Optional(Type.String({ minLength: 1 })),
  isDraft: Type.Optional(Type.Boolean()),
  lastMergeSourceCommit: Type.Optional(Type.Object({ commitId: Type.Optional(Type.String()) })),
  /** Who is to complete it as soon as it can be: who asks, or the id of nobody. */
  autoCompleteSetBy: Type.Optional(Type.Object({ id: Type.Optional(Type.String()) })),
  completionOptions: Type.Optional(
    Type.Object({
      mergeCommitMessage: Type.Optional(Type.String({ maxLength: 4_000 })),
      mergeStrategy: Type.Optional(WireEnum(mergeStrategy)),
      squashMerge: Type.Optional(Type.Boolean()),
      deleteSourceBranch: Type.Optional(Type.Boolean()),
      bypassPolicy: Type.Optional(Type.Boolean()),
    }),
  ),
});
export type UpdatePullRequest = Static<typeof UpdatePullRequest>;
