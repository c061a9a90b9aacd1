import type { Span } from '../../base/finding.ts';
import type { MappingNode, YamlNode } from '../../syntax/tree.ts';
import type { TemplateDocument } from './documents.ts';

/** A parameter as its file declares it. `node` values are still as authored. */
export type Declaration = {
  readonly name: string;
  readonly displayName: string | undefined;
  readonly type: string;
  readonly default: YamlNode | undefined;
  readonly values: readonly YamlNode[] | undefined;
  readonly span: Span;
};

/**
 * What a file says about its parameters. `none` and `legacy`, the mapping of names to defaults, take arguments that nobody declared;
 * `none` ignores them.
 */
export type Declarations =
  | { readonly kind: 'none' }
  | { readonly kind: 'list'; readonly list: readonly Declaration[] }
  | { readonly kind: 'legacy'; readonly defaults: MappingNode };

/** The declarations of a file; what of them is not in order, the check of the file tells. */
export function declarationsOf(document: Pick<TemplateDocument, 'root'>): Declarations {
  const node = document.root.kind === 'mapping' ? child(document.root, 'parameters') : undefined;
  if (node?.kind === 'mapping') return { kind: 'legacy', defaults: node };
  if (node?.kind !== 'sequence') return { kind: 'none' };
  return { kind: 'list', list: node.items.flatMap(item => (item.kind === 'mapping' ? [declaration(item)] : [])) };
}

function declaration(item: MappingNode): Declaration {
  const values = child(item, 'values');
  return {
    name: textOf(child(item, 'name')) ?? '',
    displayName: textOf(child(item, 'displayName')),
    type: textOf(child(item, 'type')) ?? 'string',
    default: child(item, 'default'),
    values: values?.kind === 'sequence' ? values.items : undefined,
    span: item.span,
  };
}

function child(mapping: MappingNode, key: string): YamlNode | undefined {
  return mapping.entries.find(entry => entry.key.value === key)?.value;
}

function textOf(node: YamlNode | undefined): string | undefined {
  return node?.kind === 'scalar' ? node.value : undefined;
}
