import type { Span } from '../base/finding.ts';

/** How a scalar was written; finalYaml keeps it. */
export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded';

/** A scalar: its text after unquoting and folding. It has no type: the service decides by the slot that it stands in. */
export type ScalarNode = {
  readonly kind: 'scalar';
  readonly value: string;
  readonly style: ScalarStyle;
  /** Starts at the opening quote or block indicator. An empty value (`key:`) has an empty span behind its key. */
  readonly span: Span;
};

export type SequenceNode = {
  readonly kind: 'sequence';
  readonly items: readonly YamlNode[];
  readonly flow: boolean;
  readonly span: Span;
};

/** Keys in authored order, duplicates kept: whether they are allowed is the reader's caller's to say. */
export type MappingNode = {
  readonly kind: 'mapping';
  readonly entries: readonly MappingEntry[];
  readonly flow: boolean;
  readonly span: Span;
};

export type MappingEntry = { readonly key: ScalarNode; readonly value: YamlNode };

export type YamlNode = ScalarNode | SequenceNode | MappingNode;
