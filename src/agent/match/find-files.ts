import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, normalize } from 'node:path';
import { compileGlob, type GlobOptions } from './glob.ts';

/** Too many files were found. */
export class TooManyFiles extends Error {
  override readonly name = 'TooManyFiles';
}

/**
 * The files that patterns find, absolute and sorted: each pattern adds what it matches, one that begins with `!` takes away what it
 * matches of what was found before. Relative ones begin at the root; links are followed, but never in a circle. Only the folders that a pattern could
 * match in are read. Throws `TooManyFiles` beyond `atMost`.
 */
export async function findFiles(
  root: string,
  patterns: readonly string[],
  atMost: number,
  options: GlobOptions = {},
): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const pattern of patterns) {
    const excludes = pattern.startsWith('!');
    const { start, isMatch } = rooted(root, excludes ? pattern.slice(1) : pattern, options);
    if (excludes) for (const file of found) if (isMatch(file)) found.delete(file);
    if (excludes) continue;
    for await (const file of below(start)) {
      if (isMatch(file)) found.add(file);
      if (found.size > atMost) throw new TooManyFiles(`More than ${atMost} files match: ${pattern}`);
    }
  }
  return [...found].sort();
}

type Rooted = {
  /** What has to be read: the pattern up to its first wildcard. */
  readonly start: string;
  /** Takes an absolute path. */
  readonly isMatch: (file: string) => boolean;
};

/** The name of the root's own folder may look like a pattern, and is none. */
function rooted(root: string, pattern: string, options: GlobOptions): Rooted {
  const path = normalize(pattern);
  if (path === '..' || path.startsWith('../')) return rooted(dirname(root), path.slice(3), options);
  const folder = isAbsolute(path) ? '/' : normalize(root);
  const glob = compileGlob(path.replace(/^\//, ''), options);
  const prefix = folder.endsWith('/') ? folder : `${folder}/`;
  return {
    start: join(folder, literalStart(path)),
    isMatch: file => file.startsWith(prefix) && glob(file.slice(prefix.length)),
  };
}

/** The part of a pattern that can be read as it is: all before the first segment with a wildcard. */
function literalStart(pattern: string): string {
  const segments = pattern.split('/');
  const first = segments.findIndex(segment => /[*?[]|[@+!]\(/.test(segment));
  return (first === -1 ? segments : segments.slice(0, first)).join('/');
}

/** The path itself when it is a file, or all files below it. */
async function* below(path: string): AsyncIterable<string> {
  const stats = await stat(path).catch(() => undefined);
  if (stats?.isFile() === true) yield path;
  else if (stats?.isDirectory() === true) yield* inFolder(path, [await realpath(path)]);
}

/** `way` is the real folders from the start down to here: a link back to one of them is a circle. */
async function* inFolder(folder: string, way: readonly string[]): AsyncIterable<string> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((): Dirent[] => []);
  for (const entry of entries) {
    const path = folder.endsWith('/') ? `${folder}${entry.name}` : `${folder}/${entry.name}`;
    if (entry.isFile()) yield path;
    else if (entry.isDirectory()) yield* inFolder(path, [...way, `${way.at(-1)}/${entry.name}`]);
    else if (entry.isSymbolicLink()) yield* behindLink(path, way);
  }
}

async function* behindLink(path: string, way: readonly string[]): AsyncIterable<string> {
  const target = await realpath(path).catch(() => undefined);
  const stats = target === undefined ? undefined : await stat(target).catch(() => undefined);
  if (target === undefined || way.includes(target)) return;
  if (stats?.isFile() === true) yield path;
  else if (stats?.isDirectory() === true) yield* inFolder(path, [...way, target]);
}
