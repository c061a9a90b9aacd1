import type { PullRequest } from '../../run/pull-request.ts';
import type { CommitPointer, GitPullRequest, GitPullRequestIteration } from '../../wire/pull-requests.ts';
import { dateText } from './dates.ts';
import type { GitPlace } from './git-resources.ts';
import { identityReference } from './identity-reference.ts';
import { repositoryResource } from './repository-resource.ts';

/** A pull request of a repository. */
export function pullRequestResource(place: GitPlace, pullRequest: PullRequest): GitPullRequest {
  const { base, project, repository } = place;
  const { id, closed, description, merge } = pullRequest;
  return {
    repository: repositoryResource(base, project, repository),
    pullRequestId: id,
    codeReviewId: id,
    status: pullRequest.status,
    createdBy: identityReference(base, pullRequest.createdBy),
    creationDate: dateText(pullRequest.createdAt),
    ...(closed && { closedBy: identityReference(base, closed.by), closedDate: dateText(closed.at) }),
    title: pullRequest.title,
    ...(description === '' ? {} : { description }),
    sourceRefName: pullRequest.sourceBranch,
    targetRefName: pullRequest.targetBranch,
    mergeStatus: merge.status,
    ...(merge.status === 'failure' ? { mergeFailureMessage: merge.message } : {}),
    isDraft: pullRequest.isDraft,
    ...mergedCommits(place, merge),
    reviewers: [],
    url: `${urlOf(place)}/pullRequests/${id}`,
    supportsIterations: true,
    artifactId: `vstfs:///Git/PullRequestId/${project.id}%2f${repository.id}%2f${id}`,
  };
}

/** The iterations of a pull request, oldest first. */
export function iterationResources(place: GitPlace, { createdBy, iterations }: PullRequest): GitPullRequestIteration[] {
  return iterations.map(({ source, target, at }, index) => ({
    id: index + 1,
    author: identityReference(place.base, createdBy),
    createdDate: dateText(at),
    updatedDate: dateText(at),
    sourceRefCommit: pointer(place, source),
    targetRefCommit: pointer(place, target),
    hasMoreCommits: false,
  }));
}

function mergedCommits(place: GitPlace, merge: PullRequest['merge']) {
  if (merge.status === 'queued') return {};
  return {
    lastMergeSourceCommit: pointer(place, merge.source),
    lastMergeTargetCommit: pointer(place, merge.target),
    ...(merge.status === 'succeeded' ? { lastMergeCommit: pointer(place, merge.commit) } : {}),
  };
}

function pointer(place: GitPlace, commitId: string): CommitPointer {
  return { commitId, url: `${urlOf(place)}/commits/${commitId}` };
}

function urlOf({ base, project, repository }: GitPlace): string {
  return `${base}/${project.id}/_apis/git/repositories/${repository.id}`;
}
