import { type Static, Type } from 'typebox';
import { Closed, Collection, DateTime, Guid } from './json-schema.ts';

const text = Type.Optional(Type.String());

/** What the address of the authorize page says. */
export const AuthorizeQuery = Type.Object({
  client_id: text,
  response_type: text,
  scope: text,
  redirect_uri: text,
  state: text,
});
export type AuthorizeQuery = Static<typeof AuthorizeQuery>;

/** What the form of the authorize page sends: the address's own words again, who signs in, and what he says. */
export const AuthorizeForm = Type.Object({
  ...AuthorizeQuery.properties,
  proof: text,
  token: text,
  answer: text,
});
export type AuthorizeForm = Static<typeof AuthorizeForm>;

/** What an application sends for tokens. `assertion` is the code, or the refresh token. */
export const TokenForm = Type.Object({
  client_assertion_type: text,
  client_assertion: text,
  grant_type: text,
  assertion: text,
  redirect_uri: text,
});

export const RevokeForm = Type.Object({ client_assertion: text, client_assertion_type: text, token: text });

/** An application's tokens. */
export const TokenAnswer = Closed({
  access_token: Type.String(),
  token_type: Type.String(),
  /** Seconds. */
  expires_in: Type.Integer(),
  /** An agent has none: it asks anew with its key. */
  refresh_token: Type.Optional(Type.String()),
  scope: Type.Optional(Type.String()),
});

/** Why an application gets nothing (RFC 6749, 5.2). */
export const OAuthError = Closed({ error: Type.String(), error_description: Type.String() });
export type OAuthError = Static<typeof OAuthError>;

/** An application; `secret` only in the answers that make one. */
export const OAuthApplication = Closed({
  id: Guid,
  name: Type.String(),
  description: Type.String(),
  redirectUris: Type.Array(Type.String()),
  scope: Type.String(),
  createdDate: DateTime,
  secretValidTo: DateTime,
  secret: Type.Optional(Type.String()),
});
export type OAuthApplication = Static<typeof OAuthApplication>;

export const OAuthApplications = Collection(OAuthApplication);

/** An application as it is registered. */
export const NewOAuthApplication = Type.Object({
  name: Type.String(),
  description: text,
  redirectUris: Type.Array(Type.String()),
  scope: Type.String(),
});

/** What somebody let an application do. */
export const OAuthAuthorizations = Collection(
  Closed({
    id: Guid,
    application: Closed({ id: Guid, name: Type.String() }),
    scope: Type.String(),
    createdDate: DateTime,
    validTo: DateTime,
  }),
);

/** A new secret of an application, as the service's API of registrations gives it. */
export const RegistrationSecret = Closed({
  isAuthenticated: Type.Boolean(),
  properties: Type.Record(Type.String(), Type.String()),
});

/** An application as the service's API of registrations shows it, with its new secret. */
export const Registration = Closed({
  registrationId: Guid,
  identityId: Type.String(),
  registrationName: Type.String(),
  registrationDescription: Type.String(),
  redirectUris: Type.Array(Type.String()),
  responseTypes: Type.String(),
  scopes: Type.String(),
  clientType: Type.Literal('confidential'),
  isValid: Type.Boolean(),
  isWellKnown: Type.Boolean(),
  secret: Type.String(),
  secretValidTo: DateTime,
});
export type Registration = Static<typeof Registration>;
