import { containerFileBytes, contentChunkBytes } from '../base/limits.ts';
import type { ContentRef } from '../wire/content.ts';
import { isTreePath } from '../wire/manifest.ts';
import { ContainerRefusal } from './container-refusal.ts';
import { type ContentStore, DamagedContent } from './content-store.ts';
import { keepBytes } from './keep-bytes.ts';

/** Which bytes of a file come, both ends included, and how long all of it is. */
export type UploadPart = { readonly start: number; readonly end: number; readonly total: number };

/** A file, or a part of one, that is put into a container. */
export type ContainerUpload = {
  readonly path: string;
  /** Absent: the file comes whole. */
  readonly part?: UploadPart;
  /** The bytes are packed by gzip; parts are parts of what is packed. */
  readonly isGzip: boolean;
  /** How long the file is once it is unpacked, where the sender says so. */
  readonly fileBytes?: number;
};

/** What of a file has come so far. */
export type Received = { readonly total: number; readonly isGzip: boolean; readonly received: ContentRef };

/** Throws a `ContainerRefusal` for a path that could leave the container, and for sizes that can't be, or are too large. */
export function checkUpload({ path, part, fileBytes = 0 }: ContainerUpload): void {
  if (!isTreePath(path)) {
    const shown = JSON.stringify(path).slice(0, 300);
    throw new ContainerRefusal('containerItemInvalid', `The item path ${shown} is not one within a container.`);
  }
  if (part !== undefined && (part.start > part.end || part.end >= part.total))
    throw new ContainerRefusal(
      'containerItemInvalid',
      `Bytes ${part.start} to ${part.end} are not a part of ${part.total} bytes.`,
    );
  if (Math.max(part?.total ?? 0, fileBytes) > containerFileBytes) throw tooLong(path);
}

/**
 * Keeps the bytes of an upload after those that came before it; what had come from its start on gives way. A part that is repeated changes
 * nothing. Throws a `ContainerRefusal` when something before it is missing, or when it is not as long as it says.
 */
export async function receive(
  content: ContentStore,
  upload: ContainerUpload,
  { bytes, before }: { readonly bytes: AsyncIterable<Uint8Array>; readonly before: Received | undefined },
): Promise<Received> {
  const { path, part, isGzip } = upload;
  const start = part?.start ?? 0;
  const earlier = start === 0 ? nothing : precedent(upload, start, before);
  const whole = Math.floor(start / contentChunkBytes);
  const kept = earlier.chunks.slice(0, whole);
  const cut = await cutChunk(content, earlier.chunks[whole], start % contentChunkBytes);
  const added = await keepBytes(content, joined(cut, measured(path, bytes, part)));
  const sizeBytes = whole * contentChunkBytes + added.sizeBytes;
  const received = { sizeBytes, chunks: [...kept, ...added.chunks] };
  const total = part?.total ?? sizeBytes;
  if (before !== undefined && isRepeated(received, total, isGzip, before)) return before;
  return { total, isGzip, received };
}

/** A file as it is once it is unpacked. Throws a `ContainerRefusal` when it can't be, or is not as long as its sender says. */
export async function unpacked(
  content: ContentStore,
  packed: ContentRef,
  { path, fileBytes }: Pick<ContainerUpload, 'path' | 'fileBytes'>,
): Promise<ContentRef> {
  const [{ createGunzip }, { pipeline, Readable }] = await Promise.all([import('node:zlib'), import('node:stream')]);
  const plain = createGunzip();
  // What goes wrong is thrown to whoever reads.
  pipeline(Readable.from(content.read(packed)), plain, () => {});
  const whole = fileBytes === undefined ? undefined : { start: 0, end: fileBytes - 1, total: fileBytes };
  return keepBytes(content, measured(path, plain, whole)).catch(failure => {
    if (!String((failure as { code?: unknown }).code).startsWith('Z_')) throw failure;
    throw new ContainerRefusal('containerItemInvalid', `What came for '${path}' is not packed by gzip.`);
  });
}

const nothing: ContentRef = { sizeBytes: 0, chunks: [] };

function precedent({ path, part, isGzip }: ContainerUpload, start: number, before: Received | undefined): ContentRef {
  const isSame = before !== undefined && before.total === part?.total && before.isGzip === isGzip;
  const received = isSame ? before.received : nothing;
  if (received.sizeBytes >= start) return received;
  throw new ContainerRefusal(
    'containerUploadGap',
    `The part of '${path}' from byte ${start} on can't be taken: ${received.sizeBytes} bytes came before it.`,
  );
}

async function cutChunk(content: ContentStore, hash: string | undefined, length: number): Promise<Uint8Array> {
  if (hash === undefined || length === 0) return new Uint8Array();
  const chunk = await content.chunk(hash);
  if (chunk === undefined) throw new DamagedContent(`The chunk ${hash} is not kept.`);
  return chunk.subarray(0, length);
}

function isRepeated({ chunks }: ContentRef, total: number, isGzip: boolean, before: Received): boolean {
  const isSame = before.total === total && before.isGzip === isGzip;
  return isSame && chunks.every((hash, index) => before.received.chunks[index] === hash);
}

async function* joined(first: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  yield first;
  yield* rest;
}

/** The bytes, as long as they are not more than was said. */
async function* measured(path: string, bytes: AsyncIterable<Uint8Array>, part?: UploadPart): AsyncIterable<Uint8Array> {
  const expected = part === undefined ? undefined : part.end - part.start + 1;
  let size = 0;
  for await (const piece of bytes) {
    size += piece.length;
    if (size > (expected ?? containerFileBytes)) throw expected === undefined ? tooLong(path) : unlike(path, expected);
    yield piece;
  }
  if (expected !== undefined && size !== expected) throw unlike(path, expected);
}

function tooLong(path: string): ContainerRefusal {
  return new ContainerRefusal('containerFull', `'${path}' is longer than ${containerFileBytes} bytes.`);
}

function unlike(path: string, expected: number): ContainerRefusal {
  return new ContainerRefusal(
    'containerItemInvalid',
    `What came for '${path}' does not have the ${expected} bytes that were announced.`,
  );
}
