/**
 * Bytes by key: logs, artifacts, caches. A key is segments of `[A-Za-z0-9._-]` joined by `/`; nothing else is accepted, so a key never
 * leaves the store's root. Safe to call concurrently for different keys.
 */
export interface BlobStore {
  /** Writes at an offset, cutting off what stood behind it; makes the blob when the offset is 0. Handed to the disk when it resolves. */
  write(key: string, offset: number, bytes: Uint8Array): Promise<void>;
  /** Writes a whole blob at once: whoever reads meanwhile, and whoever comes after a crash, finds all of it, or what was there before. */
  put(key: string, bytes: Uint8Array): Promise<void>;
  /** The bytes from `start` to `end` (exclusive), in pieces of at most 256 KiB; fewer when the blob ends before. */
  read(key: string, start: number, end: number): AsyncIterable<Uint8Array>;
  /** 0 when there is none. */
  size(key: string): Promise<number>;
  /** Removes every blob whose key starts with the prefix and a `/`. Safe to repeat. */
  removeAll(prefix: string): Promise<void>;
}
