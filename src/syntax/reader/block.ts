import type { MappingEntry, MappingNode, ScalarNode, SequenceNode, YamlNode } from '../tree.ts';
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
  endsWord,
  exclamation,
  greaterThan,
  openBrace,
  openBracket,
  pipe,
  question,
  singleQuote,
} from './chars.ts';
import type { Cursor } from './cursor.ts';
import { atDirective } from './directives.ts';
import { fail } from './failure.ts';
import { readFlowCollection } from './flow.ts';
import { emptyScalar, enter, keyOf, leave, mapping, sequence } from './nodes.ts';
import { readPlain } from './plain.ts';
import { refuseAnchor, skipTag } from './properties.ts';
import { readQuoted } from './quoted.ts';
import { findColon, type PossibleKey, refuseToken } from './refusal.ts';
import { atIndicator, isKey, startsInline, startsPlain } from './token.ts';
import type { FailureCode } from './wording.ts';

/**
 * Where a node stands in the collection at column `indent`: behind `key:`, behind the `-` of a sequence that is indented deeper
 * than its key, or behind that of one that is not.
 */
type Role = 'value' | 'item' | 'unindentedItem';

/** Reads the node at the cursor, which stands to the right of the column `indent` of the collection around it (-1: none). */
export function readBlockNode(cursor: Cursor, indent: number): YamlNode {
  return readContent(cursor, indent, 'item');
}

function readContent(cursor: Cursor, indent: number, role: Role): YamlNode {
  const { pos: start, lineStart, keyAllowed } = cursor;
  const c = cursor.at(start);
  if (c === exclamation) return readTagged(cursor, indent, role);
  if (c === pipe || c === greaterThan) return readBlockScalar(cursor, indent);
  if ((c === dash || c === question || c === colon) && endsWord(cursor.at(start + 1))) return readIndicated(cursor, c);
  if (start >= cursor.end) return emptyScalar(cursor, start);
  const node = readInline(cursor, indent, 'yaml.node-content');
  return readAsKey(cursor, node, { start, lineStart, indent, keyAllowed });
}

/** Reads the collection that the indicator at the cursor begins. */
function readIndicated(cursor: Cursor, indicator: typeof dash | typeof question | typeof colon): YamlNode {
  switch (indicator) {
    case dash:
      if (!cursor.keyAllowed) fail(cursor, 'yaml.sequence-entry', cursor.pos);
      return readBlockSequence(cursor, cursor.column);
    case question:
      if (!cursor.keyAllowed) fail(cursor, 'yaml.mapping-key', cursor.pos);
      return readBlockMapping(cursor, cursor.column, undefined);
    case colon:
      return fail(cursor, cursor.keyAllowed ? 'yaml.mapping-key-expected' : 'yaml.mapping-value', cursor.pos);
  }
}

/** Reads a node that can be a key: a plain or quoted scalar or a flow collection. */
function readInline(cursor: Cursor, indent: number, code: FailureCode): YamlNode {
  switch (cursor.at(cursor.pos)) {
    case singleQuote:
    case doubleQuote:
      return readQuoted(cursor);
    case openBracket:
    case openBrace:
      return readFlowCollection(cursor);
    case ampersand:
    case asterisk:
      return refuseAnchor(cursor);
    default:
      return startsPlain(cursor, false) ? readPlain(cursor, indent) : refuseToken(cursor, indent, code);
  }
}

/** Where a possible key began, and whether it was allowed there. */
type KeyStart = Omit<PossibleKey, 'isRequired'> & { readonly keyAllowed: boolean };

/** The mapping whose first key `node` is, if a `:` follows; else `node`. */
function readAsKey(cursor: Cursor, node: YamlNode, { start, lineStart, indent, keyAllowed }: KeyStart): YamlNode {
  cursor.skipToToken();
  if (atIndicator(cursor, colon)) {
    if (keyAllowed && isKey(cursor, start, lineStart)) {
      return readBlockMapping(cursor, start - lineStart, keyOf(cursor, node));
    }
    return cursor.keyAllowed ? node : fail(cursor, 'yaml.mapping-value', cursor.pos);
  }
  if (keyAllowed && cursor.lineStart === lineStart && cursor.pos < cursor.end) {
    refuseBehind(cursor, node, { start, lineStart, indent, isRequired: false });
  }
  return node;
}

