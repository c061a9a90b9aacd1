import { type Static, Type } from 'typebox';
import { IdentityReference } from './common.ts';
import { Closed, DateTime, Dictionary, Guid, Int32, Nullable, WireEnum } from './json-schema.ts';

/** A project as shared resources name it. Requests may give its id, its name or both. */
export const SharingProject = Type.Object({ id: Type.Optional(Guid), name: Type.Optional(Type.String()) });

/** How a project knows a variable group, as requests say it. */
export const VariableGroupProjectReference = Type.Object({
  name: Type.Optional(Type.String()),
  description: Type.Optional(Type.String()),
  projectReference: Type.Optional(SharingProject),
});
export type VariableGroupProjectReference = Static<typeof VariableGroupProjectReference>;

/** What makes or replaces a group. A secret without a value keeps the one it has. Other members are accepted and say nothing. */
export const VariableGroupParameters = Type.Object({
  name: Type.Optional(Type.String()),
  description: Type.Optional(Type.String()),
  type: Type.Optional(Type.String()),
  variables: Type.Optional(
    Dictionary(
      Type.Object({
        value: Type.Optional(Type.String()),
        isSecret: Type.Optional(Type.Boolean()),
        isReadOnly: Type.Optional(Type.Boolean()),
      }),
    ),
  ),
  variableGroupProjectReferences: Type.Optional(Type.Array(VariableGroupProjectReference)),
});
export type VariableGroupParameters = Static<typeof VariableGroupParameters>;

/** A variable in an answer: a secret's value is null, and only secrets say what they are. */
const AnsweredVariable = Closed({
  value: Nullable(Type.String()),
  isSecret: Type.Optional(Type.Literal(true)),
  isReadOnly: Type.Optional(Type.Literal(true)),
});

export const VariableGroup = Closed({
  variables: Dictionary(AnsweredVariable),
  id: Int32,
  type: Type.Literal('Vsts'),
  name: Type.String(),
  description: Type.String(),
  createdBy: IdentityReference,
  createdOn: DateTime,
  modifiedBy: IdentityReference,
  modifiedOn: DateTime,
  isShared: Type.Boolean(),
  variableGroupProjectReferences: Type.Array(
    Closed({
      projectReference: Closed({ id: Guid, name: Type.String() }),
      name: Type.String(),
      description: Type.String(),
    }),
  ),
});
export type VariableGroup = Static<typeof VariableGroup>;

/** What the caller wants to do with what is listed; everybody who may read may use and manage here. */
export const ResourceActionFilter = WireEnum({ none: 0, manage: 2, use: 16 });

export const VariableGroupQueryOrder = WireEnum({ idAscending: 0, idDescending: 1 });
