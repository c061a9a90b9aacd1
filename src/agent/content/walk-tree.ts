import type { Dirent, Stats } from 'node:fs';
import { lstat, readdir, readlink, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { ContentError } from '../../wire/content.ts';

/** Something below a folder. `path` is from there, with `/`. */
export type WalkedEntry =
  | { readonly kind: 'file'; readonly path: string; readonly file: string; readonly stats: Stats }
  | { readonly kind: 'link'; readonly path: string; readonly target: string }
  | { readonly kind: 'folder'; readonly path: string };

export type WalkOptions = {
  /**
   * What becomes of symbolic links. `keep`: they are entries of their own. `follow`: one to a file or folder below the root is that file or folder;
   * others, and those to a folder that they are in or that stand behind a link to a folder, are left out, and told: links that lead to each other
   * would be followed for ever, or nearly so. Default: `follow`.
   */
  readonly links?: 'keep' | 'follow';
  /** Leaves out a file, or a folder with all that is in it. Default: nothing. */
  readonly ignored?: (path: string, isFolder: boolean) => boolean;
  /** Empty folders are entries too. Default: false. */
  readonly emptyFolders?: boolean;
  /** Told what is left out that somebody may miss. */
  readonly leftOut?: (path: string, why: string) => void;
};

/**
 * Everything below a folder, in the order of manifests: by path, a folder's content at the folder's place. Reads one folder after the
 * other, so memory grows with the widest ones, not with the tree. Sockets, pipes and devices are left out.
 */
export async function* walkTree(root: string, options: WalkOptions = {}): AsyncIterable<WalkedEntry> {
  const real = await realpath(root);
  yield* walkFolder(real, '', [real], options);
}

/** `way` is the real folders from the root down to this one. */
async function* walkFolder(
  root: string,
  folder: string,
  way: readonly string[],
  options: WalkOptions,
): AsyncIterable<WalkedEntry> {
  const entries = await readdir(join(root, folder), { withFileTypes: true });
  if (entries.length === 0 && folder !== '' && options.emptyFolders === true) yield { kind: 'folder', path: folder };
  const isBehindLink = join(root, folder) !== (way.at(-1) ?? root);
  const follows = options.links !== 'keep' && !isBehindLink;
  const below = await Promise.all(
    entries.map(entry => withFolder(root, way, join(root, folder, entry.name), entry, follows)),
  );
  for (const { entry, real } of below.sort(byOrder)) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (options.ignored?.(path, real !== undefined) === true) continue;
    await checkName(root, path);
    if (real !== undefined) yield* walkFolder(root, path, [...way, real], options);
    else yield* walkLeaf(root, path, entry, options);
  }
}

/** An entry of a folder, and the real folder that is below or behind it, where one is to be read. */
type Below = { readonly entry: Dirent; readonly real?: string };

async function withFolder(
  root: string,
  way: readonly string[],
  file: string,
  entry: Dirent,
  follows: boolean,
): Promise<Below> {
  if (entry.isDirectory()) return { entry, real: join(way.at(-1) ?? root, entry.name) };
  if (!entry.isSymbolicLink() || !follows) return { entry };
  const real = await realpath(file).catch(() => undefined);
  if (real === undefined || !isBelow(root, real) || way.includes(real)) return { entry };
  return (await stat(real)).isDirectory() ? { entry, real } : { entry };
}

/** A name that is not UTF-8 is read with other characters, and under those there is nothing. */
async function checkName(root: string, path: string): Promise<void> {
  if (!path.includes('\uFFFD')) return;
  await lstat(join(root, path)).catch(() => {
    throw new ContentError(`The name of '${path}' is not UTF-8: no other system could keep it.`);
  });
}

async function* walkLeaf(root: string, path: string, entry: Dirent, options: WalkOptions): AsyncIterable<WalkedEntry> {
  const file = join(root, path);
  if (entry.isFile()) yield { kind: 'file', path, file, stats: await lstat(file) };
  else if (!entry.isSymbolicLink()) options.leftOut?.(path, 'is no file');
  else if (options.links === 'keep') yield { kind: 'link', path, target: await readlink(file) };
  else yield* followLink(root, path, file, options);
}

async function* followLink(
  root: string,
  path: string,
  file: string,
  { leftOut }: WalkOptions,
): AsyncIterable<WalkedEntry> {
  const target = await realpath(file).catch(() => undefined);
  if (target === undefined) leftOut?.(path, 'is a link that leads nowhere');
  else if (target !== root && !isBelow(root, target)) leftOut?.(path, 'is a link that leads out of the folder');
  else {
    const stats = await stat(target);
    if (stats.isFile()) yield { kind: 'file', path, file: target, stats };
    else leftOut?.(path, await whyNotFollowed(file, target));
  }
}

async function whyNotFollowed(link: string, target: string): Promise<string> {
  const isInside = isBelow(target, await realpath(join(link, '..')).then(folder => join(folder, '.', sep)));
  return isInside ? 'is a link to a folder that it is in' : 'is a link to a folder behind another one';
}

/** Whether a path is below a folder; both are real and absolute. */
export function isBelow(folder: string, path: string): boolean {
  return path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);
}

function byOrder(a: Below, b: Below): number {
  const [first, second] = [orderOf(a), orderOf(b)];
  return first < second ? -1 : first === second ? 0 : 1;
}

function orderOf({ entry, real }: Below): string {
  return real === undefined ? entry.name : `${entry.name}/`;
}
