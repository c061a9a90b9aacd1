import type { Instant } from '../base/clock.ts';
import { contentChunkBytes } from '../base/limits.ts';
import { sha256 } from '../base/sha256.ts';
import type { BlobStore } from '../run/ports/blob-store.ts';
import { type ContentRef, isContentHash, isContentRef } from '../wire/content.ts';

/** A chunk that ought to be kept is not, or no longer holds the bytes it is named by. */
export class DamagedContent extends Error {
  override readonly name = 'DamagedContent';
}

/**
 * Chunks of files, each once, below one prefix of a blob store. What is kept never changes, so every method is safe to repeat and to
 * call concurrently, from any number of servers. Bytes are checked against their hash whenever they are read.
 */
export class ContentStore {
  readonly #blobs: BlobStore;
  readonly #prefix: string;

  constructor(blobs: BlobStore, prefix: string) {
    this.#blobs = blobs;
    this.#prefix = prefix;
  }

  /** Keeps a chunk, and answers its hash. Durable when it resolves. Throws a `RangeError` for one that is empty or too long. */
  async put(chunk: Uint8Array): Promise<string> {
    if (chunk.length === 0 || chunk.length > contentChunkBytes)
      throw new RangeError(`Not a chunk: ${chunk.length} bytes.`);
    const hash = sha256(chunk);
    if (!(await this.has(hash))) await this.#blobs.put(this.#key(hash), chunk);
    return hash;
  }

  /** Whether a chunk is kept. If it is, it stays for `unnamedContentMs` although nothing names it yet. */
  has(hash: string): Promise<boolean> {
    return this.#blobs.touch(this.#key(hash));
  }

  /** Those of the hashes that no chunk is kept under. */
  async missing(hashes: readonly string[]): Promise<readonly string[]> {
    const has = await Promise.all(hashes.map(hash => this.has(hash)));
    return hashes.filter((_, index) => has[index] !== true);
  }

  /** `undefined` when it is not kept. Throws `DamagedContent` when its bytes are not those it was named by. */
  async chunk(hash: string): Promise<Uint8Array | undefined> {
    const pieces: Uint8Array[] = [];
    for await (const piece of this.#blobs.read(this.#key(hash), 0, contentChunkBytes)) pieces.push(piece);
    if (pieces.length === 0) return undefined;
    const chunk = pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces);
    if (sha256(chunk) !== hash) throw new DamagedContent(`The kept chunk ${hash} is damaged.`);
    return chunk;
  }

  /** A file's bytes, chunk by chunk. Throws `DamagedContent` when they are not all there. */
  async *read({ sizeBytes, chunks }: ContentRef): AsyncIterable<Uint8Array> {
    let left = sizeBytes;
    for (const hash of chunks) {
      const chunk = await this.chunk(hash);
      if (chunk === undefined) throw new DamagedContent(`The chunk ${hash} is not kept.`);
      left -= chunk.length;
      yield chunk;
    }
    if (left !== 0) throw new DamagedContent('A file is not as long as it was said to be.');
  }

  /** Cuts bytes into chunks and keeps them. For what is made here and is small. */
  async add(bytes: Uint8Array): Promise<ContentRef> {
    const chunks: string[] = [];
    for (let at = 0; at < bytes.length; at += contentChunkBytes)
      chunks.push(await this.put(bytes.subarray(at, at + contentChunkBytes)));
    return { sizeBytes: bytes.length, chunks };
  }

  /** Whether all of a file is kept. */
  async isComplete(content: ContentRef): Promise<boolean> {
    return isContentRef(content) && (await this.missing([...new Set(content.chunks)])).length === 0;
  }

  /**
   * Removes the chunks that are not named and that nobody has put or asked for since `before`; answers how many. What is named must have been
   * collected after `before`: then a chunk that is named meanwhile was asked for before that, and stays.
   */
  async removeUnnamed(named: ReadonlySet<string>, before: Instant): Promise<number> {
    let removed = 0;
    for await (const key of this.#blobs.keys(this.#prefix)) {
      const hash = key.slice(key.lastIndexOf('/') + 1);
      if (!named.has(hash) && (await this.#blobs.removeUnused(key, before))) removed += 1;
    }
    return removed;
  }

  /** Removes everything below the prefix. */
  async removeAll(): Promise<void> {
    await this.#blobs.removeAll(this.#prefix);
  }

  #key(hash: string): string {
    if (!isContentHash(hash)) throw new RangeError(`Not the hash of a chunk: ${JSON.stringify(hash.slice(0, 80))}.`);
    return `${this.#prefix}/${hash.slice(0, 2)}/${hash}`;
  }
}
