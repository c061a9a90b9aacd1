import { yamlDepth } from '../../base/limits.ts';
import type { MappingEntry, MappingNode, ScalarNode, ScalarStyle, SequenceNode, YamlNode } from '../tree.ts';
import type { Cursor } from './cursor.ts';
import { fail } from './failure.ts';

export function scalar(cursor: Cursor, value: string, style: ScalarStyle, start: number, end: number): ScalarNode {
  return { kind: 'scalar', value, style, span: { file: cursor.file, start, end } };
}

/** What stands where a node was left out. */
export function emptyScalar(cursor: Cursor, at: number): ScalarNode {
  return { kind: 'scalar', value: '', style: 'plain', span: { file: cursor.file, start: at, end: at } };
}

export function sequence(cursor: Cursor, items: YamlNode[], flow: boolean, start: number, end: number): SequenceNode {
  return { kind: 'sequence', items, flow, span: { file: cursor.file, start, end } };
}

export function mapping(
  cursor: Cursor,
  entries: MappingEntry[],
  flow: boolean,
  start: number,
  end: number,
): MappingNode {
  return { kind: 'mapping', entries, flow, span: { file: cursor.file, start, end } };
}

/** Counts a collection that begins at the cursor; the recursion of the reader is as deep as the collections are. */
export function enter(cursor: Cursor): void {
  if (++cursor.depth > yamlDepth) fail(cursor, 'yaml.depth', cursor.pos);
}

export function leave(cursor: Cursor): void {
  cursor.depth--;
}

/** Only a scalar can be a key. */
export function keyOf(cursor: Cursor, node: YamlNode): ScalarNode {
  return node.kind === 'scalar' ? node : fail(cursor, 'yaml.key-kind', node.span.start);
}
