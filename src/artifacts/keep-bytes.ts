import { contentChunkBytes } from '../base/limits.ts';
import type { ContentRef } from '../wire/content.ts';
import type { ContentStore } from './content-store.ts';

/** Cuts bytes into chunks as they come, and keeps each once it is full: memory is that of one chunk, however long they are. */
export async function keepBytes(
  content: Pick<ContentStore, 'put'>,
  pieces: AsyncIterable<Uint8Array>,
): Promise<ContentRef> {
  const chunks: string[] = [];
  let sizeBytes = 0;
  let chunk = Buffer.allocUnsafe(contentChunkBytes);
  let filled = 0;
  const flush = async (): Promise<void> => {
    chunks.push(await content.put(chunk.subarray(0, filled)));
    // Whoever keeps blobs may hold on to what it was given.
    chunk = Buffer.allocUnsafe(contentChunkBytes);
    filled = 0;
  };
  for await (const piece of pieces) {
    sizeBytes += piece.length;
    for (let at = 0; at < piece.length; ) {
      const taken = Math.min(piece.length - at, contentChunkBytes - filled);
      chunk.set(piece.subarray(at, at + taken), filled);
      at += taken;
      filled += taken;
      if (filled === contentChunkBytes) await flush();
    }
  }
  if (filled > 0) await flush();
  return { sizeBytes, chunks };
}
