import type { Identity } from '../../run/events.ts';
import type { PullRequestChange } from '../../run/pull-requests.ts';
import type { UpdatePullRequest } from '../../wire/pull-requests.ts';
import { serviceError } from '../http/errors.ts';

/** What a request asks to become of a pull request. Members that say nothing to Millrace are not among them. */
export function changeOf(body: UpdatePullRequest, by: Identity): PullRequestChange {
  const { status, title, description, targetRefName, isDraft, lastMergeSourceCommit } = body;
  const source = lastMergeSourceCommit?.commitId;
  if (status === 'all' || status === 'notSet')
    throw serviceError('argument', `A pull request's status can not be set to '${status}'.`);
  return {
    by,
    ...(status === undefined ? {} : { status }),
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
    ...(targetRefName === undefined ? {} : { targetBranch: targetRefName }),
    ...(isDraft === undefined ? {} : { isDraft }),
    ...(source === undefined ? {} : { source }),
    ...(body.completionOptions?.bypassPolicy === true ? { bypassesPolicies: true } : {}),
    completion: completionOf(body),
  };
}

function completionOf({ completionOptions = {} }: UpdatePullRequest): NonNullable<PullRequestChange['completion']> {
  const { mergeStrategy, squashMerge, mergeCommitMessage, deleteSourceBranch } = completionOptions;
  if (mergeStrategy === 'rebase' || mergeStrategy === 'rebaseMerge')
    throw serviceError('argument', `The merge strategy '${mergeStrategy}' is not there. Use noFastForward or squash.`);
  return {
    squashes: mergeStrategy === undefined ? (squashMerge ?? false) : mergeStrategy === 'squash',
    ...(mergeCommitMessage === undefined ? {} : { message: mergeCommitMessage }),
    ...(deleteSourceBranch === undefined ? {} : { deletesSource: deleteSourceBranch }),
  };
}
