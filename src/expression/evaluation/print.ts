import { showValue } from '../convert.ts';
import type { Access, Expression } from '../tree.ts';

/**
 * An expression in the service's normal form (`variables['a']` for `variables.a`). Where `known` has a text for a part, it stands for
 * the part: that is how a trace shows values.
 */
export function printExpression(node: Expression, known?: ReadonlyMap<Expression, string>): string {
  const shown = known?.get(node);
  if (shown !== undefined) return shown;
  switch (node.kind) {
    case 'literal':
      return showValue(node.value);
    case 'named':
      return node.name;
    case 'call':
      return `${node.name}(${node.args.map(arg => printExpression(arg, known)).join(', ')})`;
    case 'property':
    case 'index':
    case 'filter':
      return printAccess(node, known);
  }
}

function printAccess(node: Access, known: ReadonlyMap<Expression, string> | undefined): string {
  const steps: string[] = [];
  let at: Expression = node;
  while (isAccess(at) && !known?.has(at)) {
    steps.push(printStep(at, known));
    at = at.object;
  }
  return `${printExpression(at, known)}${steps.reverse().join('')}`;
}

function printStep(step: Access, known: ReadonlyMap<Expression, string> | undefined): string {
  if (step.kind === 'filter') return '[*]';
  return `[${step.kind === 'property' ? showValue(step.name) : printExpression(step.index, known)}]`;
}

export function isAccess(node: Expression): node is Access {
  return node.kind === 'property' || node.kind === 'index' || node.kind === 'filter';
}
