import { constants, lstatSync, mkdirSync } from 'node:fs';
import { copyFile, lstat, readdir, readlink, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type ByteText, fromByteText, toByteText } from '../log/byte-text.ts';

/** How many files are copied at the same time. */
const atOnce = 16;

/**
 * Copies listed paths from one folder to another. The paths are byte text, for a name need not be UTF-8. Left out are paths that are not there,
 * and those behind a symbolic link: git takes them for deleted, and their copies would be written to where the link leads. Folders among the
 * paths are made, answered and not entered. Rejects when `signal` aborts, once nothing more is written.
 */
export async function copyFiles(
  source: string,
  target: string,
  paths: readonly ByteText[],
  signal: AbortSignal,
): Promise<{ readonly count: number; readonly folders: readonly string[] }> {
  const [from, to] = [toByteText(source), toByteText(target)];
  const parents = new Set(realFolders(from, new Set(paths.map(path => dirname(path)))));
  for (const folder of parents) mkdirSync(asBytes(join(to, folder)), { recursive: true });
  const folders: string[] = [];
  let count = 0;
  await inParallel(paths, signal, async path => {
    if (!parents.has(dirname(path))) return;
    const kind = await copyOne(join(from, path), join(to, path));
    if (kind === 'folder') folders.push(fromByteText(path));
    else if (kind === 'file') count += 1;
  });
  return { count, folders: folders.sort() };
}

function realFolders(source: ByteText, folders: ReadonlySet<ByteText>): readonly ByteText[] {
  const known = new Map<ByteText, boolean>([['.', true]]);
  const isReal = (folder: ByteText): boolean => {
    const before = known.get(folder);
    if (before !== undefined) return before;
    const stat = lstatSync(asBytes(join(source, folder)), { throwIfNoEntry: false });
    const real = isReal(dirname(folder)) && stat?.isDirectory() === true;
    known.set(folder, real);
    return real;
  };
  return [...folders].filter(isReal);
}

/** Copies a folder whole, except for one path that may lie in it. Answers how many files there were. Rejects as `copyFiles` does. */
export function copyFolder(source: string, target: string, except: string, signal: AbortSignal): Promise<number> {
  return copyWhole(toByteText(source), toByteText(target), toByteText(except), signal);
}

async function copyWhole(source: ByteText, target: ByteText, except: ByteText, signal: AbortSignal): Promise<number> {
  mkdirSync(asBytes(target), { recursive: true });
  let count = 0;
  await inParallel(await readdir(asBytes(source), { encoding: 'latin1' }), signal, async name => {
    const from = join(source, name);
    if (from === except) return;
    const kind = await copyOne(from, join(target, name));
    if (kind === 'file') count += 1;
    const below = kind === 'folder' ? await copyWhole(from, join(target, name), except, signal) : 0;
    // Others have counted meanwhile.
    count += below;
  });
  return count;
}

type Kind = 'file' | 'folder' | 'nothing';

/** Sockets, pipes and devices are not copied, and a path that is gone is not an error: it was deleted and git still lists it. */
async function copyOne(source: ByteText, target: ByteText): Promise<Kind> {
  const [from, to] = [asBytes(source), asBytes(target)];
  const stat = await lstat(from).catch(() => undefined);
  if (stat?.isFile()) {
    await copyFile(from, to, constants.COPYFILE_FICLONE);
    return 'file';
  }
  if (stat?.isSymbolicLink()) {
    await symlink(await readlink(from, { encoding: 'buffer' }), to);
    return 'file';
  }
  if (!stat?.isDirectory()) return 'nothing';
  mkdirSync(to, { recursive: true });
  return 'folder';
}

function asBytes(path: ByteText): Buffer {
  return Buffer.from(path, 'latin1');
}

async function inParallel<T>(
  items: readonly T[],
  signal: AbortSignal,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  const worker = async (): Promise<void> => {
    for (const item of queue) {
      if (signal.aborted) return;
      await work(item);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  signal.throwIfAborted();
}
