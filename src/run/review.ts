import type { Instant } from '../base/clock.ts';
import type { StatusWords } from './commit-statuses.ts';
import type { Identity } from './events.ts';

/** What people and systems say of a pull request. */
export type Review = {
  readonly statuses: readonly PullRequestStatus[];
  readonly threads: readonly Thread[];
  readonly labels: readonly Label[];
  readonly reviewers: readonly Reviewer[];
  /** Free to clients; texts by name. */
  readonly properties: Readonly<Record<string, string>>;
  /** The highest id that was given to a status or a thread: none is given twice. */
  readonly lastId: number;
};

export type PullRequestStatus = StatusWords & {
  readonly id: number;
  readonly by: Identity;
  readonly at: Instant;
  /** Absent: of the pull request as a whole. */
  readonly iteration?: number;
  readonly properties?: unknown;
};

export type ThreadStatus = 'unknown' | 'active' | 'fixed' | 'wontFix' | 'closed' | 'byDesign' | 'pending';
export type CommentType = 'unknown' | 'text' | 'codeChange' | 'system';

/** Comments that follow each other, on a place in a file or on all of it. */
export type Thread = {
  readonly id: number;
  readonly status: ThreadStatus;
  readonly publishedAt: Instant;
  readonly changedAt: Instant;
  readonly comments: readonly Comment[];
  /** Where it stands, and what else clients keep with it, as they sent it. */
  readonly context?: unknown;
  readonly pullRequestContext?: unknown;
  readonly properties?: unknown;
};

export type Comment = {
  /** From 1 within the thread. */
  readonly id: number;
  /** 0 for one that answers no other. */
  readonly parentId: number;
  readonly by: Identity;
  readonly content: string;
  readonly type: CommentType;
  readonly publishedAt: Instant;
  readonly changedAt: Instant;
  readonly isDeleted: boolean;
  readonly likedBy: readonly Identity[];
};

export type Label = { readonly id: string; readonly name: string };

/** Somebody who is asked: 10 approved, 5 approved with suggestions, 0 has not said, -5 waits for the author, -10 rejected. */
export type Reviewer = {
  readonly who: Identity;
  readonly vote: Vote;
  readonly isRequired: boolean;
  readonly hasDeclined: boolean;
  /** When he said it; absent while he has not. */
  readonly votedAt?: Instant;
};

export const votes = [10, 5, 0, -5, -10] as const;
export type Vote = (typeof votes)[number];

export const noReview: Review = { statuses: [], threads: [], labels: [], reviewers: [], properties: {}, lastId: 0 };

/** Whether a thread wants something to be done yet. */
export function isOpenThread({ status, comments }: Thread): boolean {
  return (status === 'active' || status === 'pending') && comments.some(({ isDeleted }) => !isDeleted);
}

/** Whether nothing is left of a thread. */
export function isDeletedThread({ comments }: Thread): boolean {
  return comments.every(({ isDeleted }) => isDeleted);
}
