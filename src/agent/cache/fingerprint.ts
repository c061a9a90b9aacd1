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
  /** Told what each segment became, in the words of the service. */
  readonly write: (line: string) => void;
};

/** The texts that a key's segments stand for: files by the hash of what is in them. Throws a `KeyError` when there is no such file. */
export async function resolveKey(segments: readonly KeySegment[], resolving: Resolving): Promise<readonly string[]> {
  const resolved: string[] = [];
  for (const segment of segments) resolved.push(await resolveSegment(segment, resolving));
  return resolved;
}

async function resolveSegment(segment: KeySegment, { root, write }: Resolving): Promise<string> {
  switch (segment.kind) {
    case 'string':
      write(` - ${segment.text} [string]`);
      return segment.text;
    case 'file': {
      const file = absolute(root, segment.path);
      const stats = await stat(file).catch(() => undefined);
      if (stats?.isFile() !== true) throw new KeyError(`File not found: ${segment.path}`);
      const hash = hashOfSummaries([await summary(root, file)]);
      write(` - ${segment.path} [file] --> ${hash}`);
      return hash;
    }
    default:
      return resolvePatterns(segment, { root, write });
  }
}

async function resolvePatterns(
  { text, include, exclude }: Extract<KeySegment, { kind: 'files' }>,
  { root, write }: Resolving,
): Promise<string> {
  const patterns = [...include, ...exclude.map(pattern => `!${pattern}`)];
  const files = await findFiles(root, patterns, cacheKeyFiles);
  if (files.length === 0) throw new KeyError(`No matching files found for pattern: ${text}`);
  write(` - ${text} [file pattern; matches: ${files.length}]`);
  const summaries: Summary[] = [];
  for (const file of files.toSorted(byCode)) {
    const each = await summary(root, file);
    write(`   - ${each.path} --> ${each.hash}`);
    summaries.push(each);
  }
  return hashOfSummaries(summaries);
}

type Summary = { readonly path: string; readonly length: number; readonly hash: string };

async function summary(root: string, file: string): Promise<Summary> {
  const hash = nodeCrypto().createHash('sha256');
  let length = 0;
  await pipeline(createReadStream(file), async function* (pieces) {
    for await (const piece of pieces as AsyncIterable<Buffer>) {
      length += piece.length;
      hash.update(piece);
    }
    yield* [];
  });
  return { path: relative(root, file).split(sep).join('/'), length, hash: hash.digest('hex') };
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
