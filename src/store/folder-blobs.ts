import { closeSync, fstatSync, ftruncateSync, mkdirSync, openSync, write, writeSync } from 'node:fs';
import { type FileHandle, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Instant } from '../base/clock.ts';
import { blobPieceBytes } from '../base/limits.ts';
import { newGuid } from '../base/new-guid.ts';
import type { BlobStore } from '../run/ports/blob-store.ts';
import { checkOffsets, gapError, segmentsOf } from './blobs/key.ts';

/** Pieces of this size are worth a turn of the event loop. */
const largeBytes = 128 * 1024;

/** Ends a blob's file name and can't end a segment, so that `a` and `a/b` may both be blobs. */
const fileEnding = '=';

/**
 * Blobs as files below a folder, which is made when the first is written. What `write` acknowledged survives the end of the process,
 * however it comes; a loss of power may take the last seconds. Throws a `RangeError` for a bad key or offset, and for a write beyond a
 * blob's end.
 */
export function openFolderBlobs(root: string): BlobStore {
  return new FolderBlobs(root);
}

class FolderBlobs implements BlobStore {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  // Handing a piece to the system takes less time than four turns of the event loop, and the loop is not the only thing that would wait
  // for a disk that stands still: events are written in the same way. Only a large piece of a long log is copied beside the main thread, which
  // has the next one to make ready.
  async write(key: string, offset: number, bytes: Uint8Array): Promise<void> {
    const path = this.#path(key);
    checkOffsets(offset);
    const file = offset === 0 ? createFile(path) : openExisting(path);
    if (file === undefined) throw gapError(key, 0, offset);
    try {
      const { size } = fstatSync(file);
      if (offset > size) throw gapError(key, size, offset);
      if (offset < size) ftruncateSync(file, offset);
      for (let done = 0; done < bytes.length; ) {
        const rest = bytes.length - done;
        done +=
          rest < largeBytes
            ? writeSync(file, bytes, done, rest, offset + done)
            : await writeBeside(file, bytes, { from: done, at: offset + done });
      }
    } finally {
      closeSync(file);
    }
  }

  async put(key: string, bytes: Uint8Array): Promise<void> {
    const path = this.#path(key);
    const draft = `${path}${newGuid()}`;
    try {
      await writeDraft(draft, bytes);
      await rename(draft, path);
    } catch (failure) {
      await rm(draft, { force: true });
      throw failure;
    }
  }

  async *read(key: string, start: number, end: number): AsyncIterable<Uint8Array> {
    const path = this.#path(key);
    checkOffsets(start, end);
    await using file = await openIfThere(path, 'r');
    if (file === undefined) return;
    for (let at = start; at < end; ) {
      const piece = new Uint8Array(Math.min(blobPieceBytes, end - at));
      const { bytesRead } = await file.read(piece, 0, piece.length, at);
      if (bytesRead === 0) return;
      yield piece.subarray(0, bytesRead);
      at += bytesRead;
    }
  }

  async size(key: string): Promise<number> {
    const path = this.#path(key);
    return (await unlessMissing(stat(path)))?.size ?? 0;
  }

  async *keys(prefix: string): AsyncIterable<string> {
    yield* filesBelow(join(this.#root, ...segmentsOf(prefix)), prefix);
  }

  async touch(key: string): Promise<boolean> {
    const now = new Date();
    return (await unlessMissing(utimes(this.#path(key), now, now).then(() => true))) ?? false;
  }

  // Once the file has another name nobody can touch it, and its time says whether somebody did before.
  async removeUnused(key: string, before: Instant): Promise<boolean> {
    const path = this.#path(key);
    if (!(await isOlder(path, before))) return false;
    const aside = `${path}${newGuid()}`;
    const isAside = await unlessMissing(rename(path, aside).then(() => true));
    if (isAside === undefined) return false;
    const isUnused = await isOlder(aside, before);
    await (isUnused ? rm(aside) : rename(aside, path));
    return isUnused;
  }

  async removeAll(prefix: string): Promise<void> {
    await rm(join(this.#root, ...segmentsOf(prefix)), { recursive: true, force: true });
  }

  #path(key: string): string {
    return `${join(this.#root, ...segmentsOf(key))}${fileEnding}`;
  }
}

async function* filesBelow(folder: string, prefix: string): AsyncIterable<string> {
  const entries = (await unlessMissing(readdir(folder, { withFileTypes: true }))) ?? [];
  for (const entry of entries) {
    if (entry.isDirectory()) yield* filesBelow(join(folder, entry.name), `${prefix}/${entry.name}`);
    else if (entry.name.endsWith(fileEnding)) yield `${prefix}/${entry.name.slice(0, -fileEnding.length)}`;
  }
}

async function isOlder(path: string, before: Instant): Promise<boolean> {
  const found = await unlessMissing(stat(path));
  return found !== undefined && found.mtimeMs < before;
}

function createFile(path: string): number {
  try {
    return openSync(path, 'w');
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  mkdirSync(dirname(path), { recursive: true });
  return openSync(path, 'w');
}

async function writeDraft(path: string, bytes: Uint8Array): Promise<void> {
  const draft = await unlessMissing(open(path, 'w'));
  if (draft === undefined) mkdirSync(dirname(path), { recursive: true });
  await using file = draft ?? (await open(path, 'w'));
  await file.writeFile(bytes);
}

function openExisting(path: string): number | undefined {
  try {
    return openSync(path, 'r+');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function openIfThere(path: string, flags: string): Promise<FileHandle | undefined> {
  return unlessMissing(open(path, flags));
}

async function unlessMissing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

/** Writes on another thread what of a piece begins at `from`; answers how much was written. */
function writeBeside(
  file: number,
  bytes: Uint8Array,
  { from, at }: { readonly from: number; readonly at: number },
): Promise<number> {
  return new Promise((resolve, reject) => {
    write(file, bytes, from, bytes.length - from, at, (error, written) => {
      if (error === null) resolve(written);
      else reject(error);
    });
  });
}
