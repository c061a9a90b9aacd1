import { type Static, Type } from 'typebox';
import { IdentityReference, Link } from './common.ts';
import { Closed, DateTime, Dictionary, Guid, Int32, WireEnum } from './json-schema.ts';

const TypeReference = Closed({ id: Guid, url: Type.String(), displayName: Type.String() });

export const PolicyType = Closed({
  description: Type.String(),
  _links: Closed({ self: Link }),
  ...TypeReference.properties,
});
export type PolicyType = Static<typeof PolicyType>;

/** Makes or changes a policy; what the settings hold depends on the type. */
export const PolicyParameters = Type.Object({
  isEnabled: Type.Optional(Type.Boolean()),
  isBlocking: Type.Optional(Type.Boolean()),
  type: Type.Object({ id: Guid }),
  settings: Dictionary(Type.Unknown()),
});
export type PolicyParameters = Static<typeof PolicyParameters>;

export const PolicyConfiguration = Closed({
  createdBy: IdentityReference,
  createdDate: DateTime,
  isEnabled: Type.Boolean(),
  isBlocking: Type.Boolean(),
  isDeleted: Type.Boolean(),
  isEnterpriseManaged: Type.Boolean(),
  settings: Type.Unknown(),
  _links: Closed({ self: Link, policyType: Link }),
  revision: Int32,
  id: Int32,
  url: Type.String(),
  type: TypeReference,
});
export type PolicyConfiguration = Static<typeof PolicyConfiguration>;

const evaluationStatus = { queued: 0, running: 1, approved: 2, rejected: 3, notApplicable: 4, broken: 5 } as const;

/** How a pull request stands to a policy. */
export const PolicyEvaluation = Closed({
  configuration: PolicyConfiguration,
  artifactId: Type.String(),
  evaluationId: Guid,
  startedDate: DateTime,
  completedDate: Type.Optional(DateTime),
  status: WireEnum(evaluationStatus),
  context: Type.Optional(
    Closed({
      buildId: Int32,
      buildDefinitionId: Int32,
      buildDefinitionName: Type.String(),
      buildIsNotCurrent: Type.Boolean(),
      buildStartedUtc: Type.Optional(DateTime),
      isExpired: Type.Boolean(),
      wasAutoRequeued: Type.Boolean(),
    }),
  ),
});
export type PolicyEvaluation = Static<typeof PolicyEvaluation>;