/** Ends the reading if a `:` follows on the line, behind a token too many. Else that token is the caller's to refuse. */
function refuseBehind(cursor: Cursor, node: YamlNode, key: PossibleKey): void {
  const { pos } = cursor;
  if (findColon(cursor, key)) {
    keyOf(cursor, node);
    fail(cursor, 'yaml.mapping-key-expected', pos);
  }
  cursor.pos = pos;
  cursor.lineStart = key.lineStart;
  cursor.keyAllowed = false;
}

/**
 * Reads the node behind the tag at the cursor: on the same line, or on a later one as if there was no tag. Where none begins, it
 * is the tag of an empty one.
 */
function readTagged(cursor: Cursor, indent: number, role: Role): YamlNode {
  const { pos: start, lineStart, keyAllowed } = cursor;
  skipTag(cursor, false);
  const emptyAt = cursor.pos;
  cursor.skipToToken();
  if (cursor.lineStart !== lineStart) {
    // Counted as a level, so that lines of tags can't make the recursion deep.
    enter(cursor);
    const node = readNode(cursor, indent, role, emptyAt);
    leave(cursor);
    return node;
  }
  const c = cursor.at(cursor.pos);
  if (c === pipe || c === greaterThan) return readBlockScalar(cursor, indent);
  return readAsKey(cursor, readTaggedInline(cursor, indent, emptyAt), { start, lineStart, indent, keyAllowed });
}

function readTaggedInline(cursor: Cursor, indent: number, emptyAt: number): YamlNode {
  const isNode = cursor.at(cursor.pos) !== exclamation && startsInline(cursor);
  return isNode ? readInline(cursor, indent, 'yaml.node-content') : emptyScalar(cursor, emptyAt);
}

/** Reads the node, if any, behind an indicator of the collection at `indent`; the cursor stands behind the indicator. */
function readNext(cursor: Cursor, indent: number, role: Role): YamlNode {
  const emptyAt = cursor.pos;
  cursor.skipToToken();
  return readNode(cursor, indent, role, emptyAt);
}

function readNode(cursor: Cursor, indent: number, role: Role, emptyAt: number): YamlNode {
  if (cursor.pos >= cursor.end || cursor.column < indent || atDocumentEnd(cursor)) return emptyScalar(cursor, emptyAt);
  if (cursor.column > indent) return readContent(cursor, indent, role);
  return readAtIndent(cursor, indent, role) ?? emptyScalar(cursor, emptyAt);
}

/** What a token in the very column of its collection begins: nothing as a rule, for it belongs to the next entry. */
function readAtIndent(cursor: Cursor, indent: number, role: Role): YamlNode | undefined {
  const c = cursor.at(cursor.pos);
  if (c === pipe || c === greaterThan) return readBlockScalar(cursor, indent);
  if (atIndicator(cursor, dash)) return role === 'value' ? readUnindentedSequence(cursor, indent) : undefined;
  if (role === 'item') return refuseKey(cursor, indent, 'yaml.node-content');
  if (c === comma || c === closeBracket || c === closeBrace) refuseToken(cursor, indent, 'yaml.node-content');
  return undefined;
}

function readBlockSequence(cursor: Cursor, indent: number): SequenceNode {
  return readItems(cursor, indent, 'item', atNextItem);
}

/** Reads a sequence whose `-` stand in the column of their key. Whatever else stands there ends it. */
function readUnindentedSequence(cursor: Cursor, indent: number): SequenceNode {
  return readItems(cursor, indent, 'unindentedItem', atNextUnindentedItem);
}

function readItems(
  cursor: Cursor,
  indent: number,
  role: Role,
  atNext: (cursor: Cursor, indent: number) => boolean,
): SequenceNode {
  enter(cursor);
  const start = cursor.pos;
  const items: YamlNode[] = [];
  let end: number;
  do {
    cursor.pos++;
    cursor.keyAllowed = true;
    const item = readNext(cursor, indent, role);
    items.push(item);
    end = item.span.end;
    cursor.skipToToken();
  } while (atNext(cursor, indent));
  leave(cursor);
  return sequence(cursor, items, false, start, end);
}

function atNextItem(cursor: Cursor, indent: number): boolean {
  if (cursor.pos >= cursor.end || cursor.column < indent || atDocumentEnd(cursor)) return false;
  if (cursor.column > indent || !cursor.keyAllowed) refuseToken(cursor, indent, 'yaml.sequence-entry-expected');
  return atIndicator(cursor, dash) || refuseKey(cursor, indent, 'yaml.sequence-entry-expected');
}

