import { type Static, Type } from 'typebox';
import { Closed, DateTime, Guid, Int32 } from './json-schema.ts';

const text = Closed({ $type: Type.Literal('System.String'), $value: Type.String() });

/** Someone as the identity service shows him. */
export const Identity = Closed({
  id: Type.String(),
  descriptor: Type.String(),
  subjectDescriptor: Type.String(),
  providerDisplayName: Type.String(),
  isActive: Type.Boolean(),
  isContainer: Type.Boolean(),
  members: Type.Array(Type.String()),
  memberOf: Type.Array(Type.String()),
  memberIds: Type.Array(Type.String()),
  properties: Closed({ SchemaClassName: text, Account: text, Mail: text }),
  resourceVersion: Int32,
  metaTypeId: Int32,
});
export type Identity = Static<typeof Identity>;

/** Who asks, as applications read it that people let act for them. */
export const Profile = Closed({
  displayName: Type.String(),
  publicAlias: Type.String(),
  emailAddress: Type.String(),
  coreRevision: Int32,
  timeStamp: DateTime,
  id: Type.String(),
  revision: Int32,
});

/** An organization that someone may use. */
export const Account = Closed({
  accountId: Guid,
  accountUri: Type.String(),
  accountName: Type.String(),
  properties: Closed({}),
});
