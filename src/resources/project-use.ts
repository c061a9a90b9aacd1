/** How a project knows a resource that projects may share. */
export type ProjectUse = { readonly projectId: string; readonly name: string; readonly description: string };

type Shared = { readonly projects: readonly ProjectUse[] };

/** How one project knows a shared resource; `undefined` when it does not use it. */
export function useOf({ projects }: Shared, projectId: string): ProjectUse | undefined {
  return projects.find(use => use.projectId === projectId);
}
