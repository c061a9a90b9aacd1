import type { YamlNode } from '../../syntax/tree.ts';
import type { ExpandedNode } from '../expanded.ts';

/** What the evaluator walks: authored nodes, and nodes that an expression inserted, which have the same shape. */
export type InputNode = YamlNode | ExpandedNode;
export type InputScalar = Extract<InputNode, { kind: 'scalar' }>;
export type InputSequence = Extract<InputNode, { kind: 'sequence' }>;
export type InputMapping = Extract<InputNode, { kind: 'mapping' }>;
