import type { Expression } from '../../expression/tree.ts';

/** A way into a context, as far as the text alone tells: `variables['A'].b` is `variables` and `['A', 'b']`. */
export type Access = {
  /** Lower case. */
  readonly context: string;
  readonly path: readonly string[];
};

/** A call, its name in lower case, with those of its arguments that are texts. */
export type NamedCall = { readonly name: string; readonly texts: readonly string[] };

export type Reads = { readonly accesses: readonly Access[]; readonly calls: readonly NamedCall[] };

/** What an expression reads. An index that is not a text ends the path: `parameters[x]` may be any of them. */
export function readsOf(tree: Expression): Reads {
  const accesses: Access[] = [];
  const calls: NamedCall[] = [];
  const open: Expression[] = [tree];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.kind === 'call') {
      const texts = node.args.flatMap(arg =>
        arg.kind === 'literal' && typeof arg.value === 'string' ? [arg.value] : [],
      );
      calls.push({ name: node.name.toLowerCase(), texts });
      open.push(...node.args.toReversed());
    } else if (node.kind !== 'literal') readAccess(node, accesses, open);
  }
  return { accesses, calls };
}

function readAccess(
  node: Exclude<Expression, { kind: 'literal' | 'call' }>,
  accesses: Access[],
  open: Expression[],
): void {
  let path: string[] = [];
  let at: Expression = node;
  while (at.kind === 'property' || at.kind === 'index' || at.kind === 'filter') {
    const name = nameOf(at);
    path = name === undefined ? [] : [name, ...path];
    if (at.kind === 'index' && name === undefined) open.push(at.index);
    at = at.object;
  }
  if (at.kind === 'named') accesses.push({ context: at.name.toLowerCase(), path });
  else open.push(at);
}

function nameOf(node: Extract<Expression, { kind: 'property' | 'index' | 'filter' }>): string | undefined {
  if (node.kind === 'property') return node.name;
  if (node.kind === 'filter' || node.index.kind !== 'literal') return undefined;
  return typeof node.index.value === 'string' ? node.index.value : undefined;
}
