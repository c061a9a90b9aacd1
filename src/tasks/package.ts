import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../base/message-of.ts';
import { readDefinition, type TaskDefinition } from './definition.ts';
import { TaskPackageError } from './package-error.ts';
import { readStrings } from './strings.ts';

/** A task package on the disk. */
export type TaskPackage = { readonly folder: string; readonly definition: TaskDefinition };

/** Reads the package in a folder. Throws a `TaskPackageError` where there is none, or one that no agent could run. */
export async function readPackage(folder: string): Promise<TaskPackage> {
  const text = await readTaskJson(folder);
  // Most packages have their words in task.json itself.
  const strings = text.includes('ms-resource:') ? await readStrings(folder) : {};
  return { folder, definition: readDefinition(text, strings) };
}

async function readTaskJson(folder: string): Promise<string> {
  try {
    return await readFile(join(folder, 'task.json'), 'utf8');
  } catch (failure) {
    throw new TaskPackageError(`'${folder}' is no task package: ${messageOf(failure)}`);
  }
}
