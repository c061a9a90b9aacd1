import { type Static, Type } from 'typebox';
import { IdentityReference, Link } from './common.ts';
import { Closed, DateTime, Guid, Int32, WireEnum } from './json-schema.ts';
import { taskResult } from './results.ts';

export const EnvironmentParameters = Type.Object({
  name: Type.Optional(Type.String()),
  description: Type.Optional(Type.String()),
});

export const EnvironmentExpands = WireEnum({ none: 0, resourceReferences: 1 });

const resourceType = { undefined: 0, generic: 1, virtualMachine: 2, kubernetes: 4 } as const;

export const Environment = Closed({
  id: Int32,
  name: Type.String(),
  description: Type.String(),
  createdBy: IdentityReference,
  createdOn: DateTime,
  lastModifiedBy: IdentityReference,
  lastModifiedOn: DateTime,
  project: Closed({ id: Guid, name: Type.String() }),
  resources: Type.Array(
    Closed({ id: Int32, name: Type.String(), type: WireEnum(resourceType), tags: Type.Array(Type.String()) }),
  ),
});
export type Environment = Static<typeof Environment>;

const resource = {
  id: Int32,
  name: Type.String(),
  type: WireEnum(resourceType),
  tags: Type.Array(Type.String()),
  environmentReference: Closed({ id: Int32, name: Type.String() }),
  createdBy: IdentityReference,
  createdOn: DateTime,
  lastModifiedBy: IdentityReference,
  lastModifiedOn: DateTime,
};

export const KubernetesResource = Closed({
  ...resource,
  namespace: Type.String(),
  clusterName: Type.String(),
  serviceEndpointId: Guid,
});
export type KubernetesResource = Static<typeof KubernetesResource>;

export const VirtualMachineResource = Closed({ ...resource, agent: Closed({ id: Int32, name: Type.String() }) });
export type VirtualMachineResource = Static<typeof VirtualMachineResource>;

const newResource = { name: Type.String(), tags: Type.Optional(Type.Array(Type.String())) };

export const NewKubernetesResource = Type.Object({
  ...newResource,
  namespace: Type.Optional(Type.String()),
  clusterName: Type.Optional(Type.String()),
  serviceEndpointId: Type.Optional(Guid),
});

export const NewVirtualMachineResource = Type.Object({
  virtualMachineResource: Type.Object({
    ...newResource,
    agent: Type.Optional(Type.Object({ id: Type.Optional(Int32), name: Type.Optional(Type.String()) })),
  }),
});

const Owner = Closed({ _links: Closed({ web: Link, self: Link }), id: Int32, name: Type.String() });

export const DeploymentRecord = Closed({
  id: Type.Integer(),
  requestIdentifier: Type.String(),
  environmentId: Int32,
  serviceOwner: Guid,
  scopeId: Guid,
  resourceId: Type.Optional(Int32),
  planType: Type.Literal('Build'),
  planId: Guid,
  stageName: Type.String(),
  jobName: Type.String(),
  stageAttempt: Int32,
  jobAttempt: Int32,
  definition: Owner,
  owner: Owner,
  result: Type.Optional(WireEnum(taskResult)),
  queueTime: DateTime,
  startTime: Type.Optional(DateTime),
  finishTime: Type.Optional(DateTime),
});
export type DeploymentRecord = Static<typeof DeploymentRecord>;
