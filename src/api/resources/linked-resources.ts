import { type VariableGroup, variableGroupMissing } from '../../resources/variable-groups.ts';
import type { Identity } from '../../run/events.ts';
import type { Pipeline, Project } from '../../run/ports/catalogue.ts';
import type { GivenQueue } from '../../wire/definitions.ts';
import { serviceError } from '../http/errors.ts';
import type { Services } from '../services.ts';

/** The variable groups of a pipeline that are there. */
export async function linkedGroups(
  { resources }: Services,
  { projectId, settings }: Pipeline,
): Promise<readonly VariableGroup[]> {
  const ids = settings?.variableGroups ?? [];
  const groups = await Promise.all(ids.map(id => resources.variableGroups.get(id, projectId)));
  return groups.filter(group => group !== undefined);
}

/** The pool that a body chooses by its queue; `undefined` where it says nothing. Throws the service's 404 for a queue that the project does not have. */
export async function chosenPool(
  { organization, queues }: Services,
  { id: projectId }: { readonly id: Project['id'] },
  queue: GivenQueue | undefined,
): Promise<number | undefined> {
  const { id, name } = queue ?? {};
  if (id === undefined && name === undefined) return undefined;
  const pools = await queues.list(organization, projectId);
  const found = pools.find(pool =>
    id === undefined ? pool.name.toLowerCase() === name?.toLowerCase() : pool.id === id,
  );
  if (found === undefined) throw serviceError('queueMissing', `No queue found with identifier ${id ?? name}.`);
  return found.id;
}

/** Throws the service's 404 for groups that the project does not have. */
export async function checkGroups(services: Services, project: Project, ids: readonly number[]): Promise<void> {
  for (const id of ids) {
    const group = await services.resources.variableGroups.get(id, project.id);
    if (group === undefined) throw variableGroupMissing(id);
  }
}

/** Lets a pipeline use the groups that it is linked to, as the service does when a definition is saved. */
export async function allowGroups(
  services: Services,
  { id, projectId, settings }: Pipeline,
  by: Identity,
): Promise<void> {
  for (const group of settings?.variableGroups ?? []) {
    const resource = { type: 'variablegroup', id: String(group) } as const;
    await services.resources.permissions.update(projectId, resource, { pipelines: [{ id, authorized: true }] }, by);
  }
}
