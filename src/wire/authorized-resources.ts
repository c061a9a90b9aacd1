import { type Static, Type } from 'typebox';
import { Closed } from './json-schema.ts';

/** Whether all pipelines of a project may use a resource. */
export const AuthorizedResource = Closed({
  authorized: Type.Boolean(),
  id: Type.String(),
  name: Type.String(),
  type: Type.String(),
});
export type AuthorizedResource = Static<typeof AuthorizedResource>;

export const AuthorizedResourceChange = Type.Object({
  authorized: Type.Optional(Type.Boolean()),
  id: Type.String(),
  name: Type.Optional(Type.String()),
  type: Type.String(),
});
