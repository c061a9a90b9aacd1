import type { Clock, Instant } from '../../base/clock.ts';
import type { Identity } from '../events.ts';
import type { CodeMerger, MergeOutcome } from '../ports/code-merger.ts';
import {
  type CompletionWish,
  type MergedCommits,
  type PullRequest,
  type PullRequestMerge,
  type SucceededMerge,
  shortBranch,
} from '../pull-request.ts';
import { handOf, mergeMessage } from './merging.ts';

/** How a pull request is completed. */
export type Completion = CompletionWish & { readonly by: Identity };

export type CompletionPorts = { readonly merger: CodeMerger; readonly clock: Clock };

/**
 * Merges the source branch with the target branch, which stays where it is, and answers what came of it. A branch that a working tree has checked out is not
 * to move: its files would no longer be those of its commit, which is why git itself refuses such a push.
 */
export async function prepareMerge(
  { merger, clock }: CompletionPorts,
  url: string,
  pullRequest: PullRequest,
  commits: MergedCommits,
  completion: Completion,
): Promise<PullRequestMerge> {
  const { targetBranch } = pullRequest;
  if (await merger.isCheckedOut(url, targetBranch))
    return failure(commits, `A working tree has the branch ${shortBranch(targetBranch)} checked out.`);
  const outcome = await merge(merger, url, pullRequest, { ...commits, at: clock.now() }, completion);
  return { ...outcome, ...commits };
}

/** Moves the target branch to its merge, and removes the source branch where that is wished. What went wrong is answered. */
export async function moveToMerge(
  { merger }: CompletionPorts,
  url: string,
  { sourceBranch, targetBranch }: PullRequest,
  { commit: to, target, source }: SucceededMerge,
  { deletesSource = false }: Completion,
): Promise<string | undefined> {
  if (!(await merger.moveRef(url, { name: targetBranch, to, from: target })))
    return `The branch ${shortBranch(targetBranch)} could not be moved.`;
  // A source branch that cannot go stays; the merge is done all the same.
  if (deletesSource && !(await merger.isCheckedOut(url, sourceBranch)))
    await merger.moveRef(url, { name: sourceBranch, from: source });
  return undefined;
}

/** A pull request whose completion was cut off, as its target branch tells: completed, or as it was before. Any other as it is. */
export async function settled({ merger, clock }: CompletionPorts, url: string, of: PullRequest): Promise<PullRequest> {
  const { completing, ...pullRequest } = of;
  if (completing === undefined) return of;
  const { merge, by } = completing;
  const isMerged = await merger.contains(url, { branch: of.targetBranch, commit: merge.commit });
  return isMerged ? closed({ ...pullRequest, merge }, 'completed', { by, at: clock.now() }) : pullRequest;
}

/** A pull request that is over. */
export function closed(
  { untold: _, completing: __, ...pullRequest }: PullRequest,
  status: 'abandoned' | 'completed',
  how: { readonly by: Identity; readonly at: Instant },
): PullRequest {
  return { ...pullRequest, status, closed: how };
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
