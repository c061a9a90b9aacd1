import type { Identity } from '../../run/events.ts';
import type { CompletionWish } from '../../run/pull-request.ts';
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
    ...autoCompletionOf(body, by),
    completion: completionOf(body),
  };
}

const nobody = '00000000-0000-0000-0000-000000000000';

/** Nobody is asked in another's name; the id of nobody takes the wish back. */
function autoCompletionOf(
  { autoCompleteSetBy }: UpdatePullRequest,
  by: Identity,
): Pick<PullRequestChange, 'autoCompletes'> {
  const id = autoCompleteSetBy?.id?.toLowerCase();
  if (id === undefined) return {};
  if (id !== nobody && id !== by.id.toLowerCase())
    throw serviceError(
      'argument',
      'A pull request is completed automatically for who asks for it, and for nobody else.',
    );
  return { autoCompletes: id !== nobody };
}

function completionOf({ completionOptions = {} }: UpdatePullRequest): CompletionWish {
  const { mergeStrategy, squashMerge, mergeCommitMessage, deleteSourceBranch, bypassPolicy } = completionOptions;
  if (mergeStrategy === 'rebase' || mergeStrategy === 'rebaseMerge')
    throw serviceError('argument', `The merge strategy '${mergeStrategy}' is not there. Use noFastForward or squash.`);
  const squashes = mergeStrategy === undefined ? squashMerge : mergeStrategy === 'squash';
  return {
    ...(squashes === undefined ? {} : { squashes }),
    ...(mergeCommitMessage === undefined ? {} : { message: mergeCommitMessage }),
    ...(deleteSourceBranch === undefined ? {} : { deletesSource: deleteSourceBranch }),
    ...(bypassPolicy === undefined ? {} : { bypassesPolicies: bypassPolicy }),
  };
}
