import { existsSync } from 'node:fs';
import type { KnownTask } from '../plan/compilation.ts';
import type { InstalledTask } from '../tasks/local-tasks.ts';
import { userTasksFolder } from './user-folder.ts';

/** The task packages that a local run may use. */
export type InstalledTasks = {
  /** For the compiler. */
  readonly known: readonly KnownTask[];
  /** The folder of a package by its id and full version. */
  folderOf(task: { readonly id: string; readonly version: string }): string | undefined;
};

const none: InstalledTasks = { known: [], folderOf: () => undefined };

/** What is installed for this user, and the packages in further folders, which win over it. Nothing is loaded where there are none. */
export async function readInstalledTasks(folders: readonly string[]): Promise<InstalledTasks> {
  const root = userTasksFolder();
  if (folders.length === 0 && !existsSync(root)) return none;
  const { LocalTasks } = await import('../tasks/local-tasks.ts');
  const { findPackages } = await import('../tasks/find-packages.ts');
  const { knownTasks } = await import('../tasks/known-tasks.ts');
  const { printVersion } = await import('../tasks/version.ts');
  const given = (await Promise.all(folders.map(findPackages))).flat();
  const packages: readonly InstalledTask[] = [
    ...(await new LocalTasks(root).list()),
    ...given.map(each => ({ ...each, contribution: each.definition.contribution })),
  ];
  const folderByKey = new Map(
    packages.map(({ definition: { id, version }, folder }) => [`${id}@${printVersion(version)}`, folder]),
  );
  return {
    known: knownTasks(packages),
    folderOf: ({ id, version }) => folderByKey.get(`${id.toLowerCase()}@${version}`),
  };
}
