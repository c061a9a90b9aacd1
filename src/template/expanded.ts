import type { Span } from '../base/finding.ts';
import type { ScalarStyle } from '../syntax/tree.ts';

/** A place and the template references that led to it, outermost first. */
export type Origin = { readonly span: Span; readonly via: readonly Span[] };

/** `computed`: the text came from an expression, so the printer chooses how to write it. */
export type ExpandedStyle = ScalarStyle | 'computed';

/**
 * The tree after all templates and directives are done. Its nodes have the shape of a syntax tree, so that what an expression inserts can be walked
 * like what was authored. `span` is where findings point; `source`, where given, is where the text was authored, for the source map.
 */
export type ExpandedScalar = {
  readonly kind: 'scalar';
  readonly value: string;
  readonly style: ExpandedStyle;
  readonly span: Span;
  readonly via: readonly Span[];
  readonly source?: Origin;
};

export type ExpandedSequence = {
  readonly kind: 'sequence';
  readonly items: readonly ExpandedNode[];
  readonly span: Span;
  readonly via: readonly Span[];
  readonly source?: Origin;
};

export type ExpandedEntry = { readonly key: ExpandedScalar; readonly value: ExpandedNode };

export type ExpandedMapping = {
  readonly kind: 'mapping';
  readonly entries: readonly ExpandedEntry[];
  readonly span: Span;
  readonly via: readonly Span[];
  readonly source?: Origin;
};

export type ExpandedNode = ExpandedScalar | ExpandedSequence | ExpandedMapping;

/** The value under a key, spelled exactly so; `undefined` where there is none. */
export function memberOf(mapping: ExpandedMapping, key: string): ExpandedNode | undefined {
  return mapping.entries.find(entry => entry.key.value === key)?.value;
}

/** A scalar that no one authored, standing where `origin` is. */
export function scalarAt(origin: Origin, value: string, style: ExpandedStyle = 'plain'): ExpandedScalar {
  return { kind: 'scalar', value, style, span: origin.span, via: origin.via };
}

export function sequenceAt(origin: Origin, items: readonly ExpandedNode[]): ExpandedSequence {
  return { kind: 'sequence', items, span: origin.span, via: origin.via };
}

export function mappingAt(origin: Origin, entries: readonly ExpandedEntry[]): ExpandedMapping {
  return { kind: 'mapping', entries, span: origin.span, via: origin.via };
}
