import type { Identity } from '../run/events.ts';

/** How a project knows a resource that projects may share. */
export type ProjectUse = { readonly projectId: string; readonly name: string; readonly description: string };

/** Who changes a shared resource, and whether projects that he does not name go on using it. */
export type Redrafting = { readonly by: Identity; readonly keepsOthers: boolean };

type Shared = { readonly projects: readonly ProjectUse[] };

/** How one project knows a shared resource; `undefined` when it does not use it. */
export function useOf({ projects }: Shared, projectId: string): ProjectUse | undefined {
  return projects.find(use => use.projectId === projectId);
}

/** The uses of a shared resource by projects that `named` says nothing of. */
export function othersThan(named: readonly ProjectUse[], { projects }: Shared): readonly ProjectUse[] {
  return projects.filter(({ projectId }) => !named.some(use => use.projectId === projectId));
}
