import type { Identity } from '../events.ts';
import type { CodeMerger, MergeOutcome } from '../ports/code-merger.ts';
import { type MergedCommits, mergeRef, type PullRequest, type PullRequestMerge, shortBranch } from '../pull-request.ts';

/** The words of a merge that nobody gave other words for. */
export function mergeMessage({ id, sourceBranch, targetBranch }: PullRequest): string {
  return `Merge pull request ${id} from ${shortBranch(sourceBranch)} into ${shortBranch(targetBranch)}`;
}

/** Somebody as a commit names him. */
export function handOf({ displayName, uniqueName }: Identity): { readonly name: string; readonly email: string } {
  return { name: displayName, email: uniqueName };
}

/** Merges the branches of a pull request as they stand, and puts the merge where its runs find it. */
export async function mergeNow(
  merger: CodeMerger,
  url: string,
  pullRequest: PullRequest,
  commits: MergedCommits,
): Promise<PullRequestMerge> {
  const { id, createdBy } = pullRequest;
  const message = mergeMessage(pullRequest);
  const outcome: MergeOutcome = await merger.merge(url, { ...commits, message, author: handOf(createdBy) });
  if (outcome.status !== 'succeeded') return { ...outcome, ...commits };
  if (await merger.moveRef(url, { name: mergeRef(id), to: outcome.commit })) return { ...outcome, ...commits };
  return { status: 'failure', message: `The ref ${mergeRef(id)} could not be written.`, ...commits };
}
