import type { Instant } from '../base/clock.ts';

const monthNames = 'January February March April May June July August September October November December'.split(' ');
const dayNames = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');

/** The patterns that one letter alone stands for. */
const standardPatterns: Readonly<Record<string, string>> = {
  d: 'MM/dd/yyyy',
  D: 'dddd, dd MMMM yyyy',
  f: 'dddd, dd MMMM yyyy HH:mm',
  F: 'dddd, dd MMMM yyyy HH:mm:ss',
  g: 'MM/dd/yyyy HH:mm',
  G: 'MM/dd/yyyy HH:mm:ss',
  m: 'MMMM dd',
  M: 'MMMM dd',
  o: "yyyy-MM-dd'T'HH:mm:ss.fffffffzzz",
  O: "yyyy-MM-dd'T'HH:mm:ss.fffffffzzz",
  r: "ddd, dd MMM yyyy HH:mm:ss 'GMT'",
  R: "ddd, dd MMM yyyy HH:mm:ss 'GMT'",
  s: "yyyy-MM-dd'T'HH:mm:ss",
  t: 'HH:mm',
  T: 'HH:mm:ss',
  u: "yyyy-MM-dd HH:mm:ss'Z'",
  y: 'yyyy MMMM',
  Y: 'yyyy MMMM',
};

/** What a letter prints; `width` is how often it stands there in a row. */
const parts: Readonly<Record<string, (date: Date, width: number) => string>> = {
  y: (date, width) => (width <= 2 ? padded(date.getUTCFullYear() % 100, width) : padded(date.getUTCFullYear(), width)),
  M: (date, width) => named(monthNames, date.getUTCMonth(), date.getUTCMonth() + 1, width),
  d: (date, width) => named(dayNames, date.getUTCDay(), date.getUTCDate(), width),
  H: (date, width) => padded(date.getUTCHours(), Math.min(width, 2)),
  h: (date, width) => padded(date.getUTCHours() % 12 || 12, Math.min(width, 2)),
  m: (date, width) => padded(date.getUTCMinutes(), Math.min(width, 2)),
  s: (date, width) => padded(date.getUTCSeconds(), Math.min(width, 2)),
  f: (date, width) => fraction(date, width),
  F: (date, width) => fraction(date, width).replace(/0+$/, ''),
  t: (date, width) => (date.getUTCHours() < 12 ? 'AM' : 'PM').slice(0, width),
  z: (_, width) => (width === 1 ? '+0' : width === 2 ? '+00' : '+00:00'),
  K: (_, width) => '+00:00'.repeat(width),
};

/**
 * A time in .NET's date format (`yyyyMMdd`, `d`, `HH:mm`), in UTC and English. `undefined` where .NET refuses the format: empty, an
 * unknown letter alone, an open quote, a lone backslash or percent sign, more than seven decimals.
 */
export function formatDate(instant: Instant, format: string): string | undefined {
  const pattern = format.length === 1 ? standardPatterns[format] : format;
  if (pattern === undefined || pattern === '') return undefined;
  const date = new Date(instant);
  let printed = '';
  for (let at = 0; at < pattern.length; ) {
    const piece = readPiece(pattern, at, date);
    if (piece === undefined) return undefined;
    printed += piece.text;
    at = piece.end;
  }
  return printed;
}

type Piece = { readonly text: string; readonly end: number };

function readPiece(pattern: string, at: number, date: Date): Piece | undefined {
  const letter = pattern.charAt(at);
  if (letter === "'" || letter === '"') return readQuoted(pattern, at);
  if (letter === '\\') return at + 1 < pattern.length ? { text: pattern.charAt(at + 1), end: at + 2 } : undefined;
  if (letter === '%') return readSingle(pattern, at, date);
  const print = parts[letter];
  if (print === undefined) return { text: letter, end: at + 1 };
  let end = at + 1;
  while (pattern[end] === letter) end++;
  const isTooFine = (letter === 'f' || letter === 'F') && end - at > 7;
  return isTooFine ? undefined : { text: print(date, end - at), end };
}

function readQuoted(pattern: string, at: number): Piece | undefined {
  const close = pattern.indexOf(pattern.charAt(at), at + 1);
  return close === -1 ? undefined : { text: pattern.slice(at + 1, close), end: close + 1 };
}

/** `%d` is the letter alone where a pattern of one letter would stand for a standard one. */
function readSingle(pattern: string, at: number, date: Date): Piece | undefined {
  const letter = pattern.charAt(at + 1);
  if (letter === '' || letter === '%') return undefined;
  return { text: parts[letter]?.(date, 1) ?? letter, end: at + 2 };
}

function named(names: readonly string[], index: number, number: number, width: number): string {
  if (width <= 2) return padded(number, width);
  const name = names[index] ?? '';
  return width === 3 ? name.slice(0, 3) : name;
}

function fraction(date: Date, width: number): string {
  return padded(date.getUTCMilliseconds(), 3).padEnd(7, '0').slice(0, width);
}

function padded(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
