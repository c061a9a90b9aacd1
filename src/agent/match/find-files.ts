import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, normalize } from 'node:path';
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
    const path = rooted(root, excludes ? pattern.slice(1) : pattern);
    const glob = compileGlob(path, options);
    if (excludes) for (const file of found) if (glob(file)) found.delete(file);
    if (excludes) continue;
    for await (const file of below(literalStart(path))) {
      if (glob(file)) found.add(file);
      if (found.size > atMost) throw new TooManyFiles(`More than ${atMost} files match: ${pattern}`);
    }
  }
  return [...found].sort();
}

function rooted(root: string, pattern: string): string {
  return isAbsolute(pattern) ? normalize(pattern) : join(root, pattern);
}

/** The part of a pattern that can be read as it is: all before the first segment with a wildcard. */
function literalStart(pattern: string): string {
  const segments = pattern.split('/');
  const first = segments.findIndex(segment => /[*?[]|[@+!]\(/.test(segment));
  const literal = first === -1 ? segments : segments.slice(0, first);
  return literal.join('/') || '/';
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
