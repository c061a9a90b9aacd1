import { type Static, Type } from 'typebox';
import { IdentityReference } from './common.ts';
import { Closed, DateTime, Dictionary, Guid } from './json-schema.ts';

export const SecureFile = Closed({
  id: Guid,
  name: Type.String(),
  properties: Dictionary(Type.String()),
  createdBy: IdentityReference,
  createdOn: DateTime,
  modifiedBy: IdentityReference,
  modifiedOn: DateTime,
  /** Lets its bearer download the file; only where the request asks for it. */
  ticket: Type.Optional(Type.String()),
});
export type SecureFile = Static<typeof SecureFile>;

/** What changes a file. Other members are accepted and say nothing. */
export const SecureFileChange = Type.Object({
  id: Type.Optional(Guid),
  name: Type.Optional(Type.String()),
  properties: Type.Optional(Dictionary(Type.String())),
});
export type SecureFileChange = Static<typeof SecureFileChange>;
