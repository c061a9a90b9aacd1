import type { ScalarNode } from '../tree.ts';
import {
  carriageReturn,
  closeBrace,
  colon,
  endsWord,
  hash,
  isBlank,
  isBreak,
  isFlowIndicator,
  lineFeed,
  nextLine,
  space,
  tab,
} from './chars.ts';
import type { Cursor } from './cursor.ts';
import { fail } from './failure.ts';
import { foldedBreaks, withoutTrailingBlanks } from './folding.ts';
import { scalar } from './nodes.ts';

/**
 * Reads an unquoted scalar of a block collection at column `indent`; its further lines stand to the right of that column.
 * The cursor ends behind the blanks and breaks that follow.
 */
export function readPlain(cursor: Cursor, indent: number): ScalarNode {
  return readLines(cursor, indent, blockLineEnd);
}

/** Reads an unquoted scalar within a flow collection, where indentation means nothing and `, [ ] { }` end it. */
export function readFlowPlain(cursor: Cursor): ScalarNode {
  return readLines(cursor, Number.NEGATIVE_INFINITY, flowLineEnd);
}

/** Offset at which a line of plain text that begins at `from` ends, trailing blanks included. */
type LineEnd = (cursor: Cursor, from: number) => number;

function readLines(cursor: Cursor, indent: number, lineEnd: LineEnd): ScalarNode {
  const start = cursor.pos;
  cursor.keyAllowed = false;
  cursor.pos = lineEnd(cursor, start);
  let end = withoutTrailingBlanks(cursor, start, cursor.pos);
  let value = cursor.text.slice(start, end);
  while (continues(cursor, indent, start, lineEnd)) {
    const lineStart = cursor.pos;
    value += foldedBreaks(cursor, end, lineStart);
    cursor.pos = lineEnd(cursor, lineStart);
    end = withoutTrailingBlanks(cursor, lineStart, cursor.pos);
    value += cursor.text.slice(lineStart, end);
  }
  return scalar(cursor, value, 'plain', start, end);
}

function blockLineEnd(cursor: Cursor, from: number): number {
  const { text, end } = cursor;
  for (let i = from; i < end; i++) {
    const c = text.charCodeAt(i);
    if (c > colon) {
      if (c >= nextLine && isBreak(c)) return i;
    } else if (c === colon) {
      if (endsWord(cursor.at(i + 1))) return i;
    } else if (c === hash) {
      if (isBlank(cursor.at(i - 1)) && i > from) return i;
    } else if (c === lineFeed || c === carriageReturn || c === 0) return i;
  }
  return end;
}

function flowLineEnd(cursor: Cursor, from: number): number {
  const { text, end } = cursor;
  for (let i = from; i < end; i++) {
    const c = text.charCodeAt(i);
    if (c > closeBrace) {
      if (c >= nextLine && isBreak(c)) return i;
    } else if (c === colon) {
      const next = cursor.at(i + 1);
      if (endsWord(next) || isFlowIndicator(next)) return i;
    } else if (c === hash) {
      if (isBlank(cursor.at(i - 1)) && i > from) return i;
    } else if (c === lineFeed || c === carriageReturn || c === 0 || isFlowIndicator(c)) return i;
  }
  return end;
}

/** Moves over the blanks and breaks at the end of a line; true if the next line belongs to the scalar. */
function continues(cursor: Cursor, indent: number, start: number, lineEnd: LineEnd): boolean {
  if (!isBreak(cursor.at(cursor.pos))) return false;
  skipBlankLines(cursor, indent, start);
  if (cursor.column > indent && !cursor.atDocumentMarker() && isText(cursor, lineEnd)) {
    cursor.keyAllowed = false;
    return true;
  }
  cursor.keyAllowed = true;
  return false;
}

function skipBlankLines(cursor: Cursor, indent: number, start: number): void {
  for (;;) {
    const c = cursor.at(cursor.pos);
    if (isBreak(c)) cursor.skipBreak();
    else if (c === space) cursor.pos++;
    else if (c === tab) {
      if (cursor.column <= indent) fail(cursor, 'yaml.plain-tab', start, cursor.pos);
      cursor.pos++;
    } else return;
  }
}

function isText(cursor: Cursor, lineEnd: LineEnd): boolean {
  return cursor.at(cursor.pos) !== hash && lineEnd(cursor, cursor.pos) > cursor.pos;
}
