import type { PullRequest } from '../../run/pull-request.ts';
import type { Review } from '../../run/review.ts';
import type { CommitPointer, GitPullRequest, GitPullRequestIteration } from '../../wire/pull-requests.ts';
import type { Services } from '../services.ts';
import { dateText } from './dates.ts';
import type { GitPlace } from './git-resources.ts';
import { identityReference } from './identity-reference.ts';
import { repositoryResource } from './repository-resource.ts';
import { labelResource, reviewerResource } from './review-resource.ts';

/** A pull request of a repository, with what is said of it. */
export async function shownPullRequest(
  { reviews }: Pick<Services, 'reviews'>,
  place: GitPlace,
  pullRequest: PullRequest,
): Promise<GitPullRequest> {
  return pullRequestResource(place, pullRequest, await reviews.get(pullRequest.id));
}

function pullRequestResource(place: GitPlace, pullRequest: PullRequest, review: Review): GitPullRequest {
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
    reviewers: review.reviewers.map(reviewer => reviewerResource(base, pullRequestUrl(place, id), reviewer)),
    ...(review.labels.length === 0
      ? {}
      : { labels: review.labels.map(label => labelResource(pullRequestUrl(place, id), label)) }),
    ...completionOf(base, pullRequest),
    url: pullRequestUrl(place, id),
    supportsIterations: true,
    artifactId: `vstfs:///Git/PullRequestId/${project.id}%2f${repository.id}%2f${id}`,
  };
}

/** Where a pull request is found. */
export function pullRequestUrl(place: GitPlace, id: number): string {
  return `${urlOf(place)}/pullRequests/${id}`;
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

/** How it is to be completed, and for whom as soon as it can be. */
function completionOf(base: string, { autoCompleter, completion }: PullRequest) {
  const { message, squashes, deletesSource, bypassesPolicies } = completion ?? {};
  const options = {
    ...(message === undefined ? {} : { mergeCommitMessage: message }),
    // Clients change this and send all back: a strategy beside it would win over what they say.
    ...(squashes === undefined ? {} : { squashMerge: squashes }),
    ...(deletesSource === undefined ? {} : { deleteSourceBranch: deletesSource }),
    ...(bypassesPolicies === undefined ? {} : { bypassPolicy: bypassesPolicies }),
  };
  return {
    ...(autoCompleter === undefined ? {} : { autoCompleteSetBy: identityReference(base, autoCompleter) }),
    ...(completion === undefined ? {} : { completionOptions: options }),
  };
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
