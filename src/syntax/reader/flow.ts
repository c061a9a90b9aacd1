import type { MappingEntry, MappingNode, SequenceNode, YamlNode } from '../tree.ts';
import {
  ampersand,
  asterisk,
  closeBrace,
  closeBracket,
  colon,
  comma,
  doubleQuote,
  endsWord,
  exclamation,
  isFlowIndicator,
  openBrace,
  openBracket,
  question,
  singleQuote,
} from './chars.ts';
import type { Cursor } from './cursor.ts';
import { fail } from './failure.ts';
import { emptyScalar, enter, keyOf, leave, mapping, sequence } from './nodes.ts';
import { readFlowPlain } from './plain.ts';
import { refuseAnchor, skipTag } from './properties.ts';
import { readQuoted } from './quoted.ts';
import { refuseFlowToken } from './refusal.ts';
import { isKey, startsPlain } from './token.ts';
import type { FailureCode } from './wording.ts';

/** Reads `[…]` or `{…}`. The cursor ends behind the closing bracket. */
export function readFlowCollection(cursor: Cursor): SequenceNode | MappingNode {
  enter(cursor);
  const node = cursor.at(cursor.pos) === openBracket ? readFlowSequence(cursor) : readFlowMapping(cursor);
  leave(cursor);
  cursor.keyAllowed = false;
  return node;
}

function readFlowSequence(cursor: Cursor): SequenceNode {
  const start = cursor.pos++;
  const items: YamlNode[] = [];
  while (atNextItem(cursor, closeBracket, items.length > 0, 'yaml.flow-sequence')) items.push(readItem(cursor));
  return sequence(cursor, items, true, start, ++cursor.pos);
}

function readFlowMapping(cursor: Cursor): MappingNode {
  const start = cursor.pos++;
  const entries: MappingEntry[] = [];
  while (atNextItem(cursor, closeBrace, entries.length > 0, 'yaml.flow-mapping')) entries.push(readEntry(cursor));
  return mapping(cursor, entries, true, start, ++cursor.pos);
}

/** Moves to the next item, over the comma before it; false at the closing bracket. */
function atNextItem(cursor: Cursor, close: number, isCommaDue: boolean, code: FailureCode): boolean {
  cursor.skipInFlow();
  if (cursor.at(cursor.pos) === close) return false;
  if (!isCommaDue) return true;
  if (cursor.at(cursor.pos) !== comma) refuseFlowToken(cursor, code);
  cursor.pos++;
  cursor.skipInFlow();
  return cursor.at(cursor.pos) !== close;
}

/** An item of a sequence: a node, or a single `key: value`, which makes a mapping of its own. */
function readItem(cursor: Cursor): YamlNode {
  const { pos: start, lineStart } = cursor;
  if (atExplicitKey(cursor)) return readPair(cursor, start, () => readExplicitEntry(cursor, closeBracket));
  const node = readFlowNode(cursor);
  if (!atValueOf(cursor, node, start, lineStart)) return node;
  return readPair(cursor, start, () => ({ key: keyOf(cursor, node), value: readValue(cursor, closeBracket) }));
}

function readPair(cursor: Cursor, start: number, read: () => MappingEntry): MappingNode {
  enter(cursor);
  const entry = read();
  leave(cursor);
  return mapping(cursor, [entry], true, start, entry.value.span.end);
}

function readEntry(cursor: Cursor): MappingEntry {
  if (atExplicitKey(cursor)) return readExplicitEntry(cursor, closeBrace);
  const { pos: start, lineStart } = cursor;
  const node = readFlowNode(cursor);
  const key = keyOf(cursor, node);
  if (atValueOf(cursor, node, start, lineStart)) return { key, value: readValue(cursor, closeBrace) };
  return { key, value: emptyScalar(cursor, key.span.end) };
}

function atExplicitKey(cursor: Cursor): boolean {
  return cursor.at(cursor.pos) === question && endsFlowWord(cursor.at(cursor.pos + 1));
}

function readExplicitEntry(cursor: Cursor, close: number): MappingEntry {
  const keyAt = ++cursor.pos;
  cursor.skipInFlow();
  const isEmpty = atEnd(cursor, close) || atValue(cursor);
  const key = isEmpty ? emptyScalar(cursor, keyAt) : keyOf(cursor, readFlowNode(cursor));
  cursor.skipInFlow();
  return { key, value: atValue(cursor) ? readValue(cursor, close) : emptyScalar(cursor, key.span.end) };
}

/** Reads what follows the `:` at the cursor, if anything, in a collection that `close` ends. */
function readValue(cursor: Cursor, close: number): YamlNode {
  const emptyAt = ++cursor.pos;
  cursor.skipInFlow();
  return atEnd(cursor, close) ? emptyScalar(cursor, emptyAt) : readFlowNode(cursor);
}

/** Whether the node that began at `start` is the key of a `:` at the cursor, which moves there. */
function atValueOf(cursor: Cursor, node: YamlNode, start: number, lineStart: number): boolean {
  cursor.skipInFlow();
  if (cursor.at(cursor.pos) !== colon) return false;
  // As in JSON, the colon may touch the value where a quote or bracket has ended the key.
  const isAdjacent = cursor.pos === node.span.end && (node.kind !== 'scalar' || node.style !== 'plain');
  return (isAdjacent || atValue(cursor)) && isKey(cursor, start, lineStart);
}

function atValue(cursor: Cursor): boolean {
  return cursor.at(cursor.pos) === colon && endsFlowWord(cursor.at(cursor.pos + 1));
}

/** Whether an item ends at the cursor without having begun. */
function atEnd(cursor: Cursor, close: number): boolean {
  const c = cursor.at(cursor.pos);
  return c === comma || c === close;
}

function endsFlowWord(c: number): boolean {
  return endsWord(c) || isFlowIndicator(c);
}

function readFlowNode(cursor: Cursor): YamlNode {
  if (cursor.atDocumentMarker()) return fail(cursor, 'yaml.node-content', cursor.pos);
  switch (cursor.at(cursor.pos)) {
    case openBracket:
    case openBrace:
      return readFlowCollection(cursor);
    case singleQuote:
    case doubleQuote:
      return readQuoted(cursor);
    case ampersand:
    case asterisk:
      return refuseAnchor(cursor);
    case exclamation:
      return readTagged(cursor);
    default:
      return startsPlain(cursor, true) ? readFlowPlain(cursor) : refuseFlowToken(cursor, 'yaml.node-content');
  }
}

/** Reads the node behind the tag at the cursor; where none begins, it is the tag of an empty one. */
function readTagged(cursor: Cursor): YamlNode {
  skipTag(cursor, true);
  const emptyAt = cursor.pos;
  cursor.skipInFlow();
  const c = cursor.at(cursor.pos);
  const isNode =
    startsPlain(cursor, true) || c === singleQuote || c === doubleQuote || c === openBracket || c === openBrace;
  return isNode ? readFlowNode(cursor) : emptyScalar(cursor, emptyAt);
}
