import type { ScalarNode } from '../tree.ts';
import { dash, hash, isBlank, isBreak, isDigit, pipe, plus, space, tab, zero } from './chars.ts';
import type { Cursor } from './cursor.ts';
import { fail } from './failure.ts';
import { breakText } from './folding.ts';
import { scalar } from './nodes.ts';

/** What becomes of the line breaks at the end: `-` drops all, none keeps the first, `+` keeps all. */
type Chomping = 'strip' | 'clip' | 'keep';

type Header = { readonly chomping: Chomping; readonly increment: number };

/**
 * Reads a literal (`|`) or folded (`>`) scalar of a collection at column `indent`. The cursor ends before the next line's token.
 * The span ends behind the last line's text.
 */
export function readBlockScalar(cursor: Cursor, indent: number): ScalarNode {
  const start = cursor.pos;
  const style = cursor.at(start) === pipe ? 'literal' : 'folded';
  const { chomping, increment } = readHeader(cursor, start);
  let end = cursor.pos;
  skipHeaderRest(cursor, start);
  const base = Math.max(indent, 0);
  const body = new Body(style === 'folded');
  let column = increment === 0 ? 0 : base + increment;
  column = skipEmptyLines(cursor, body, { column, least: indent + 1, start });
  while (cursor.column === column && cursor.at(cursor.pos) !== 0) {
    const lineStart = cursor.pos;
    end = cursor.lineEnd(lineStart);
    body.addLine(cursor.text.slice(lineStart, end), isBlank(cursor.at(lineStart)));
    cursor.pos = end;
    skipLineBreak(cursor, body);
    skipEmptyLines(cursor, body, { column, least: column, start });
  }
  cursor.keyAllowed = true;
  return scalar(cursor, body.text(chomping), style, start, end);
}

function readHeader(cursor: Cursor, start: number): Header {
  let chomping: Chomping = 'clip';
  let increment = 0;
  cursor.pos++;
  for (let rest = 2; rest > 0; rest--) {
    const c = cursor.at(cursor.pos);
    if ((c === plus || c === dash) && chomping === 'clip') chomping = c === plus ? 'keep' : 'strip';
    else if (isDigit(c) && increment === 0) {
      if (c === zero) fail(cursor, 'yaml.block-indicator', start, cursor.pos);
      increment = c - zero;
    } else break;
    cursor.pos++;
  }
  return { chomping, increment };
}

function skipHeaderRest(cursor: Cursor, start: number): void {
  while (isBlank(cursor.at(cursor.pos))) cursor.pos++;
  if (cursor.at(cursor.pos) === hash) cursor.pos = cursor.lineEnd(cursor.pos);
  const c = cursor.at(cursor.pos);
  if (isBreak(c)) cursor.skipBreak();
  else if (c !== 0) fail(cursor, 'yaml.block-header', start, cursor.pos);
}

/** The text of a block scalar as its lines come in. */
class Body {
  readonly #folded: boolean;
  #text = '';
  /** The break behind the last line, and those of the empty lines since. */
  #break = '';
  #emptyLines = '';
  #lastIsIndented = false;

  constructor(folded: boolean) {
    this.#folded = folded;
  }

  addLine(line: string, isIndented: boolean): void {
    const joins = this.#folded && this.#break === '\n' && !this.#lastIsIndented && !isIndented;
    if (!joins) this.#text += this.#break;
    else if (this.#emptyLines === '') this.#text += ' ';
    this.#text += this.#emptyLines + line;
    this.#break = '';
    this.#emptyLines = '';
    this.#lastIsIndented = isIndented;
  }

  endLine(lineBreak: string): void {
    this.#break = lineBreak;
  }

  addEmptyLine(lineBreak: string): void {
    this.#emptyLines += lineBreak;
  }

  text(chomping: Chomping): string {
    if (chomping === 'strip') return this.#text;
    return chomping === 'clip' ? this.#text + this.#break : this.#text + this.#break + this.#emptyLines;
  }
}

function skipLineBreak(cursor: Cursor, body: Body): void {
  const c = cursor.at(cursor.pos);
  if (!isBreak(c)) return;
  body.endLine(breakText(c));
  cursor.skipBreak();
}

/**
 * Moves over empty lines and up to `column` blanks of the line after them. Column 0 means that the text's column is not known
 * yet: it is that of the deepest blank of those lines, but `least` at least. Returns the column.
 */
function skipEmptyLines(
  cursor: Cursor,
  body: Body,
  { column, least, start }: { column: number; least: number; start: number },
): number {
  let deepest = 0;
  for (;;) {
    while ((column === 0 || cursor.column < column) && cursor.at(cursor.pos) === space) cursor.pos++;
    deepest = Math.max(deepest, cursor.column);
    const c = cursor.at(cursor.pos);
    if (c === tab && (column === 0 || cursor.column < column)) fail(cursor, 'yaml.block-tab', start, cursor.pos);
    if (!isBreak(c)) break;
    body.addEmptyLine(breakText(c));
    cursor.skipBreak();
  }
  return column === 0 ? Math.max(deepest, least, 1) : column;
}
