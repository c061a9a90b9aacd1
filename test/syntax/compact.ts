import type { ScalarNode, YamlNode } from '../../src/syntax/tree.ts';

const indicators = { plain: '', single: "'", double: '"', literal: '|', folded: '>' } as const;

/** A tree in one line: `{key: value}`, `[item]`, each scalar in JSON behind its style's indicator, flow collections marked with `~`. */
export function compact(node: YamlNode): string {
  switch (node.kind) {
    case 'scalar':
      return compactScalar(node);
    case 'sequence':
      return `${node.flow ? '~' : ''}[${node.items.map(compact).join(', ')}]`;
    case 'mapping':
      return `${node.flow ? '~' : ''}{${node.entries.map(entry => `${compact(entry.key)}: ${compact(entry.value)}`).join(', ')}}`;
  }
}

function compactScalar({ style, value }: ScalarNode): string {
  return style === 'plain' && /^[\w.-]+$/.test(value)
    ? value
    : indicators[style] + JSON.stringify(value).slice(1, -1) + (indicators[style] || '_');
}

/** Every scalar of a tree, keys included, in the order of the text. */
export function scalarsOf(node: YamlNode): readonly ScalarNode[] {
  switch (node.kind) {
    case 'scalar':
      return [node];
    case 'sequence':
      return node.items.flatMap(scalarsOf);
    case 'mapping':
      return node.entries.flatMap(entry => [entry.key, ...scalarsOf(entry.value)]);
  }
}
