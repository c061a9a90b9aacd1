import type { Instant } from '../../base/clock.ts';

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
  /** The keys of the blobs whose keys start with the prefix and a `/`, in no order; those that come or go meanwhile may be among them. */
  keys(prefix: string): AsyncIterable<string>;
  /** Says that a blob is wanted, as writing it does; false when there is none. */
  touch(key: string): Promise<boolean>;
  /**
   * Removes a blob that was neither written nor touched since `before` (milliseconds since 1970 by the machine's clock); answers whether it
   * did. A blob that `touch` found is never removed by a `before` that is not after the touch, however the two meet.
   */
  removeUnused(key: string, before: Instant): Promise<boolean>;
  /** Removes every blob whose key starts with the prefix and a `/`. Safe to repeat. */
  removeAll(prefix: string): Promise<void>;
}
