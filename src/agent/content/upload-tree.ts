import { open } from 'node:fs/promises';
import { contentChunkBytes, manifestLineBytes } from '../../base/limits.ts';
import { ContentError, type ContentRef, type ContentTree } from '../../wire/content.ts';
import { isTreePath, type ManifestEntry, manifestLine } from '../../wire/manifest.ts';
import { ChunkSender } from './chunk-sender.ts';
import type { ContentSpace } from './content-space.ts';
import type { WalkedEntry } from './walk-tree.ts';

export type UploadOptions = {
  /** Keeps when files were changed last. Default: false. */
  readonly keepTimes?: boolean;
  /** Told of each file once it is read. */
  readonly read?: (path: string, fileCount: number) => void;
};

/**
 * Uploads what `walkTree` found, in its order. Files are read once and as they are at that moment, piece by piece. The server has all of
 * it when it resolves; what it had before is not sent.
 */
export async function uploadTree(
  space: ContentSpace,
  entries: AsyncIterable<WalkedEntry>,
  options: UploadOptions = {},
): Promise<ContentTree> {
  const sender = new ChunkSender(space);
  const manifest = new ManifestSender(sender);
  let fileCount = 0;
  let sizeBytes = 0;
  for await (const entry of entries) {
    if (!isTreePath(entry.path))
      throw new ContentError(`The path of '${entry.path}' has characters that no other system could keep.`);
    if (entry.kind !== 'file') {
      await manifest.add(entry);
      continue;
    }
    const content = await sendFile(sender, entry.file);
    const modifiedAt = options.keepTimes === true ? { modifiedAt: Math.floor(entry.stats.mtimeMs) } : {};
    await manifest.add({ kind: 'file', path: entry.path, content, mode: entry.stats.mode & 0o777, ...modifiedAt });
    fileCount += 1;
    sizeBytes += content.sizeBytes;
    options.read?.(entry.path, fileCount);
  }
  const tree = { manifest: await manifest.end(), fileCount, sizeBytes };
  await sender.end();
  return tree;
}

/** Uploads one file by itself. */
export async function uploadFile(space: ContentSpace, file: string): Promise<ContentRef> {
  const sender = new ChunkSender(space);
  const content = await sendFile(sender, file);
  await sender.end();
  return content;
}

async function sendFile(sender: ChunkSender, file: string): Promise<ContentRef> {
  await using handle = await open(file, 'r');
  const chunks: string[] = [];
  let sizeBytes = 0;
  // A little more room than is needed, so that the end of a small file is seen by the first look.
  const { size } = await handle.stat();
  for (;;) {
    const room = Math.max(1, Math.min(contentChunkBytes, size - sizeBytes + 1));
    const chunk = await readChunk(handle, Buffer.allocUnsafeSlow(room), sizeBytes);
    if (chunk.length === 0) return { sizeBytes, chunks };
    // All chunks but the last are full: a file that grew while it was read ends where it was thought to end.
    if (sizeBytes % contentChunkBytes !== 0) return { sizeBytes, chunks };
    chunks.push(await sender.add(chunk));
    sizeBytes += chunk.length;
  }
}

async function readChunk(handle: Awaited<ReturnType<typeof open>>, chunk: Buffer, position: number): Promise<Buffer> {
  let filled = 0;
  while (filled < chunk.length) {
    const { bytesRead } = await handle.read(chunk, filled, chunk.length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return chunk.subarray(0, filled);
}

/** Sends a manifest as it grows. */
class ManifestSender {
  readonly #sender: ChunkSender;
  readonly #chunks: string[] = [];
  #pending: Buffer[] = [];
  #pendingBytes = 0;
  #sizeBytes = 0;

  constructor(sender: ChunkSender) {
    this.#sender = sender;
  }

  async add(entry: ManifestEntry): Promise<void> {
    const line = Buffer.from(manifestLine(entry));
    if (line.length > manifestLineBytes) throw new ContentError(`The file '${entry.path}' is too large.`);
    this.#pending.push(line);
    this.#pendingBytes += line.length;
    if (this.#pendingBytes >= contentChunkBytes) await this.#cut(contentChunkBytes);
  }

  async end(): Promise<ContentRef> {
    await this.#cut(1);
    return { sizeBytes: this.#sizeBytes, chunks: this.#chunks };
  }

  /** Sends full chunks while at least so many bytes are there. */
  async #cut(atLeast: number): Promise<void> {
    let rest = Buffer.concat(this.#pending);
    while (rest.length >= atLeast) {
      const chunk = rest.subarray(0, contentChunkBytes);
      this.#chunks.push(await this.#sender.add(chunk));
      this.#sizeBytes += chunk.length;
      rest = rest.subarray(chunk.length);
    }
    this.#pending = [rest];
    this.#pendingBytes = rest.length;
  }
}
