import type { Instant } from '../base/clock.ts';
import type { BlobStore } from '../run/ports/blob-store.ts';
import { openMemoryBlobs } from './memory-blobs.ts';

/** The largest blob that stays in memory, in bytes. */
const smallBlobBytes = 64 * 1024;

/** How much all small blobs may take together, in bytes. */
const memoryBytes = 16 * 1024 * 1024;

/**
 * Blobs that nobody needs after this process: small ones in its memory, others as files below a folder, which is made when the first is
 * written and is the caller's to remove. Memory has a bound, however many blobs there are. Throws as the other blob stores do.
 */
export function openScratchBlobs(root: string): BlobStore {
  return new ScratchBlobs(root);
}

class ScratchBlobs implements BlobStore {
  readonly #memory = openMemoryBlobs();
  readonly #root: string;
  readonly #large = new Set<string>();
  #taken = 0;
  #opened: BlobStore | undefined;

  constructor(root: string) {
    this.#root = root;
  }

  async write(key: string, offset: number, bytes: Uint8Array): Promise<void> {
    if (this.#large.has(key)) return (await this.#folder()).write(key, offset, bytes);
    const end = offset + bytes.length;
    const size = await this.#memory.size(key);
    // A write that is refused is refused by the memory's own rules.
    if (offset > size || this.#hasRoom(end, size)) {
      await this.#memory.write(key, offset, bytes);
      this.#taken += Math.max(0, end - size);
      return;
    }
    const folder = await this.#folder();
    if (offset > 0) await folder.write(key, 0, await this.#kept(key, offset));
    await folder.write(key, offset, bytes);
    this.#large.add(key);
  }

  async put(key: string, bytes: Uint8Array): Promise<void> {
    const size = await this.#memory.size(key);
    if (!this.#large.has(key) && this.#hasRoom(bytes.length, size)) {
      await this.#memory.put(key, bytes);
      this.#taken += Math.max(0, bytes.length - size);
      return;
    }
    await (await this.#folder()).put(key, bytes);
    this.#large.add(key);
  }

  read(key: string, start: number, end: number): AsyncIterable<Uint8Array> {
    return this.#of(key).read(key, start, end);
  }

  size(key: string): Promise<number> {
    return this.#of(key).size(key);
  }

  async *keys(prefix: string): AsyncIterable<string> {
    for await (const key of this.#memory.keys(prefix)) if (!this.#large.has(key)) yield key;
    if (this.#opened !== undefined) yield* this.#opened.keys(prefix);
  }

  touch(key: string): Promise<boolean> {
    return this.#of(key).touch(key);
  }

  async removeUnused(key: string, before: Instant): Promise<boolean> {
    const isGone = await this.#of(key).removeUnused(key, before);
    // What was small once is in memory still.
    if (isGone && this.#large.delete(key)) await this.#memory.removeUnused(key, Number.POSITIVE_INFINITY);
    return isGone;
  }

  async removeAll(prefix: string): Promise<void> {
    await this.#memory.removeAll(prefix);
    await this.#opened?.removeAll(prefix);
    for (const key of this.#large) if (key.startsWith(`${prefix}/`)) this.#large.delete(key);
  }

  #of(key: string): BlobStore {
    // What is large was written to the folder, which is open since.
    return this.#large.has(key) && this.#opened !== undefined ? this.#opened : this.#memory;
  }

  /** Opened for the first large blob: most runs have none, and files take a while to load. */
  async #folder(): Promise<BlobStore> {
    this.#opened ??= (await import('./folder-blobs.ts')).openFolderBlobs(this.#root);
    return this.#opened;
  }

  #hasRoom(end: number, size: number): boolean {
    return end <= smallBlobBytes && this.#taken + Math.max(0, end - size) <= memoryBytes;
  }

  async #kept(key: string, end: number): Promise<Uint8Array> {
    const pieces: Uint8Array[] = [];
    for await (const piece of this.#memory.read(key, 0, end)) pieces.push(piece);
    return Buffer.concat(pieces);
  }
}
