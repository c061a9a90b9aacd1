import { isBlank, isBreak } from './chars.ts';
import type { Cursor } from './cursor.ts';
import { fail } from './failure.ts';
import { breakText } from './folding.ts';

/** What stands behind a backslash in double quotes, and what it reads as. */
const named: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  ' ': ' ',
  '"': '"',
  '/': '/',
  '\\': '\\',
  N: '\x85',
  _: '\xa0',
  L: '\u2028',
  P: '\u2029',
};

/** How many hexadecimal digits follow. */
const digitCounts: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** Reads the escape at the cursor, in the double-quoted scalar that begins at `start`. */
export function readEscape(cursor: Cursor, start: number): string {
  if (isBreak(cursor.at(cursor.pos + 1))) return readEscapedBreak(cursor);
  const letter = cursor.text.charAt(cursor.pos + 1);
  const digitCount = digitCounts[letter];
  if (digitCount !== undefined) return readCodePoint(cursor, start, digitCount);
  const value = named[letter];
  if (value === undefined) return fail(cursor, 'yaml.escape', start, cursor.pos);
  cursor.pos += 2;
  return value;
}

/** An escaped line break joins two lines without a blank; blank lines behind it count. */
function readEscapedBreak(cursor: Cursor): string {
  cursor.pos++;
  cursor.skipBreak();
  let breaks = '';
  for (let c = cursor.at(cursor.pos); ; c = cursor.at(cursor.pos)) {
    if (isBreak(c)) {
      breaks += breakText(c);
      cursor.skipBreak();
    } else if (isBlank(c)) cursor.pos++;
    else return breaks;
  }
}

function readCodePoint(cursor: Cursor, start: number, digitCount: number): string {
  cursor.pos += 2;
  const digits = cursor.text.slice(cursor.pos, cursor.pos + digitCount);
  if (digits.length < digitCount || !/^[0-9a-f]*$/i.test(digits)) fail(cursor, 'yaml.escape-digits', start, cursor.pos);
  const code = Number.parseInt(digits, 16);
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) fail(cursor, 'yaml.escape-range', start, cursor.pos);
  cursor.pos += digitCount;
  return String.fromCodePoint(code);
}
