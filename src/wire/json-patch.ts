import { type Static, Type } from 'typebox';
import { WireEnum } from './json-schema.ts';

/** A change of named values as JSON Patch (RFC 6902) says it. */
export const JsonPatch = Type.Array(
  Type.Object({
    op: WireEnum({ add: 0, remove: 1, replace: 2, move: 3, copy: 4, test: 5 }),
    path: Type.String(),
    value: Type.Optional(Type.Unknown()),
  }),
);
export type JsonPatch = Static<typeof JsonPatch>;
