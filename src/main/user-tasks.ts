import { readFile, stat } from 'node:fs/promises';
import type { TaskRow, UserTasks } from '../cli/doors.ts';
import { CommandError } from '../cli/errors.ts';
import { packFolder, readZippedTaskJson } from '../tasks/archive.ts';
import { readDefinition, type TaskDefinition } from '../tasks/definition.ts';
import { type InstalledTask, LocalTasks } from '../tasks/local-tasks.ts';
import { readPackage } from '../tasks/package.ts';
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

async function pack(path: string): ReturnType<UserTasks['pack']> {
  if ((await stat(path)).isDirectory()) {
    const { definition } = await readPackage(path);
    const pieces: Buffer[] = [];
    for await (const piece of await packFolder(path)) pieces.push(piece as Buffer);
    return { task: rowOf(definition), zip: Buffer.concat(pieces) };
  }
  const zip = await readFile(path);
  const json = await readZippedTaskJson({
    size: zip.length,
    async *read(start, end) {
      yield zip.subarray(start, end);
    },
  });
  return { task: rowOf(readDefinition(json)), zip };
}

async function shown<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (failure) {
    if (failure instanceof TaskPackageError) throw new CommandError(failure.message, 1);
    throw failure;
  }
}
