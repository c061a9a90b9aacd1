import { contentBatchBytes, contentBatchChunks, contentChunkBytes } from '../base/limits.ts';

/**
 * Files by content, as artifacts and caches are made of them: a file is a list of chunks, named by the SHA-256 of their bytes (64 hex
 * digits, lower case), and a tree of files is a manifest (manifest.ts), which is itself kept as a file: one JSON object a line, ordered by path.
 */
export type ContentRef = { readonly sizeBytes: number; readonly chunks: readonly string[] };

/** A whole tree: where its manifest is, and what it adds up to. */
export type ContentTree = { readonly manifest: ContentRef; readonly fileCount: number; readonly sizeBytes: number };

/** Why a manifest or a part of one is refused. */
export class ContentError extends Error {
  override readonly name = 'ContentError';
}

const hashShape = /^[0-9a-f]{64}$/;

export function isContentHash(text: string): boolean {
  return hashShape.test(text);
}

/** Whether a size and chunks can belong to each other: every chunk but the last is full. */
export function isContentRef({ sizeBytes, chunks }: ContentRef): boolean {
  if (!Number.isSafeInteger(sizeBytes) || sizeBytes < 0 || !Array.isArray(chunks)) return false;
  return (
    chunks.length === Math.ceil(sizeBytes / contentChunkBytes) &&
    chunks.every(chunk => typeof chunk === 'string' && isContentHash(chunk))
  );
}

const frameHeadBytes = 4;

/** Chunks one after another for the wire, each after its length in 4 bytes, the highest first. */
export function packChunks(chunks: readonly Uint8Array[]): Uint8Array {
  const packed = Buffer.allocUnsafe(chunks.reduce((sum, chunk) => sum + frameHeadBytes + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    packed.writeUInt32BE(chunk.length, at);
    packed.set(chunk, at + frameHeadBytes);
    at += frameHeadBytes + chunk.length;
  }
  return packed;
}

/** The chunks that `packChunks` put together, as views of the same memory. Throws a `ContentError` when they can't be told apart. */
export function unpackChunks(packed: Uint8Array): readonly Uint8Array[] {
  const bytes = Buffer.from(packed.buffer, packed.byteOffset, packed.length);
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = at + frameHeadBytes > bytes.length ? 0 : bytes.readUInt32BE(at);
    const start = at + frameHeadBytes;
    if (
      length === 0 ||
      length > contentChunkBytes ||
      start + length > bytes.length ||
      chunks.length === contentBatchChunks
    )
      throw new ContentError('The chunks of a batch can not be told apart.');
    chunks.push(bytes.subarray(start, start + length));
    at = start + length;
  }
  return chunks;
}

/** The longest batch that `packChunks` makes, in bytes. */
export const packedBatchBytes = contentBatchBytes + contentBatchChunks * frameHeadBytes;
