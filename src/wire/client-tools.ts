import { type Static, Type } from 'typebox';
import { Closed } from './json-schema.ts';

/** For which machine a program is asked for. */
export const ClientToolQuery = Type.Object({
  osName: Type.Optional(Type.String()),
  arch: Type.Optional(Type.String()),
  distroName: Type.Optional(Type.String()),
  distroVersion: Type.Optional(Type.String()),
  version: Type.Optional(Type.String()),
});

/** A program that clients fetch: a zip, from an address that needs no token. */
export const ClientToolRelease = Closed({
  name: Type.String(),
  /** The machines that it is for, as .NET names them. */
  rid: Type.String(),
  version: Type.String(),
  uri: Type.String(),
});
export type ClientToolRelease = Static<typeof ClientToolRelease>;
