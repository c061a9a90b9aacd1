import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readPackage, type TaskPackage } from './package.ts';
import { TaskPackageError } from './package-error.ts';

/** How deep below a folder packages are looked for: `extension/task/version`. */
const deepest = 3;

/**
 * The packages in a folder: the folder itself, or those below it, as in an unpacked extension. What a package holds, its `node_modules` above
 * all, is not looked into. Throws a `TaskPackageError` where there is none.
 */
export async function findPackages(folder: string): Promise<readonly TaskPackage[]> {
  const folders = await packageFolders(folder, deepest);
  if (folders.length === 0) throw new TaskPackageError(`'${folder}' holds no task.json, nor does a folder below it.`);
  return Promise.all(folders.map(readPackage));
}

async function packageFolders(folder: string, levels: number): Promise<readonly string[]> {
  if (existsSync(join(folder, 'task.json'))) return [folder];
  if (levels === 0) return [];
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const below = entries.filter(
    entry => entry.isDirectory() && entry.name !== 'node_modules' && !entry.name.startsWith('.'),
  );
  const found = await Promise.all(below.map(({ name }) => packageFolders(join(folder, name), levels - 1)));
  return found.flat();
}

/** `publisher.extension` of an unpacked extension, by which pipelines may name its tasks; `''` where the folder is none. */
export async function contributionOf(folder: string): Promise<string> {
  const manifest = await readFile(join(folder, 'extension.vsixmanifest'), 'utf8').catch(() => '');
  const [identity = ''] = /<Identity\b[^>]*>/.exec(manifest) ?? [];
  const id = /\bId="([^"]+)"/.exec(identity)?.[1];
  const publisher = /\bPublisher="([^"]+)"/.exec(identity)?.[1];
  return id === undefined || publisher === undefined ? '' : `${publisher}.${id}`;
}
