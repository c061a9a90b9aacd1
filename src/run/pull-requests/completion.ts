import type { Clock } from '../../base/clock.ts';
import type { Identity } from '../events.ts';
import type { CodeMerger, MergeOutcome } from '../ports/code-merger.ts';
import {
  type CompletionWish,
  type MergedCommits,
  type PullRequest,
  type PullRequestMerge,
  shortBranch,
} from '../pull-request.ts';
import { handOf, mergeMessage } from './merging.ts';

/** How a pull request is completed. */
export type Completion = CompletionWish & { readonly by: Identity };

export type CompletionPorts = { readonly merger: CodeMerger; readonly clock: Clock };

/**
 * Merges the source branch into the target branch, and answers what came of it: the target branch moves only with `succeeded`. A branch that a
 * working tree has checked out does not: its files would no longer be those of its commit, which is why git itself refuses such a push.
 */
export async function completeMerge(
  { merger, clock }: CompletionPorts,
  url: string,
  pullRequest: PullRequest,
  commits: MergedCommits,
  completion: Completion,
): Promise<PullRequestMerge> {
  const { sourceBranch, targetBranch } = pullRequest;
  if (await merger.isCheckedOut(url, targetBranch))
    return failure(commits, `A working tree has the branch ${shortBranch(targetBranch)} checked out.`);
  const outcome = await merge(merger, url, pullRequest, { ...commits, at: clock.now() }, completion);
  if (outcome.status !== 'succeeded') return { ...outcome, ...commits };
  if (!(await merger.moveRef(url, { name: targetBranch, to: outcome.commit, from: commits.target })))
    return failure(commits, `The branch ${shortBranch(targetBranch)} could not be moved.`);
  const { deletesSource = false } = completion;
  // A source branch that cannot go stays; the merge is done all the same.
  if (deletesSource && !(await merger.isCheckedOut(url, sourceBranch)))
    await merger.moveRef(url, { name: sourceBranch, from: commits.source });
  return { ...outcome, ...commits };
}

function merge(
  merger: CodeMerger,
  url: string,
  pullRequest: PullRequest,
  commits: MergedCommits & { readonly at: number },
  { by, message, squashes = false }: Completion,
): Promise<MergeOutcome> {
  const words = squashes ? `Merged PR ${pullRequest.id}: ${pullRequest.title}` : mergeMessage(pullRequest);
  return merger.merge(url, { ...commits, squashes, message: message || words, author: handOf(by) });
}

function failure(commits: MergedCommits, message: string): PullRequestMerge {
  return { status: 'failure', message, ...commits };
}
