import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { isAbsolute, join, normalize, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { cacheKeyFiles } from '../../base/limits.ts';
import { nodeCrypto } from '../../base/node-crypto.ts';
import { findFiles } from '../match/find-files.ts';
import { KeyError, type KeySegment } from './key.ts';

export type Resolving = {
  /** Where relative paths begin: the default working folder. */
  readonly root: string;
  /** Files count under their path from here: the job's folder, so that a repository may stand elsewhere in it. */
  readonly workspace: string;
  /** Told what each segment became, in the words of the service. */
  readonly write: (line: string) => void;
};

/** How much of a segment, and of a path that it matches, the log shows: columns no wider than this, as in the service. */
const segmentColumn = 50;
const pathColumn = 70;

/** The texts that a key's segments stand for: files by the hash of what is in them. Throws a `KeyError` when there is no such file. */
export async function resolveKey(segments: readonly KeySegment[], resolving: Resolving): Promise<readonly string[]> {
  const resolved: string[] = [];
  const inColumn = column(segments.map(textOf), segmentColumn);
  for (const segment of segments) resolved.push(await resolveSegment(segment, inColumn(textOf(segment)), resolving));
  return resolved;
}

function textOf(segment: KeySegment): string {
  return segment.kind === 'file' ? segment.path : segment.text;
}

async function resolveSegment(segment: KeySegment, shown: string, resolving: Resolving): Promise<string> {
  const { root, workspace, write } = resolving;
  switch (segment.kind) {
    case 'string':
      write(` - ${shown} [string]`);
      return segment.text;
    case 'file': {
      const file = absolute(root, segment.path);
      const stats = await stat(file).catch(() => undefined);
      if (stats?.isFile() !== true) {
        write(` - ${shown} [file] (not found)`);
        throw new KeyError(`File not found: ${segment.path}`);
      }
      const hash = hashOfSummaries([await summary(workspace, file)]);
      write(` - ${shown} [file] --> ${hash}`);
      return hash;
    }
    default:
      return resolvePatterns(segment, shown, resolving);
  }
}

async function resolvePatterns(
  { text, include, exclude }: Extract<KeySegment, { kind: 'files' }>,
  shown: string,
  { root, workspace, write }: Resolving,
): Promise<string> {
  const patterns = [...include, ...exclude.map(pattern => `!${pattern}`)];
  const files = await findFiles(root, patterns, cacheKeyFiles);
  write(` - ${shown} [file pattern; matches: ${files.length}]`);
  if (files.length === 0) throw new KeyError(`No matching files found for pattern: ${text}`);
  const summaries: Summary[] = [];
  for (const file of files.toSorted(byCode)) summaries.push(await summary(workspace, file));
  const inColumn = column(
    summaries.map(({ path }) => path),
    pathColumn,
  );
  for (const { path, hash } of summaries) write(`   - ${inColumn(path)} --> ${hash}`);
  return hashOfSummaries(summaries);
}

/** Makes texts of one width: that of the longest, and no more than `widest`. */
function column(texts: readonly string[], widest: number): (text: string) => string {
  const width = texts.reduce((most, text) => Math.max(most, Math.min(text.length, widest)), 0);
  return text => (text.length > width ? `${text.slice(0, width - 3)}...` : text.padEnd(width));
}

type Summary = { readonly path: string; readonly length: number; readonly hash: string };

async function summary(workspace: string, file: string): Promise<Summary> {
  const hash = nodeCrypto().createHash('sha256');
  let length = 0;
  await pipeline(createReadStream(file), async function* (pieces) {
    for await (const piece of pieces as AsyncIterable<Buffer>) {
      length += piece.length;
      hash.update(piece);
    }
    yield* [];
  });
  return { path: relative(workspace, file).split(sep).join('/'), length, hash: hash.digest('hex') };
}

/** One hash of several files: of their paths, their lengths and their content. */
function hashOfSummaries(summaries: readonly Summary[]): string {
  const text = summaries.map(({ path, length, hash }) => `\nSHA256(${path})=[${length}]${hash}`).join('');
  return nodeCrypto().createHash('sha256').update(text).digest('base64');
}

function absolute(root: string, path: string): string {
  return isAbsolute(path) ? normalize(path) : join(root, path);
}

function byCode(a: string, b: string): number {
  return a < b ? -1 : a === b ? 0 : 1;
}
