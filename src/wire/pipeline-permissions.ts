import { type Static, Type } from 'typebox';
import { IdentityReference } from './common.ts';
import { Closed, DateTime, Int32 } from './json-schema.ts';

const permission = {
  authorized: Type.Boolean(),
  authorizedBy: Type.Optional(IdentityReference),
  authorizedOn: Type.Optional(DateTime),
};

/** Which pipelines may use a resource; `allPipelines` is there when all may. */
export const ResourcePipelinePermissions = Closed({
  pipelines: Type.Array(Closed({ id: Int32, ...permission })),
  resource: Closed({ type: Type.String(), id: Type.String() }),
  allPipelines: Type.Optional(Closed(permission)),
});
export type ResourcePipelinePermissions = Static<typeof ResourcePipelinePermissions>;

export const PipelinePermissionChange = Type.Object({
  resource: Type.Optional(Type.Object({ type: Type.String(), id: Type.String() })),
  allPipelines: Type.Optional(Type.Object({ authorized: Type.Boolean() })),
  pipelines: Type.Optional(Type.Array(Type.Object({ id: Int32, authorized: Type.Boolean() }))),
});
export type PipelinePermissionChange = Static<typeof PipelinePermissionChange>;
