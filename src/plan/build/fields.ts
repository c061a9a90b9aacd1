import { type ExpandedMapping, type ExpandedNode, memberOf } from '../../template/expanded.ts';

/** A scalar's text; `undefined` for anything else. */
export function textOf(node: ExpandedNode | undefined): string | undefined {
  return node?.kind === 'scalar' ? node.value : undefined;
}

/** The text under a key; `undefined` where there is none. */
export function text(mapping: ExpandedMapping, key: string): string | undefined {
  return textOf(memberOf(mapping, key));
}

export function mapping(parent: ExpandedMapping, key: string): ExpandedMapping | undefined {
  const value = memberOf(parent, key);
  return value?.kind === 'mapping' ? value : undefined;
}

/** The mappings of a list under a key. */
export function mappings(parent: ExpandedMapping, key: string): readonly ExpandedMapping[] {
  const value = memberOf(parent, key);
  return value?.kind === 'sequence' ? value.items.filter(item => item.kind === 'mapping') : [];
}

/** The texts of a list, or of a scalar that stands for a list of one. Empty texts are none. */
export function texts(parent: ExpandedMapping, key: string): readonly string[] {
  const value = memberOf(parent, key);
  const items = value?.kind === 'sequence' ? value.items : [value];
  return items.flatMap(item => textOf(item) || []);
}

/** A mapping of texts, in authored order. */
export function textMap(parent: ExpandedMapping | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries((parent?.entries ?? []).map(({ key, value }) => [key.value, textOf(value) ?? '']));
}

/** Those of some optional texts that are there, under the same keys. */
export function present<Key extends string>(
  parent: ExpandedMapping,
  keys: readonly Key[],
): { readonly [K in Key]?: string } {
  const found: { [K in Key]?: string } = {};
  for (const key of keys) {
    const value = text(parent, key);
    if (value !== undefined && value !== '') found[key] = value;
  }
  return found;
}

/** Whether a text is one of the spellings of true. */
export function isTrue(value: string | undefined): boolean {
  return value !== undefined && ['true', 'y', 'yes', 'on'].includes(value.toLowerCase());
}
