import type { PersonalToken } from '../../access/personal-tokens.ts';
import type { Instant } from '../../base/clock.ts';
import { listedTokens } from '../../base/limits.ts';
import { organizationId } from '../../run/organization-id.ts';
import type { PagedPatTokens, PatToken, PatTokensQuery } from '../../wire/tokens.ts';
import { dateText } from './dates.ts';

/** How the service writes that something never ends. */
const never = '9999-12-31T23:59:59.9999999Z';

/** A token as clients see it; `text` only for the answer that made it. */
export function patToken(organization: string, token: PersonalToken, text: string | null = null): PatToken {
  return {
    authorizationId: token.id,
    displayName: token.name,
    scope: token.scopes.join(' '),
    targetAccounts: [organizationId(organization)],
    token: text,
    validFrom: dateText(token.createdAt),
    validTo: token.expiresAt === undefined ? never : dateText(token.expiresAt),
  };
}

/** A page of tokens. The service forgets revoked tokens after a while, we do at once: there are none to show. */
export function patPage(
  organization: string,
  tokens: readonly PersonalToken[],
  query: PatTokensQuery,
  now: Instant,
): PagedPatTokens {
  const { displayFilterOption: filter = 'active', sortByOption = 'displayDate', isSortAscending = false } = query;
  const wanted = tokens.filter(token => filter === 'all' || filter === stateOf(token, now));
  const sorted = wanted.toSorted(sortByOption === 'displayName' ? byName : byDate);
  const ordered = isSortAscending ? sorted : sorted.toReversed();
  const from = Number(/^\d{1,9}$/.exec(query.continuationToken ?? '')?.[0] ?? 0);
  const to = from + Math.min(query.$top ?? listedTokens, listedTokens);
  const patTokens = ordered.slice(from, to).map(token => patToken(organization, token));
  return { continuationToken: to < ordered.length ? String(to) : '', patTokens };
}

function stateOf({ expiresAt }: PersonalToken, now: Instant): 'active' | 'expired' {
  return expiresAt !== undefined && expiresAt <= now ? 'expired' : 'active';
}

function byName(a: PersonalToken, b: PersonalToken): number {
  return a.name.localeCompare(b.name, 'en');
}

function byDate(a: PersonalToken, b: PersonalToken): number {
  return a.createdAt - b.createdAt;
}
