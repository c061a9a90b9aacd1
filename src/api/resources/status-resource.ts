import type { CommitStatus, StatusWords } from '../../run/commit-statuses.ts';
import type { CreateStatus, GitStatus } from '../../wire/git-statuses.ts';
import { dateText } from './dates.ts';
import { identityReference } from './identity-reference.ts';

/** A status as it is sent. */
export function statusWordsOf({
  state = 'notSet',
  description = '',
  targetUrl = '',
  context,
}: CreateStatus): StatusWords {
  return { state, description, targetUrl, context: { name: context.name, genre: context.genre ?? '' } };
}

/** A status of a commit or of a pull request. */
export function statusResource(base: string, status: CommitStatus): GitStatus {
  const { id, state, description, targetUrl, context, by, at } = status;
  return {
    id,
    state,
    ...(description === '' ? {} : { description }),
    context: { name: context.name, ...(context.genre === '' ? {} : { genre: context.genre }) },
    creationDate: dateText(at),
    updatedDate: dateText(at),
    createdBy: identityReference(base, by),
    ...(targetUrl === '' ? {} : { targetUrl }),
  };
}
