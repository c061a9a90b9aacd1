import type { Grant, Permissions } from '../../resources/pipeline-permissions.ts';
import type { ProtectedResource } from '../../resources/protected-resource.ts';
import type { ResourcePipelinePermissions } from '../../wire/pipeline-permissions.ts';
import { dateText } from './dates.ts';
import { identityReference } from './identity-reference.ts';

/** Which pipelines may use a resource; all may while nobody has said anything of it. */
export function permissionsResource(
  base: string,
  resource: ProtectedResource,
  permissions: Permissions | undefined,
): ResourcePipelinePermissions {
  const { type, id } = resource;
  if (permissions === undefined) return { pipelines: [], resource: { type, id }, allPipelines: { authorized: true } };
  const { allPipelines, pipelines } = permissions;
  return {
    pipelines: pipelines.map(each => ({ id: each.id, ...granted(base, each) })),
    resource: { type, id },
    ...(allPipelines === undefined ? {} : { allPipelines: granted(base, allPipelines) }),
  };
}

function granted(base: string, { by, at }: Grant) {
  return { authorized: true, authorizedBy: identityReference(base, by), authorizedOn: dateText(at) };
}
