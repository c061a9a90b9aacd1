import { constants, lstatSync, mkdirSync } from 'node:fs';
import { copyFile, lstat, readdir, readlink, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** How many files are copied at the same time. */
const atOnce = 16;

/**
 * Copies listed paths from one folder to another. Left out are paths that are not there, and those behind a symbolic link: git takes them for
 * deleted, and their copies would be written to where the link leads. Folders among the paths are made, answered and not entered.
 */
export async function copyFiles(
  source: string,
  target: string,
  paths: readonly string[],
): Promise<{ readonly count: number; readonly folders: readonly string[] }> {
  const parents = new Set(realFolders(source, new Set(paths.map(path => dirname(path)))));
  for (const folder of parents) mkdirSync(join(target, folder), { recursive: true });
  const folders: string[] = [];
  let count = 0;
  await inParallel(paths, async path => {
    if (!parents.has(dirname(path))) return;
    const kind = await copyOne(join(source, path), join(target, path));
    if (kind === 'folder') folders.push(path);
    else if (kind === 'file') count += 1;
  });
  return { count, folders: folders.sort() };
}

function realFolders(source: string, folders: ReadonlySet<string>): readonly string[] {
  const known = new Map<string, boolean>([['.', true]]);
  const isReal = (folder: string): boolean => {
    const before = known.get(folder);
    if (before !== undefined) return before;
    const stat = lstatSync(join(source, folder), { throwIfNoEntry: false });
    const real = isReal(dirname(folder)) && stat?.isDirectory() === true;
    known.set(folder, real);
    return real;
  };
  return [...folders].filter(isReal);
}

/** Copies a folder whole, except for one path that may lie in it. Answers how many files there were. */
export async function copyFolder(source: string, target: string, except: string): Promise<number> {
  mkdirSync(target, { recursive: true });
  const names = await readdir(source);
  let count = 0;
  await inParallel(names, async name => {
    const from = join(source, name);
    if (from === except) return;
    const kind = await copyOne(from, join(target, name));
    if (kind === 'file') count += 1;
    if (kind === 'folder') count += await copyFolder(from, join(target, name), except);
  });
  return count;
}

type Kind = 'file' | 'folder' | 'nothing';

/** Sockets, pipes and devices are not copied, and a path that is gone is not an error: it was deleted and git still lists it. */
async function copyOne(from: string, to: string): Promise<Kind> {
  const stat = await lstat(from).catch(() => undefined);
  if (stat?.isFile()) {
    await copyFile(from, to, constants.COPYFILE_FICLONE);
    return 'file';
  }
  if (stat?.isSymbolicLink()) {
    await symlink(await readlink(from), to);
    return 'file';
  }
  if (!stat?.isDirectory()) return 'nothing';
  mkdirSync(to, { recursive: true });
  return 'folder';
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  const worker = async (): Promise<void> => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
}
