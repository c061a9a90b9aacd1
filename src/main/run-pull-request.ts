import type { RunPullRequest, RunRepository } from '../run/events.ts';
import { type PullRequest, pullRequestOf } from '../run/pull-request.ts';
import { resolveRef } from '../source/git-refs.ts';

/** The pull request whose merge a run takes; `undefined` where it takes something else. `find` looks for pull requests by their id. */
export async function runPullRequest(
  { id: repositoryId, url, refName, version }: RunRepository,
  find: (id: number) => Promise<PullRequest | undefined>,
): Promise<RunPullRequest | undefined> {
  const id = pullRequestOf(refName);
  const found = id === undefined ? undefined : await find(id);
  if (id === undefined || found?.repositoryId !== repositoryId) return undefined;
  // The merge says what it merged: the pull request may have moved on since.
  const sourceCommit = (await resolveRef(url, `${version}^2`))?.commit ?? '';
  const { iterations, sourceBranch, targetBranch } = found;
  const iteration = iterations.findLastIndex(({ source }) => source === sourceCommit) + 1 || iterations.length;
  return { id, iteration, sourceBranch, targetBranch, sourceCommit };
}
