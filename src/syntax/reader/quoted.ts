import type { ScalarNode } from '../tree.ts';
import { backslash, doubleQuote, isBlank, isBreak } from './chars.ts';
import type { Cursor } from './cursor.ts';
import { readEscape } from './escapes.ts';
import { fail } from './failure.ts';
import { foldedBreaks, withoutTrailingBlanks } from './folding.ts';
import { scalar } from './nodes.ts';

/** Reads a scalar in single or double quotes. The cursor ends behind the closing quote. */
export function readQuoted(cursor: Cursor): ScalarNode {
  const start = cursor.pos;
  const quote = cursor.at(start);
  const style = quote === doubleQuote ? 'double' : 'single';
  let value = '';
  let pieceStart = start + 1;
  for (;;) {
    const stop = pieceEnd(cursor, pieceStart, quote);
    const c = cursor.at(stop);
    cursor.pos = stop;
    if (c === quote) {
      value += cursor.text.slice(pieceStart, stop);
      cursor.pos++;
      if (quote === doubleQuote || cursor.at(cursor.pos) !== quote) break;
      value += "'";
      cursor.pos++;
    } else if (c === backslash) {
      value += cursor.text.slice(pieceStart, stop) + readEscape(cursor, start);
    } else if (isBreak(c)) {
      const textEnd = withoutTrailingBlanks(cursor, pieceStart, stop);
      skipBlankLines(cursor, start);
      value += cursor.text.slice(pieceStart, textEnd) + foldedBreaks(cursor, stop, cursor.pos);
    } else fail(cursor, 'yaml.quoted-end', start, stop);
    pieceStart = cursor.pos;
  }
  cursor.keyAllowed = false;
  return scalar(cursor, value, style, start, cursor.pos);
}

/** Offset of the next character from `from` on that does not stand for itself. */
function pieceEnd(cursor: Cursor, from: number, quote: number): number {
  const { text, end } = cursor;
  for (let i = from; i < end; i++) {
    const c = text.charCodeAt(i);
    if (c === quote || (c === backslash && quote === doubleQuote) || c === 0 || isBreak(c)) return i;
  }
  return end;
}

function skipBlankLines(cursor: Cursor, start: number): void {
  for (let c = cursor.at(cursor.pos); ; c = cursor.at(cursor.pos)) {
    if (isBreak(c)) cursor.skipBreak();
    else if (isBlank(c)) cursor.pos++;
    else break;
  }
  if (cursor.atDocumentMarker()) fail(cursor, 'yaml.quoted-document', start, cursor.pos);
}
