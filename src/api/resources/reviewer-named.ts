import type { Identity } from '../../run/events.ts';
import type { ReviewerWish } from '../../wire/pull-request-reviews.ts';
import { serviceError } from '../http/errors.ts';
import type { Services } from '../services.ts';
import { knownIdentities } from './known-identities.ts';

/** Who is meant by a reviewer: one of the organization's people by id or by name, else whoever the request names by an id. */
export async function reviewerNamed(services: Services, wish: ReviewerWish, caller: Identity): Promise<Identity> {
  const { id = '', uniqueName = '', displayName = '' } = wish;
  const known = await knownIdentities(services, caller);
  const name = (uniqueName || displayName).toLowerCase();
  const found = known.find(each =>
    id === ''
      ? [each.uniqueName, each.displayName].some(own => own.toLowerCase() === name)
      : each.id === id.toLowerCase(),
  );
  if (found !== undefined) return found;
  if (id === '') throw serviceError('identityMissing', `There is nobody called '${uniqueName || displayName}'.`);
  return { id: id.toLowerCase(), displayName: displayName || uniqueName || id, uniqueName: uniqueName || id };
}
