import { blobKeyLength, blobSegmentLength } from '../../base/limits.ts';

const segmentShape = /^[A-Za-z0-9._-]+$/;

/** The segments of a blob's key, or of a prefix of keys. Throws a `RangeError` for anything that is not one. */
export function segmentsOf(key: string): readonly string[] {
  const segments = key.length <= blobKeyLength ? key.split('/') : [];
  if (segments.length === 0 || !segments.every(isSegment))
    throw new RangeError(`Not a blob's key: ${JSON.stringify(key.slice(0, blobKeyLength))}.`);
  return segments;
}

function isSegment(text: string): boolean {
  return text.length <= blobSegmentLength && segmentShape.test(text) && text !== '.' && text !== '..';
}

/** Throws a `RangeError` unless every number can be an offset into a blob. */
export function checkOffsets(...offsets: readonly number[]): void {
  for (const offset of offsets) {
    if (!Number.isSafeInteger(offset) || offset < 0) throw new RangeError(`Not an offset into a blob: ${offset}.`);
  }
}

/** What a write beyond a blob's end throws: the bytes between would be made up. */
export function gapError(key: string, sizeBytes: number, offset: number): RangeError {
  return new RangeError(`Blob ${key} has ${sizeBytes} bytes: it can't be written at ${offset}.`);
}
