import { Type } from 'typebox';
import type { RunRow } from '../../run/ports/run-store.ts';
import { Id32 } from '../../wire/json-schema.ts';
import type { Services } from '../services.ts';
import { serviceError } from './errors.ts';
import { buildOf } from './lookups.ts';
import { organizationPath, ungroupedParams } from './paths.ts';

export const containersPath = `${organizationPath}/resources/Containers`;
export const containerPath = `${containersPath}/:containerId`;

// No address names a project; what is asked with a job's own token is given the job's.
export const containerParams = Type.Object({ ...ungroupedParams, containerId: Id32 });

/** The build whose container a route names, by the build's id; `scope` is the project that it has to be of. */
export async function containerOf(
  services: Services,
  params: { readonly project?: string; readonly containerId: number },
  scope: string | undefined,
): Promise<RunRow> {
  const { containerId, ...named } = params;
  const row = await buildOf(services, { ...named, buildId: containerId });
  if (isNamed(scope) && scope.toLowerCase() !== row.projectId)
    throw serviceError('containerMissing', `The container ${containerId} could not be found.`);
  return row;
}

function isNamed(scope: string | undefined): scope is string {
  return scope !== undefined && /[^0-]/.test(scope);
}
