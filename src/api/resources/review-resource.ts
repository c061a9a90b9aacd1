import type { Identity } from '../../run/events.ts';
import {
  type Comment,
  isDeletedThread,
  type Label,
  type PullRequestStatus,
  type Reviewer,
  type Thread,
} from '../../run/review.ts';
import type { NewComment } from '../../run/reviews.ts';
import type { GitPullRequestStatus } from '../../wire/git-statuses.ts';
import type {
  CreateComment,
  PullRequestComment,
  PullRequestLabel,
  PullRequestReviewer,
  PullRequestThread,
} from '../../wire/pull-request-reviews.ts';
import { dateText } from './dates.ts';
import { identityReference } from './identity-reference.ts';
import { statusResource } from './status-resource.ts';

/** A comment as it is sent. */
export function newComment({ content = '', commentType = 'text', parentCommentId = 0 }: CreateComment): NewComment {
  return { content, type: commentType, parentId: parentCommentId };
}

/** A thread with its comments. */
export function threadResource(base: string, thread: Thread): PullRequestThread {
  const { id, status, publishedAt, changedAt, context, pullRequestContext, properties } = thread;
  return {
    id,
    publishedDate: dateText(publishedAt),
    lastUpdatedDate: dateText(changedAt),
    comments: thread.comments.map(comment => commentResource(base, comment)),
    ...(status === 'unknown' ? {} : { status }),
    ...(context === undefined ? {} : { threadContext: context }),
    ...(pullRequestContext === undefined ? {} : { pullRequestThreadContext: pullRequestContext }),
    ...(properties === undefined ? {} : { properties }),
    isDeleted: isDeletedThread(thread),
  };
}

/** A comment; of a deleted one the words are gone. */
export function commentResource(base: string, comment: Comment): PullRequestComment {
  const { id, parentId, by, content, type, publishedAt, changedAt, isDeleted, likedBy } = comment;
  return {
    id,
    parentCommentId: parentId,
    author: identityReference(base, by),
    ...(isDeleted ? {} : { content }),
    publishedDate: dateText(publishedAt),
    lastUpdatedDate: dateText(changedAt),
    lastContentUpdatedDate: dateText(changedAt),
    commentType: type,
    ...(isDeleted ? { isDeleted: true as const } : {}),
    usersLiked: likedBy.map(each => identityReference(base, each)),
  };
}

/** What a system says of a pull request. */
export function pullRequestStatusResource(base: string, status: PullRequestStatus): GitPullRequestStatus {
  const { iteration, properties } = status;
  return {
    ...statusResource(base, status),
    ...(iteration === undefined ? {} : { iterationId: iteration }),
    ...(properties === undefined ? {} : { properties }),
  };
}

/** A label; `url` is that of the pull request. */
export function labelResource(url: string, { id, name }: Label): PullRequestLabel {
  return { id, name, active: true, url: `${url}/labels/${id}` };
}

/** Somebody who is asked to review; `url` is that of the pull request. */
export function reviewerResource(base: string, url: string, reviewer: Reviewer): PullRequestReviewer {
  const { who, vote, isRequired, hasDeclined } = reviewer;
  return {
    ...identityReference(base, who as Identity),
    reviewerUrl: `${url}/reviewers/${encodeURIComponent(who.id)}`,
    vote,
    ...(isRequired ? { isRequired: true as const } : {}),
    hasDeclined,
    isFlagged: false,
  };
}
