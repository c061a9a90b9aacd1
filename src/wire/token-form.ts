import { type Static, Type } from 'typebox';

const text = Type.Optional(Type.String());

/** What the forms of the page of personal access tokens send. */
export const TokenForm = Type.Object({
  /** What is to be done: `signIn`, `signOut`, `create` or `revoke`. */
  do: text,
  proof: text,
  /** Of the one who signs in. */
  token: text,
  name: text,
  days: text,
  /** `everything`, or `some`: then `scope` says which. */
  access: text,
  scope: text,
  /** Of the token that is revoked. */
  id: text,
});
export type TokenForm = Static<typeof TokenForm>;
