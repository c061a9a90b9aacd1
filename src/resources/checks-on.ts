import type { Check, ProtectedResource } from '../run/checks.ts';
import type { Checks } from './checks.ts';
import { resourceKey } from './protected-resource.ts';

/** The checks on resources as runs take them, in the order they were made; those that are disabled are not among them. */
export async function checksOn(
  checks: Checks,
  projectId: string,
  used: readonly ProtectedResource[],
): Promise<readonly Check[]> {
  const uses = new Map(used.map(use => [resourceKey(use), use]));
  const found = (await checks.list(projectId)).filter(({ isDisabled }) => !isDisabled);
  return found.flatMap(({ id, resource, timeoutMinutes, rule }): readonly Check[] => {
    const use = uses.get(resourceKey(resource));
    return use === undefined ? [] : [{ id: String(id), resource: use, timeoutMinutes, ...rule }];
  });
}
