import { type Static, Type } from 'typebox';
import { IdentityReference, Link } from './common.ts';
import { Closed, DateTime, Dictionary, Guid, Int32, WireEnum } from './json-schema.ts';

export const CheckExpand = WireEnum({ none: 0, settings: 1 });

/** A resource as requests about checks name it. */
export const CheckedResource = Type.Object({
  type: Type.String(),
  id: Type.String(),
  name: Type.Optional(Type.String()),
});
export type CheckedResource = Static<typeof CheckedResource>;

const Approvers = Type.Array(
  Type.Object({
    id: Type.Optional(Type.String()),
    displayName: Type.Optional(Type.String()),
    uniqueName: Type.Optional(Type.String()),
  }),
);

const RequiredTemplate = Type.Object({
  repositoryType: Type.Optional(Type.String()),
  repositoryName: Type.Optional(Type.String()),
  repositoryRef: Type.Optional(Type.String()),
  templatePath: Type.Optional(Type.String()),
});

/** Members of every type of check together; which matter depends on the type. */
const Settings = Type.Object({
  approvers: Type.Optional(Approvers),
  blockedApprovers: Type.Optional(Approvers),
  minRequiredApprovers: Type.Optional(Int32),
  executionOrder: Type.Optional(WireEnum({ anyOrder: 1, inSequence: 2 })),
  requesterCannotBeApprover: Type.Optional(Type.Boolean()),
  instructions: Type.Optional(Type.String()),
  definitionRef: Type.Optional(Type.Object({ id: Type.Optional(Guid), name: Type.Optional(Type.String()) })),
  inputs: Type.Optional(Dictionary(Type.String())),
  displayName: Type.Optional(Type.String()),
  /** Minutes until a check that calls something asks again after a no; 0 is never. */
  retryInterval: Type.Optional(Type.Integer({ minimum: 0, maximum: 2_147_483_647 })),
  linkedVariableGroup: Type.Optional(Type.String()),
  extendsChecks: Type.Optional(Type.Array(RequiredTemplate)),
});

/** What makes or changes a check. Members that a change leaves out stay as they are. */
export const CheckParameters = Type.Object({
  type: Type.Optional(Type.Object({ id: Type.Optional(Guid), name: Type.Optional(Type.String()) })),
  settings: Type.Optional(Settings),
  resource: Type.Optional(CheckedResource),
  timeout: Type.Optional(Type.Integer({ minimum: 1, maximum: 2_147_483_647 })),
  isDisabled: Type.Optional(Type.Boolean()),
});
export type CheckParameters = Static<typeof CheckParameters>;

/** A check; its settings only where the request asks for them. */
export const CheckConfiguration = Closed({
  settings: Type.Optional(Type.Unknown()),
  createdBy: IdentityReference,
  createdOn: DateTime,
  modifiedBy: IdentityReference,
  modifiedOn: DateTime,
  timeout: Int32,
  isDisabled: Type.Optional(Type.Literal(true)),
  _links: Closed({ self: Link }),
  id: Int32,
  type: Closed({ id: Guid, name: Type.String() }),
  url: Type.String(),
  resource: Closed({ type: Type.String(), id: Type.String(), name: Type.Optional(Type.String()) }),
});
export type CheckConfiguration = Static<typeof CheckConfiguration>;
