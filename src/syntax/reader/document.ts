import type { YamlNode } from '../tree.ts';
import { readBlockNode } from './block.ts';
import { dash, dot } from './chars.ts';
import type { Cursor } from './cursor.ts';
import { atDirective, readDirectives } from './directives.ts';
import { fail } from './failure.ts';
import { emptyScalar } from './nodes.ts';
import { refuseToken } from './refusal.ts';

/** Reads the one document of a text. */
export function readDocument(cursor: Cursor): YamlNode {
  cursor.skipToToken();
  if (cursor.pos >= cursor.end) fail(cursor, 'yaml.no-document', cursor.pos);
  const hasDirectives = readDirectives(cursor);
  const root = atMarker(cursor, dash) ? readBehindMarker(cursor) : readBare(cursor, hasDirectives);
  endDocument(cursor);
  return root;
}

function readBehindMarker(cursor: Cursor): YamlNode {
  skipMarker(cursor);
  const emptyAt = cursor.pos;
  cursor.skipToToken();
  const isEmpty = cursor.pos >= cursor.end || cursor.atDocumentMarker() || atDirective(cursor);
  return isEmpty ? emptyScalar(cursor, emptyAt) : readBlockNode(cursor, -1);
}

function readBare(cursor: Cursor, hasDirectives: boolean): YamlNode {
  if (hasDirectives) refuseToken(cursor, -1, 'yaml.document-start');
  if (cursor.atDocumentMarker()) fail(cursor, 'yaml.node-content', cursor.pos);
  return readBlockNode(cursor, -1);
}

/** Makes sure that nothing follows the document but its end. */
function endDocument(cursor: Cursor): void {
  cursor.skipToToken();
  while (atMarker(cursor, dot)) {
    skipMarker(cursor);
    cursor.skipToToken();
  }
  readDirectives(cursor);
  if (cursor.pos >= cursor.end) return;
  if (atMarker(cursor, dash)) fail(cursor, 'yaml.second-document', cursor.pos);
  refuseToken(cursor, -1, 'yaml.document-start');
}

function atMarker(cursor: Cursor, c: number): boolean {
  return cursor.at(cursor.pos) === c && cursor.atDocumentMarker();
}

function skipMarker(cursor: Cursor): void {
  cursor.pos += 3;
  cursor.keyAllowed = false;
}
