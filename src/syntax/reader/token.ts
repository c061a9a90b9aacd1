import {
  ampersand,
  asterisk,
  atSign,
  backtick,
  closeBrace,
  closeBracket,
  colon,
  comma,
  dash,
  doubleQuote,
  endsWord,
  exclamation,
  greaterThan,
  isFlowIndicator,
  openBrace,
  openBracket,
  percent,
  pipe,
  question,
  singleQuote,
} from './chars.ts';
import type { Cursor } from './cursor.ts';

/** How far behind the start of a key its `:` may stand, in characters. The library's rule, not a limit of ours. */
const longestKey = 1024;

/** Whether what began at `start`, in the line of `lineStart`, can be the key of a `:` at the cursor. */
export function isKey(cursor: Cursor, start: number, lineStart: number): boolean {
  return cursor.lineStart === lineStart && cursor.pos - start <= longestKey;
}

/** Whether `c` stands at the cursor as an indicator of block collections: before a blank, a break or the end. */
export function atIndicator(cursor: Cursor, c: number): boolean {
  return cursor.at(cursor.pos) === c && endsWord(cursor.at(cursor.pos + 1));
}

/** Whether an unquoted scalar can begin at the cursor. */
export function startsPlain(cursor: Cursor, inFlow: boolean): boolean {
  const c = cursor.at(cursor.pos);
  switch (c) {
    case dash:
      return !endsWord(cursor.at(cursor.pos + 1));
    case question:
    case colon: {
      const next = cursor.at(cursor.pos + 1);
      return !endsWord(next) && !(inFlow && isFlowIndicator(next));
    }
    case exclamation:
    case doubleQuote:
    case percent:
    case ampersand:
    case singleQuote:
    case asterisk:
    case comma:
    case greaterThan:
    case atSign:
    case openBracket:
    case closeBracket:
    case backtick:
    case openBrace:
    case pipe:
    case closeBrace:
      return false;
    default:
      return !endsWord(c);
  }
}

/** Whether a node that can be a key begins at the cursor, outside of flow collections: all but block scalars and collections. */
export function startsInline(cursor: Cursor): boolean {
  const c = cursor.at(cursor.pos);
  return (
    startsPlain(cursor, false) ||
    c === singleQuote ||
    c === doubleQuote ||
    c === openBracket ||
    c === openBrace ||
    c === ampersand ||
    c === asterisk ||
    c === exclamation
  );
}
