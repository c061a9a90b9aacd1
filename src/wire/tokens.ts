import { type Static, Type } from 'typebox';
import { Closed, DateTime, Guid, Nullable, WireEnum } from './json-schema.ts';

/** A personal access token. */
export const PatToken = Closed({
  authorizationId: Guid,
  displayName: Type.String(),
  /** Names of scopes, separated by spaces. */
  scope: Type.String(),
  /** The ids of the organizations where it is good. */
  targetAccounts: Type.Array(Guid),
  /** Its text; only in the answer that made it. */
  token: Nullable(Type.String()),
  validFrom: DateTime,
  validTo: DateTime,
});
export type PatToken = Static<typeof PatToken>;

/** The service's numbers of what it refuses are not published: names only. */
const patTokenError = {
  none: 0,
  displayNameRequired: 1,
  invalidDisplayName: 2,
  invalidValidTo: 3,
  invalidScope: 4,
  accessDenied: 8,
  authorizationNotFound: 15,
} as const;

/** A token, or why there is none. */
export const PatTokenResult = Closed({ patToken: Nullable(PatToken), patTokenError: WireEnum(patTokenError) });
export type PatTokenResult = Static<typeof PatTokenResult>;

export const PagedPatTokens = Closed({ continuationToken: Type.String(), patTokens: Type.Array(PatToken) });
export type PagedPatTokens = Static<typeof PagedPatTokens>;

const text = Type.Optional(Type.String());

/** A token as it is asked for. `validTo` is 30 days from now when it is left out. */
export const PatTokenCreateRequest = Type.Object({
  displayName: text,
  scope: text,
  validTo: text,
  allOrgs: Type.Optional(Type.Boolean()),
});

/** What of a token is to be another; what is left out stays. */
export const PatTokenUpdateRequest = Type.Object({
  authorizationId: Guid,
  displayName: text,
  scope: text,
  validTo: text,
  allOrgs: Type.Optional(Type.Boolean()),
});

/** Which tokens are listed, and in which order. */
export const PatTokensQuery = Type.Object({
  authorizationId: text,
  displayFilterOption: Type.Optional(WireEnum({ active: 1, revoked: 2, expired: 3, all: 4 })),
  sortByOption: Type.Optional(WireEnum({ displayName: 1, displayDate: 2, status: 3 })),
  isSortAscending: Type.Optional(Type.Boolean()),
  continuationToken: text,
  $top: Type.Optional(Type.Integer({ minimum: 1 })),
});
export type PatTokensQuery = Static<typeof PatTokensQuery>;
