import { asterisk, endsWord, exclamation, greaterThan, isFlowIndicator, isWordCharacter, lessThan } from './chars.ts';
import type { Cursor } from './cursor.ts';
import { fail, failAnchor } from './failure.ts';

/** Reads `&name` or `*name` at the cursor and refuses it. */
export function refuseAnchor(cursor: Cursor): never {
  return failAnchor(cursor, readAnchor(cursor));
}

/** Moves behind the `&name` or `*name` at the cursor. */
export function readAnchor(cursor: Cursor): string {
  const start = cursor.pos++;
  while (isWordCharacter(cursor.at(cursor.pos))) cursor.pos++;
  const name = cursor.text.slice(start + 1, cursor.pos);
  const next = cursor.at(cursor.pos);
  if (name === '' || !(endsWord(next) || '?:,]}%@`'.includes(String.fromCharCode(next)))) {
    fail(cursor, 'yaml.anchor-name', start, cursor.pos);
  }
  cursor.keyAllowed = false;
  return name;
}

/** Moves behind the tag at the cursor: its text means nothing to the service, but must be well-formed and its handle declared. */
export function skipTag(cursor: Cursor, inFlow: boolean): void {
  const start = cursor.pos++;
  if (cursor.at(cursor.pos) === lessThan) skipVerbatimTag(cursor, start, inFlow);
  else skipShorthandTag(cursor, start, inFlow);
  const next = cursor.at(cursor.pos);
  if (!endsWord(next) && !(inFlow && isFlowIndicator(next))) fail(cursor, 'yaml.tag-end', start, cursor.pos);
  cursor.keyAllowed = false;
}

function skipVerbatimTag(cursor: Cursor, start: number, inFlow: boolean): void {
  cursor.pos++;
  skipUri(cursor, inFlow);
  if (cursor.pos === start + 2) fail(cursor, 'yaml.tag-uri', start, cursor.pos);
  if (cursor.at(cursor.pos) !== greaterThan) fail(cursor, 'yaml.tag-close', start, cursor.pos);
  cursor.pos++;
}

function skipShorthandTag(cursor: Cursor, start: number, inFlow: boolean): void {
  while (isWordCharacter(cursor.at(cursor.pos))) cursor.pos++;
  if (cursor.at(cursor.pos) !== exclamation) {
    skipUri(cursor, inFlow);
    return;
  }
  const handle = cursor.text.slice(start, ++cursor.pos);
  const suffixStart = cursor.pos;
  skipUri(cursor, inFlow);
  if (cursor.pos === suffixStart) fail(cursor, 'yaml.tag-uri', start, cursor.pos);
  if (handle !== '!!' && !cursor.tagHandles.has(handle)) fail(cursor, 'yaml.tag-undefined', start, cursor.pos);
}

/** Moves behind the characters of a URI. Within a flow collection its indicators end it. */
export function skipUri(cursor: Cursor, inFlow: boolean): void {
  for (let c = cursor.at(cursor.pos); isUriCharacter(c) && !(inFlow && isFlowIndicator(c)); c = cursor.at(cursor.pos)) {
    cursor.pos++;
  }
}

function isUriCharacter(c: number): boolean {
  return c === asterisk || isWordCharacter(c) || (c !== 0 && ";/?:@&=+$,.!~'()[]%".includes(String.fromCharCode(c)));
}
