import type { Finding } from '../../base/finding.ts';
import type { MappingNode, YamlNode } from '../../syntax/tree.ts';
import type { UsedDocument } from '../../template/used-document.ts';
import { readsOf } from './accesses.ts';
import { warning } from './warning.ts';

/** Parameters that a file declares as a list and no expression of it reads. */
export function unusedParameters({ root, via, expressions }: UsedDocument): readonly Finding[] {
  const declared = declarations(root);
  if (declared.length === 0) return [];
  const used = new Set<string>();
  for (const { tree } of expressions)
    for (const { context, path } of readsOf(tree).accesses) {
      if (context !== 'parameters') continue;
      const [name] = path;
      if (name === undefined) return [];
      used.add(name.toLowerCase());
    }
  return declared
    .filter(({ value }) => value.kind === 'scalar' && !used.has(value.value.toLowerCase()))
    .map(({ value }) =>
      warning('advice.parameter-unused', { span: value.span, via }, value.kind === 'scalar' ? value.value : ''),
    );
}

function declarations(root: YamlNode): readonly MappingNode['entries'][number][] {
  const list = root.kind === 'mapping' ? root.entries.find(({ key }) => key.value === 'parameters')?.value : undefined;
  if (list?.kind !== 'sequence') return [];
  return list.items.flatMap(item =>
    item.kind === 'mapping' ? item.entries.filter(({ key }) => key.value === 'name') : [],
  );
}
