import type { Value } from '../value.ts';

/** What the service reckons for an object, for a text without its letters, and for a reference. */
const objectBytes = 24;
const textBytes = 26;
const referenceBytes = 8;

export function sizeOfText(length: number): number {
  return textBytes + 2 * length;
}

/** What it takes to hold a value that was there before: items of arrays and objects are not counted. */
export function sizeOfFound(value: Value): number {
  if (typeof value === 'string') return sizeOfText(value.length);
  return Array.isArray(value) ? objectBytes + referenceBytes * value.length : objectBytes;
}

/** What a value takes that a function made, the texts of an array included. Functions make no objects. */
export function sizeOfMade(value: Value): number {
  if (!Array.isArray(value)) return sizeOfFound(value);
  let bytes = sizeOfFound(value);
  for (const item of value) bytes += sizeOfItem(item);
  return bytes;
}

/** What one more item adds to an array beyond the reference to it. */
export function sizeOfItem(item: Value): number {
  return typeof item === 'string' ? sizeOfText(item.length) : 0;
}
