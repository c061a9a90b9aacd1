import { carriageReturn, isBlank, isBreak, lineFeed, lineSeparator, paragraphSeparator } from './chars.ts';
import type { Cursor } from './cursor.ts';

/** What a line break reads as; the two Unicode separators stay themselves. */
export function breakText(c: number): string {
  if (c === lineSeparator) return '\u2028';
  return c === paragraphSeparator ? '\u2029' : '\n';
}

/** What the line breaks between two lines of a plain or quoted scalar read as: one is a blank, of more the first is dropped. */
export function foldedBreaks(cursor: Cursor, from: number, to: number): string {
  let breaks = '';
  for (let i = from; i < to; i++) {
    const c = cursor.at(i);
    if (!isBreak(c) || (c === carriageReturn && cursor.at(i + 1) === lineFeed)) continue;
    breaks += breakText(c);
  }
  if (!breaks.startsWith('\n')) return breaks;
  return breaks.length === 1 ? ' ' : breaks.slice(1);
}

/** Offset behind the last character of `from` to `to` that is no blank. */
export function withoutTrailingBlanks(cursor: Cursor, from: number, to: number): number {
  let end = to;
  while (end > from && isBlank(cursor.text.charCodeAt(end - 1))) end--;
  return end;
}
