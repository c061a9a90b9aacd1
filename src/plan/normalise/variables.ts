import { type ExpandedNode, mappingAt, scalarAt, sequenceAt } from '../../template/expanded.ts';

/** Variables are a list in the end, whatever they were. */
export function normaliseVariables(node: ExpandedNode): ExpandedNode {
  if (node.kind !== 'mapping') return node;
  const items = node.entries.map(({ key, value }) =>
    mappingAt(key, [
      { key: scalarAt(key, 'name'), value: key },
      { key: scalarAt(value, 'value'), value },
    ]),
  );
  return sequenceAt(node, items);
}
