import type { PackedTask, TaskRow, UserTasks } from '../cli/doors.ts';
import { CommandError } from '../cli/errors.ts';
import { packFolder, withFolder } from '../tasks/archive.ts';
import type { TaskDefinition } from '../tasks/definition.ts';
import { contributionOf, findPackages } from '../tasks/find-packages.ts';
import { type InstalledTask, LocalTasks } from '../tasks/local-tasks.ts';
import { TaskPackageError } from '../tasks/package-error.ts';
import { printVersion } from '../tasks/version.ts';
import { userTasksFolder } from './user-folder.ts';

/** The task packages of whoever runs this process. */
export function openUserTasks(): UserTasks {
  const tasks = new LocalTasks(userTasksFolder());
  const find = async (row: TaskRow): Promise<InstalledTask | undefined> =>
    (await tasks.list()).find(
      ({ definition: { id, version } }) => id === row.id && printVersion(version) === row.version,
    );
  return {
    add: path => shown(async () => (await tasks.add(path)).map(({ definition }) => rowOf(definition))),
    list: () => shown(async () => (await tasks.list()).map(({ definition }) => rowOf(definition))),
    async remove(row) {
      const installed = await find(row);
      if (installed !== undefined) await tasks.remove(installed);
    },
    pack: path => shown(() => pack(path)),
  };
}

function rowOf({ id, name, version, friendlyName }: TaskDefinition): TaskRow {
  return { id, name, version: printVersion(version), friendlyName };
}

async function pack(path: string): Promise<readonly PackedTask[]> {
  return withFolder(path, async folder => {
    const contribution = await contributionOf(folder);
    const packages = await findPackages(folder);
    return Promise.all(
      packages.map(async each => ({ task: rowOf(each.definition), zip: await zipOf(each.folder), contribution })),
    );
  });
}

async function zipOf(folder: string): Promise<Uint8Array> {
  const pieces: Buffer[] = [];
  for await (const piece of await packFolder(folder)) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

async function shown<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (failure) {
    if (failure instanceof TaskPackageError) throw new CommandError(failure.message, 1);
    throw failure;
  }
}
