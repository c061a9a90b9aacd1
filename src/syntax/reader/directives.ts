import { dot, endsWord, exclamation, hash, isBlank, isBreak, isDigit, isWordCharacter, percent } from './chars.ts';
import type { Cursor } from './cursor.ts';
import { fail } from './failure.ts';
import { skipUri } from './properties.ts';

/** Reads the `%YAML` and `%TAG` lines before a document; true if there are any. The cursor ends at the next token. */
export function readDirectives(cursor: Cursor): boolean {
  let hasVersion = false;
  let isAny = false;
  for (; atDirective(cursor); isAny = true) {
    const start = cursor.pos;
    const name = readName(cursor, start);
    if (name === 'YAML') {
      const isKnown = readVersion(cursor, start);
      endDirective(cursor, start);
      if (hasVersion) fail(cursor, 'yaml.version-twice', start);
      if (!isKnown) fail(cursor, 'yaml.version', start);
      hasVersion = true;
    } else if (name === 'TAG') {
      const handle = readTagHandle(cursor, start);
      endDirective(cursor, start);
      if (cursor.tagHandles.has(handle)) fail(cursor, 'yaml.tag-twice', start);
      cursor.tagHandles.add(handle);
    } else fail(cursor, 'yaml.directive-unknown', start, cursor.pos);
    cursor.skipToToken();
  }
  return isAny;
}

/** Whether a `%` stands here at the start of a line, which ends a document. */
export function atDirective(cursor: Cursor): boolean {
  return cursor.pos === cursor.lineStart && cursor.at(cursor.pos) === percent;
}

function readName(cursor: Cursor, start: number): string {
  cursor.keyAllowed = false;
  cursor.pos++;
  while (isWordCharacter(cursor.at(cursor.pos))) cursor.pos++;
  const name = cursor.text.slice(start + 1, cursor.pos);
  if (name === '') fail(cursor, 'yaml.directive-name', start, cursor.pos);
  if (!endsWord(cursor.at(cursor.pos))) fail(cursor, 'yaml.directive-character', start, cursor.pos);
  return name;
}

/** Reads the version. Any 1.x will do: the differences between them don't show in a pipeline. */
function readVersion(cursor: Cursor, start: number): boolean {
  skipBlanks(cursor);
  const major = readDigits(cursor, start);
  if (cursor.at(cursor.pos) !== dot) fail(cursor, 'yaml.version-dot', start, cursor.pos);
  cursor.pos++;
  readDigits(cursor, start);
  return major === '1';
}

function readDigits(cursor: Cursor, start: number): string {
  const from = cursor.pos;
  while (isDigit(cursor.at(cursor.pos))) cursor.pos++;
  if (cursor.pos === from) fail(cursor, 'yaml.version-number', start, cursor.pos);
  return cursor.text.slice(from, cursor.pos);
}

function readTagHandle(cursor: Cursor, start: number): string {
  skipBlanks(cursor);
  const from = cursor.pos;
  if (cursor.at(cursor.pos) !== exclamation) fail(cursor, 'yaml.tag-handle', start, cursor.pos);
  cursor.pos++;
  while (isWordCharacter(cursor.at(cursor.pos))) cursor.pos++;
  if (cursor.at(cursor.pos) === exclamation) cursor.pos++;
  const handle = cursor.text.slice(from, cursor.pos);
  if (!isBlank(cursor.at(cursor.pos))) fail(cursor, 'yaml.tag-directive', start, cursor.pos);
  skipBlanks(cursor);
  const prefixStart = cursor.pos;
  skipUri(cursor, false);
  if (cursor.pos === prefixStart) fail(cursor, 'yaml.tag-uri', start, cursor.pos);
  return handle;
}

function endDirective(cursor: Cursor, start: number): void {
  skipBlanks(cursor);
  const c = cursor.at(cursor.pos);
  if (c !== hash && c !== 0 && !isBreak(c)) fail(cursor, 'yaml.directive-end', start, cursor.pos);
}

function skipBlanks(cursor: Cursor): void {
  while (isBlank(cursor.at(cursor.pos))) cursor.pos++;
}
