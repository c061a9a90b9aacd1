import type { VariableGroup } from '../../resources/variable-groups.ts';
import type { Project } from '../../run/ports/catalogue.ts';
import type { VariableGroup as WireVariableGroup } from '../../wire/variable-groups.ts';
import { dateText } from './dates.ts';
import { identityReference } from './identity-reference.ts';

/** A group as a project sees it: under the name it has there. Secrets have no value. */
export function variableGroupResource(
  base: string,
  group: VariableGroup,
  projects: readonly Project[],
  projectId: string | undefined,
): WireVariableGroup {
  const own = group.projects.find(use => use.projectId === projectId) ?? group.projects[0];
  const names = new Map(projects.map(({ id, name }): [string, string] => [id, name]));
  return {
    variables: Object.fromEntries(Object.entries(group.variables).map(([name, each]) => [name, variableOf(each)])),
    id: group.id,
    type: 'Vsts',
    name: own?.name ?? '',
    description: own?.description ?? '',
    createdBy: identityReference(base, group.createdBy),
    createdOn: dateText(group.createdAt),
    modifiedBy: identityReference(base, group.modifiedBy),
    modifiedOn: dateText(group.modifiedAt),
    isShared: group.projects.length > 1,
    variableGroupProjectReferences: group.projects.map(use => ({
      projectReference: { id: use.projectId, name: names.get(use.projectId) ?? '' },
      name: use.name,
      description: use.description,
    })),
  };
}

function variableOf({ value, isSecret, readonly }: VariableGroup['variables'][string]) {
  return {
    value: isSecret ? null : value,
    ...(isSecret ? { isSecret: true as const } : {}),
    ...(readonly ? { isReadOnly: true as const } : {}),
  };
}
