import type { ExpandedNode } from './expanded.ts';
import type { MappingRule } from './schema.ts';

/** Brings a finished node into the one form that its definition has after expansion; `rule` is the shape that a mapping had. Pure. */
export type Normaliser = (node: ExpandedNode, rule: MappingRule | undefined) => ExpandedNode;
