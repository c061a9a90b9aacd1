import { type Static, Type } from 'typebox';
import { IdentityReference } from './common.ts';
import { Closed, DateTime, Dictionary, Guid, Int32 } from './json-schema.ts';

const text = Type.Optional(Type.String());

const Version = Type.Object({
  major: Type.Optional(Int32),
  minor: Type.Optional(Int32),
  patch: Type.Optional(Int32),
  isTest: Type.Optional(Type.Boolean()),
});

const members = {
  name: Type.String({ minLength: 1, maxLength: 256 }),
  friendlyName: text,
  author: text,
  category: text,
  description: text,
  iconUrl: text,
  instanceNameFormat: text,
  parentDefinitionId: Type.Optional(Guid),
  runsOn: Type.Optional(Type.Array(Type.String())),
  inputs: Type.Optional(Type.Array(Dictionary(Type.Unknown()), { maxItems: 1_000 })),
  tasks: Type.Array(Dictionary(Type.Unknown()), { maxItems: 1_000 }),
  version: Type.Optional(Version),
};

/** Makes a task group. */
export const TaskGroupParameters = Type.Object(members);
export type TaskGroupParameters = Static<typeof TaskGroupParameters>;

/** Changes a task group that stands at the revision. */
export const TaskGroupUpdate = Type.Object({ ...members, revision: Type.Optional(Int32), comment: text });

/** Steps that classic pipelines share. */
export const TaskGroup = Closed({
  ...members,
  id: Guid,
  version: Version,
  runsOn: Type.Array(Type.String()),
  inputs: Type.Array(Dictionary(Type.Unknown())),
  definitionType: Type.Literal('metaTask'),
  revision: Int32,
  createdBy: IdentityReference,
  createdOn: DateTime,
  modifiedBy: IdentityReference,
  modifiedOn: DateTime,
});
export type TaskGroup = Static<typeof TaskGroup>;
