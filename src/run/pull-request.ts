import type { Instant } from '../base/clock.ts';
import type { ProjectId, RepositoryId } from '../base/id.ts';
import type { Identity } from './events.ts';

/** That somebody asks for one branch of a registered repository to be merged into another. */
export type PullRequest = {
  /** From the organization's sequence `pullRequest`. */
  readonly id: number;
  readonly projectId: ProjectId;
  readonly repositoryId: RepositoryId;
  readonly title: string;
  readonly description: string;
  /** `refs/heads/topic`. */
  readonly sourceBranch: string;
  readonly targetBranch: string;
  readonly isDraft: boolean;
  readonly status: 'active' | 'abandoned' | 'completed';
  readonly createdBy: Identity;
  readonly createdAt: Instant;
  /** How it is to be completed, as far as somebody said. */
  readonly completion?: CompletionWish;
  /** Who wants it to be completed as soon as it can be. */
  readonly autoCompleter?: Identity;
  /** There once it is abandoned or completed. */
  readonly closed?: { readonly by: Identity; readonly at: Instant };
  readonly merge: PullRequestMerge;
  /** There while it is completed: its target branch is about to be moved to the merge, or was. */
  readonly completing?: { readonly merge: SucceededMerge; readonly by: Identity };
  /** What was asked to be merged, oldest first: one more with each push to the source branch, and with each new target. */
  readonly iterations: readonly PullRequestIteration[];
  /** There while runs are to be started for the last iteration; until `claimedUntil` one server is about it. */
  readonly untold?: {
    readonly claimedUntil: Instant;
    /** Only its target branch moved: runs are started for policies that want to know, and for nothing else. */
    readonly isTargetOnly?: true;
  };
};

export type CompletionWish = {
  /** The words of the merge. Default: the branches' names for a merge, the title for a squash. */
  readonly message?: string;
  /** One commit with all changes in place of a merge. Default: false. */
  readonly squashes?: boolean;
  /** Default: false. */
  readonly deletesSource?: boolean;
  /** Policies that do not hold are passed by. Default: false. */
  readonly bypassesPolicies?: boolean;
};

export type PullRequestIteration = {
  /** The commit of the source branch. */
  readonly source: string;
  /** The commit of the target branch when the iteration was seen. */
  readonly target: string;
  readonly targetBranch: string;
  readonly at: Instant;
};

/** What came of merging the source branch into the target branch as both stood at the commits. */
export type PullRequestMerge =
  | { readonly status: 'queued' }
  | SucceededMerge
  | ({ readonly status: 'conflicts' } & MergedCommits)
  | ({ readonly status: 'failure'; readonly message: string } & MergedCommits);

export type SucceededMerge = { readonly status: 'succeeded'; readonly commit: string } & MergedCommits;

export type MergedCommits = { readonly source: string; readonly target: string };

/** The ref under which the merge of a pull request is found: `refs/pull/7/merge`. */
export function mergeRef(id: number): string {
  return `refs/pull/${id}/merge`;
}

/** The pull request whose merge a ref is; `undefined` for every other ref. */
export function pullRequestOf(refName: string): number | undefined {
  const [, id] = /^refs\/pull\/(\d{1,9})\/merge$/.exec(refName) ?? [];
  return id === undefined ? undefined : Number(id);
}

/** A branch as people say it: without `refs/heads/`. */
export function shortBranch(refName: string): string {
  return refName.replace(/^refs\/heads\//, '');
}
