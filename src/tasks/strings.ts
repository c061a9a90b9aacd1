import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { members, textOf } from './definition/json.ts';

/** The texts of a package in English: `Strings/resources.resjson/en-US/resources.resjson`. None where it has no such file, or an unreadable one. */
export async function readStrings(folder: string): Promise<Readonly<Record<string, string>>> {
  const file = join(folder, 'Strings', 'resources.resjson', 'en-US', 'resources.resjson');
  try {
    const json = members(JSON.parse((await readFile(file, 'utf8')).replace(/^\uFEFF/, '')));
    return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, textOf(value)]));
  } catch {
    // The words only decorate the log.
    return {};
  }
}
