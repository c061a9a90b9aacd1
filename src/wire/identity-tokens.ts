import { Type } from 'typebox';
import { Closed } from './json-schema.ts';

/** A token by which a job proves to others which job it is. */
export const OidcToken = Closed({ oidcToken: Type.String() });

/** What verifies such tokens: where the keys are, and what the tokens say. */
export const OpenIdConfiguration = Closed({
  issuer: Type.String(),
  jwks_uri: Type.String(),
  subject_types_supported: Type.Array(Type.String()),
  response_types_supported: Type.Array(Type.String()),
  claims_supported: Type.Array(Type.String()),
  id_token_signing_alg_values_supported: Type.Array(Type.String()),
  scopes_supported: Type.Array(Type.String()),
});

/** The public halves of the keys that sign them (JWK set). */
export const OpenIdKeys = Closed({
  keys: Type.Array(
    Closed({
      kty: Type.String(),
      n: Type.String(),
      e: Type.String(),
      alg: Type.String(),
      use: Type.String(),
      kid: Type.String(),
    }),
  ),
});
