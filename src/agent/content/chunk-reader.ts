import { contentBatchBytes, contentChunkBytes } from '../../base/limits.ts';
import { sha256 } from '../../base/sha256.ts';
import { ContentError, type ContentRef } from '../../wire/content.ts';
import type { ContentSpace } from './content-space.ts';

const chunksAtOnce = contentBatchBytes / contentChunkBytes;

/** The chunks of the hashes, in their order, each checked against its hash. No more than fit into one call. */
export async function readChunks(
  { server, plan, space, signal }: ContentSpace,
  hashes: readonly string[],
): Promise<readonly Uint8Array[]> {
  signal.throwIfAborted();
  const chunks = await server.get(plan, space, hashes);
  const isRight = chunks.length === hashes.length && chunks.every((chunk, index) => sha256(chunk) === hashes[index]);
  if (!isRight) throw new ContentError('What was downloaded is not what was uploaded: its hash is another one.');
  return chunks;
}

/** A file's bytes, a few chunks at once. */
export async function* readContent(space: ContentSpace, { chunks }: ContentRef): AsyncIterable<Uint8Array> {
  for (let at = 0; at < chunks.length; at += chunksAtOnce)
    yield* await readChunks(space, chunks.slice(at, at + chunksAtOnce));
}