function atNextUnindentedItem(cursor: Cursor, indent: number): boolean {
  return cursor.column === indent && cursor.keyAllowed && atIndicator(cursor, dash);
}

/** Reads the mapping whose first key has been read, the cursor at its `:`; without a first key, at a `?`. */
function readBlockMapping(cursor: Cursor, indent: number, firstKey: ScalarNode | undefined): MappingNode {
  enter(cursor);
  const start = firstKey?.span.start ?? cursor.pos;
  const entries: MappingEntry[] = [];
  let entry = firstKey === undefined ? readExplicitEntry(cursor, indent) : readValueOf(cursor, indent, firstKey);
  for (;;) {
    entries.push(entry);
    cursor.skipToToken();
    if (!atNextEntry(cursor, indent)) break;
    entry = atIndicator(cursor, question)
      ? readExplicitEntry(cursor, indent)
      : readValueOf(cursor, indent, readKey(cursor, indent, 'yaml.mapping-key-expected'));
  }
  leave(cursor);
  return mapping(cursor, entries, false, start, entry.value.span.end);
}

function atNextEntry(cursor: Cursor, indent: number): boolean {
  if (cursor.pos >= cursor.end || cursor.column < indent || atDocumentEnd(cursor)) return false;
  // Behind a value of several lines, a token can stand in the right column without starting its line.
  if (cursor.column > indent || !cursor.keyAllowed) refuseToken(cursor, indent, 'yaml.mapping-key-expected');
  return true;
}

function readValueOf(cursor: Cursor, indent: number, key: ScalarNode): MappingEntry {
  cursor.pos++;
  cursor.keyAllowed = false;
  return { key, value: readNext(cursor, indent, 'value') };
}

/** Reads `? key` and the `: value` that may follow it on a line of its own. */
function readExplicitEntry(cursor: Cursor, indent: number): MappingEntry {
  cursor.pos++;
  cursor.keyAllowed = true;
  const key = keyOf(cursor, readNext(cursor, indent, 'value'));
  cursor.skipToToken();
  if (cursor.column !== indent || !atIndicator(cursor, colon)) {
    return { key, value: emptyScalar(cursor, key.span.end) };
  }
  cursor.pos++;
  cursor.keyAllowed = true;
  return { key, value: readNext(cursor, indent, 'value') };
}

/**
 * Reads the key at the cursor, which stands in the column of its mapping, where nothing but a key may begin. The cursor ends at
 * the `:`. What else stands there is refused with `code`.
 */
function readKey(cursor: Cursor, indent: number, code: FailureCode): ScalarNode {
  const { pos: start, lineStart } = cursor;
  const c = cursor.at(start);
  if (c === openBracket || c === openBrace) return refuseCollectionKey(cursor, indent, code);
  const node = c === exclamation ? readTaggedKey(cursor, indent) : readInline(cursor, indent, code);
  if (cursor.lineStart === lineStart) cursor.skipToToken();
  if (atIndicator(cursor, colon) && isKey(cursor, start, lineStart)) return keyOf(cursor, node);
  const { pos } = cursor;
  findColon(cursor, { start, lineStart, indent, isRequired: true });
  return fail(cursor, code, code === 'yaml.mapping-key-expected' ? pos : start);
}

function readTaggedKey(cursor: Cursor, indent: number): YamlNode {
  const { lineStart } = cursor;
  skipTag(cursor, false);
  const emptyAt = cursor.pos;
  cursor.skipToToken();
  return cursor.lineStart === lineStart ? readTaggedInline(cursor, indent, emptyAt) : emptyScalar(cursor, emptyAt);
}

function refuseCollectionKey(cursor: Cursor, indent: number, code: FailureCode): never {
  const { pos: start, lineStart } = cursor;
  findColon(cursor, { start, lineStart, indent, isRequired: true });
  return fail(cursor, code === 'yaml.mapping-key-expected' ? 'yaml.key-kind' : code, start);
}

/** Ends the reading at a key where none may stand. What is wrong with the key itself comes first. */
function refuseKey(cursor: Cursor, indent: number, code: FailureCode): never {
  const start = cursor.pos;
  readKey(cursor, indent, code);
  return fail(cursor, code, start);
}

/** Whether the document ends here, at a marker or a directive. */
function atDocumentEnd(cursor: Cursor): boolean {
  return cursor.pos === cursor.lineStart && (cursor.atDocumentMarker() || atDirective(cursor));
}
