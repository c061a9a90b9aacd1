import { contentPathLength, manifestLineBytes } from '../base/limits.ts';
import { ContentError, type ContentRef, isContentRef } from './content.ts';

/** A file, link or empty folder of a tree. `path` is from the tree's root, with `/`, and never leaves it. */
export type ManifestEntry = FileEntry | LinkEntry | FolderEntry;

export type FileEntry = {
  readonly kind: 'file';
  readonly path: string;
  readonly content: ContentRef;
  /** Permission bits. */
  readonly mode: number;
  /** When it was changed last, in milliseconds since 1970; absent where that does not matter. */
  readonly modifiedAt?: number;
};

/** A symbolic link: only caches have them. `target` is kept as it is and never followed. */
export type LinkEntry = { readonly kind: 'link'; readonly path: string; readonly target: string };

export type FolderEntry = { readonly kind: 'folder'; readonly path: string };

/** Whether a path stays below the root it is joined to, on every system: no empty, `.` or `..` segments, no backslash, no control characters. */
export function isTreePath(path: string): boolean {
  if (path === '' || path.length > contentPathLength) return false;
  if (/[\\\u0000-\u001f]/.test(path)) return false;
  return path.split('/').every(segment => segment !== '' && segment !== '.' && segment !== '..');
}

/** An entry as a line of a manifest, its newline included. Equal trees make equal manifests. */
export function manifestLine(entry: ManifestEntry): string {
  return `${JSON.stringify(writtenEntry(entry))}\n`;
}

function writtenEntry(entry: ManifestEntry): object {
  switch (entry.kind) {
    case 'link':
      return { path: entry.path, link: entry.target };
    case 'folder':
      return { path: entry.path, folder: true };
    default: {
      const { path, content, mode, modifiedAt } = entry;
      const changed = modifiedAt === undefined ? {} : { modifiedAt };
      return { path, size: content.sizeBytes, mode, ...changed, chunks: content.chunks };
    }
  }
}

/**
 * Reads a manifest as it comes, entry by entry in order. Throws a `ContentError` when it is none: for a path that could leave the tree's
 * root, one that is there twice, sizes that do not fit their chunks.
 */
export async function* readManifest(pieces: AsyncIterable<Uint8Array>): AsyncIterable<ManifestEntry> {
  let before = '';
  for await (const line of lines(pieces)) {
    const entry = readLine(line);
    const order = manifestOrder(entry);
    // In order, so that no path is there twice, which is seen without remembering them all.
    if (before >= order) throw new ContentError(`The manifest is out of order at '${entry.path}'.`);
    before = order;
    yield entry;
  }
}

/** What entries are ordered by: their path, a folder's as that of what it would hold. */
export function manifestOrder({ kind, path }: ManifestEntry): string {
  return kind === 'folder' ? `${path}/` : path;
}

function readLine(line: string): ManifestEntry {
  const read = parseObject(line);
  const { path } = read;
  if (typeof path !== 'string' || !isTreePath(path)) {
    const shown = JSON.stringify(path ?? null).slice(0, 300);
    throw new ContentError(`A path that could leave its folder is refused: ${shown}.`);
  }
  if (typeof read.link === 'string') return { kind: 'link', path, target: read.link };
  if (read.folder === true) return { kind: 'folder', path };
  return readFile(path, read);
}

function readFile(path: string, { size, mode, modifiedAt, chunks }: Record<string, unknown>): FileEntry {
  const content = { sizeBytes: size, chunks } as ContentRef;
  if (!isContentRef(content)) throw new ContentError(`The size or the chunks of '${path}' are not what they can be.`);
  return {
    kind: 'file',
    path,
    content,
    mode: typeof mode === 'number' ? mode & 0o777 : 0o644,
    ...(typeof modifiedAt === 'number' ? { modifiedAt } : {}),
  };
}

function parseObject(line: string): Record<string, unknown> {
  try {
    const read: unknown = JSON.parse(line);
    if (typeof read === 'object' && read !== null) return read as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw new ContentError('A line of a manifest is not a JSON object.');
}

const newline = 10;

async function* lines(pieces: AsyncIterable<Uint8Array>): AsyncIterable<string> {
  let rest = Buffer.alloc(0);
  for await (const piece of pieces) {
    const bytes = Buffer.concat([rest, piece]);
    let from = 0;
    for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline, from)) {
      yield bytes.toString('utf8', from, end);
      from = end + 1;
    }
    rest = bytes.subarray(from);
    if (rest.length > manifestLineBytes) throw new ContentError('A line of a manifest is too long.');
  }
  if (rest.length > 0) throw new ContentError('The manifest ends within a line.');
}
