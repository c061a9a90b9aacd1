import { type Instant, systemClock } from '../base/clock.ts';
import { blobPieceBytes } from '../base/limits.ts';
import type { BlobStore } from '../run/ports/blob-store.ts';
import { checkOffsets, gapError, segmentsOf } from './blobs/key.ts';

/** Blobs in this process's memory, gone with it. Throws a `RangeError` for a bad key or offset, and for a write beyond a blob's end. */
export function openMemoryBlobs(): BlobStore {
  return new MemoryBlobs();
}

/** `room` is grown by doubling, so that a long log's appends don't copy it each time. */
type Blob = { room: Uint8Array; sizeBytes: number; usedAt: Instant };

class MemoryBlobs implements BlobStore {
  readonly #blobs = new Map<string, Blob>();

  async write(key: string, offset: number, bytes: Uint8Array): Promise<void> {
    const blob = this.#blob(key) ?? { room: new Uint8Array(), sizeBytes: 0, usedAt: 0 };
    checkOffsets(offset);
    if (offset > blob.sizeBytes) throw gapError(key, blob.sizeBytes, offset);
    const end = offset + bytes.length;
    if (end > blob.room.length) {
      const room = new Uint8Array(Math.max(end, 2 * blob.room.length));
      room.set(blob.room.subarray(0, offset));
      blob.room = room;
    }
    blob.room.set(bytes, offset);
    blob.sizeBytes = end;
    blob.usedAt = systemClock.now();
    this.#blobs.set(key, blob);
  }

  async put(key: string, bytes: Uint8Array): Promise<void> {
    segmentsOf(key);
    this.#blobs.set(key, { room: new Uint8Array(bytes), sizeBytes: bytes.length, usedAt: systemClock.now() });
  }

  async *read(key: string, start: number, end: number): AsyncIterable<Uint8Array> {
    const blob = this.#blob(key);
    checkOffsets(start, end);
    if (blob === undefined) return;
    const last = Math.min(end, blob.sizeBytes);
    for (let at = start; at < last; at += blobPieceBytes)
      yield blob.room.slice(at, Math.min(at + blobPieceBytes, last));
  }

  async size(key: string): Promise<number> {
    return this.#blob(key)?.sizeBytes ?? 0;
  }

  async *keys(prefix: string): AsyncIterable<string> {
    segmentsOf(prefix);
    for (const key of [...this.#blobs.keys()]) if (key.startsWith(`${prefix}/`)) yield key;
  }

  async touch(key: string): Promise<boolean> {
    const blob = this.#blob(key);
    if (blob !== undefined) blob.usedAt = systemClock.now();
    return blob !== undefined;
  }

  async removeUnused(key: string, before: Instant): Promise<boolean> {
    const blob = this.#blob(key);
    return blob !== undefined && blob.usedAt < before && this.#blobs.delete(key);
  }

  async removeAll(prefix: string): Promise<void> {
    segmentsOf(prefix);
    for (const key of [...this.#blobs.keys()]) if (key.startsWith(`${prefix}/`)) this.#blobs.delete(key);
  }

  #blob(key: string): Blob | undefined {
    segmentsOf(key);
    return this.#blobs.get(key);
  }
}
