import type { Finding } from '../../base/finding.ts';
import { runtimeExpression } from '../../expression/embedded.ts';
import type { YamlNode } from '../../syntax/tree.ts';
import type { ExpandedNode } from '../../template/expanded.ts';
import type { UsedDocument } from '../../template/used-document.ts';
import { readsOf } from './accesses.ts';
import { predefined } from './predefined.ts';
import { warning } from './warning.ts';

/** Lower-cased names of variables with the values that they are declared with. */
type Declared = Map<string, Set<string>>;

type Surroundings = {
  readonly documents: readonly UsedDocument[];
  readonly root: ExpandedNode | undefined;
  /** Names that the caller gave values to. */
  readonly given: Iterable<string>;
};

/**
 * Variables that `${{ }}` reads although they have no value yet: nothing declares them, or the agent does, or their value is a `$[ ]`. A
 * declaration anywhere counts, even in a branch not taken, so that nothing is called empty that could have a value.
 */
export function emptyVariables({ documents, root, given }: Surroundings): readonly Finding[] {
  const declared: Declared = new Map();
  for (const name of given) declare(declared, name, '');
  for (const document of documents) collect(document.root, false, declared);
  if (root !== undefined) collect(root, false, declared);
  return documents.flatMap(({ via, expressions }) =>
    expressions.flatMap(({ at, tree }) => {
      const names = readsOf(tree).accesses.flatMap(({ context, path }) => (context === 'variables' ? [path] : []));
      return names.flatMap(path => doubtAbout(path, declared, { span: at, via }));
    }),
  );
}

function doubtAbout(
  path: readonly string[],
  declared: Declared,
  at: Parameters<typeof warning>[1],
): readonly Finding[] {
  const [name] = path;
  if (name === undefined) return [];
  const values = declared.get(name.toLowerCase());
  if (values !== undefined) {
    const isLate = [...values].every(value => runtimeExpression(value) !== undefined);
    return isLate ? [warning('advice.variable-not-evaluated', at, name)] : [];
  }
  const known = predefined(name);
  if (known === 'early') return [];
  if (known === 'late') return [warning('advice.variable-late', at, name)];
  const dotted = path.join('.');
  if (path.length > 1 && (declared.has(dotted.toLowerCase()) || predefined(dotted) !== undefined))
    return [warning('advice.variable-dotted', at, dotted)];
  return [warning('advice.variable-unknown', at, name)];
}

/** Looks for declarations below every `variables:`, without asking what is a list and what is a directive. */
function collect(node: YamlNode | ExpandedNode, isInside: boolean, declared: Declared): void {
  if (node.kind === 'scalar') return;
  if (node.kind === 'sequence') {
    for (const item of node.items) collect(item, isInside, declared);
    return;
  }
  const value = node.entries.find(({ key }) => key.value === 'value')?.value;
  for (const entry of node.entries) {
    if (isInside && entry.value.kind === 'scalar') {
      declare(declared, entry.key.value, entry.value.value);
      if (entry.key.value === 'name') declare(declared, entry.value.value, value?.kind === 'scalar' ? value.value : '');
    }
    collect(entry.value, isInside || entry.key.value === 'variables', declared);
  }
}

function declare(declared: Declared, name: string, value: string): void {
  const lowered = name.toLowerCase();
  const values = declared.get(lowered) ?? new Set();
  declared.set(lowered, values.add(value));
}
