import { type PullRequestPorts, PullRequests } from '../run/pull-requests.ts';
import { readRefs } from '../source/git-history.ts';
import { gitMerger } from './git-merger.ts';

/** Pull requests of repositories that git reads and merges. */
export function gitPullRequests(ports: Omit<PullRequestPorts, 'history' | 'merger'>): PullRequests {
  return new PullRequests({ ...ports, history: { refs: readRefs }, merger: gitMerger });
}
