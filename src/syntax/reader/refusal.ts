import { readBlockScalar } from './block-scalar.ts';
import {
  ampersand,
  asterisk,
  closeBrace,
  closeBracket,
  colon,
  comma,
  dash,
  doubleQuote,
  exclamation,
  greaterThan,
  isFlowIndicator,
  openBrace,
  openBracket,
  pipe,
  question,
  singleQuote,
} from './chars.ts';
import type { Cursor } from './cursor.ts';
import { fail } from './failure.ts';
import { readFlowPlain, readPlain } from './plain.ts';
import { readAnchor, skipTag } from './properties.ts';
import { readQuoted } from './quoted.ts';
import { atIndicator, isKey, startsInline, startsPlain } from './token.ts';
import type { FailureCode } from './wording.ts';

/*
 * The library reads tokens ahead of its parser: the token that the parser refuses, and behind a possible key the rest of the
 * line, where its `:` might stand. What it can't read there is reported in place of the parser's error, so the same
 * tokens are looked at here. Only texts that can't be read pay for it.
 */

/** Ends the reading: the token at the cursor, in the collection at column `indent`, has no place there. */
export function refuseToken(cursor: Cursor, indent: number, code: FailureCode): never {
  const { pos: start, lineStart } = cursor;
  if (start < cursor.end && !cursor.atDocumentMarker()) {
    if (cursor.keyAllowed && startsInline(cursor)) findColon(cursor, { start, lineStart, indent, isRequired: false });
    else skipToken(cursor, indent);
  }
  return fail(cursor, code, start);
}

/** Ends the reading: the token at the cursor has no place in its flow collection. */
export function refuseFlowToken(cursor: Cursor, code: FailureCode): never {
  const start = cursor.pos;
  if (start < cursor.end && !cursor.atDocumentMarker()) skipFlowToken(cursor);
  return fail(cursor, code, start);
}

export type PossibleKey = {
  readonly start: number;
  /** Start of the key's line. */
  readonly lineStart: number;
  /** Column of the collection that the key stands in. */
  readonly indent: number;
  /** Whether nothing but a key may stand there: then a missing `:` ends the reading. */
  readonly isRequired: boolean;
};

/** Walks from a possible key to the `:` that makes it one, over whatever else is in the line; false if there is none. */
export function findColon(cursor: Cursor, { start, lineStart, indent, isRequired }: PossibleKey): boolean {
  const missing = (at: number): boolean => isRequired && fail(cursor, 'yaml.simple-key', at);
  cursor.pos = start;
  cursor.lineStart = lineStart;
  for (let level = 0; ; ) {
    level = Math.max(0, level + levelChange(cursor));
    if (level > 0) skipFlowToken(cursor);
    else skipToken(cursor, indent);
    if (cursor.lineStart === lineStart) {
      cursor.keyAllowed = false;
      if (level > 0) cursor.skipInFlow();
      else cursor.skipToToken();
    }
    if (!isKey(cursor, start, lineStart)) return missing(cursor.pos);
    if (cursor.pos >= cursor.end) return missing(level > 0 ? cursor.pos : start);
    if (level > 0) continue;
    if (atIndicator(cursor, colon)) return true;
    if (!endsKey(cursor)) continue;
    if (!isRequired) skipToken(cursor, indent);
    return missing(start);
  }
}

function levelChange(cursor: Cursor): number {
  const c = cursor.at(cursor.pos);
  if (c === openBracket || c === openBrace) return 1;
  return c === closeBracket || c === closeBrace ? -1 : 0;
}

/** Whether the token at the cursor, behind a possible key on its line, makes it none. */
function endsKey(cursor: Cursor): boolean {
  const c = cursor.at(cursor.pos);
  return c === comma || c === closeBracket || c === closeBrace || c === pipe || c === greaterThan;
}

/** Moves behind the token at the cursor, or fails if none can stand there. A bracket is a token. */
function skipToken(cursor: Cursor, indent: number): void {
  const c = cursor.at(cursor.pos);
  if (startsPlain(cursor, false)) readPlain(cursor, indent);
  else if (c === pipe || c === greaterThan) readBlockScalar(cursor, indent);
  else if (!cursor.keyAllowed && c === dash) fail(cursor, 'yaml.sequence-entry', cursor.pos);
  else if (!cursor.keyAllowed && c === question) fail(cursor, 'yaml.mapping-key', cursor.pos);
  else if (!cursor.keyAllowed && c === colon) fail(cursor, 'yaml.mapping-value', cursor.pos);
  else skipCommonToken(cursor, false);
}

function skipFlowToken(cursor: Cursor): void {
  if (startsPlain(cursor, true)) readFlowPlain(cursor);
  else skipCommonToken(cursor, true);
}

function skipCommonToken(cursor: Cursor, inFlow: boolean): void {
  const c = cursor.at(cursor.pos);
  if (c === singleQuote || c === doubleQuote) readQuoted(cursor);
  else if (c === ampersand || c === asterisk) readAnchor(cursor);
  else if (c === exclamation) skipTag(cursor, inFlow);
  else if (isFlowIndicator(c) || c === dash || c === question || c === colon) cursor.pos++;
  else fail(cursor, 'yaml.token', cursor.pos, cursor.pos + 1);
}
