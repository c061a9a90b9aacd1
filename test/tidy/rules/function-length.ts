import { SyntaxKind } from 'typescript/unstable/ast';
import type { CallExpression, Node } from 'typescript/unstable/ast';
import { visit } from '../tree.ts';
import type { Source, Tree } from '../tree.ts';
import type { Violation } from '../violation.ts';

/** The most lines of a function, from its first word to its closing brace. */
export const longestFunction = 70;

const functionKinds: ReadonlySet<SyntaxKind> = new Set([
  SyntaxKind.FunctionDeclaration,
  SyntaxKind.FunctionExpression,
  SyntaxKind.ArrowFunction,
  SyntaxKind.MethodDeclaration,
  SyntaxKind.Constructor,
  SyntaxKind.GetAccessor,
  SyntaxKind.SetAccessor,
]);

/** No function is longer than a screen. The body of a test's `describe` is a list of tests, not a function in this sense. */
export function functionLength(tree: Tree): readonly Violation[] {
  return tree.sources.flatMap(source => {
    const violations: Violation[] = [];
    visit(source.ast, node => {
      if (!functionKinds.has(node.kind) || isDescribeBody(node, source)) return;
      const lines = linesOf(node, source);
      if (lines <= longestFunction) return;
      const fix = `${lines} lines, at most ${longestFunction}: take out what has a name of its own`;
      violations.push({ file: source.path, line: source.lineOf(node), fix });
    });
    return violations;
  });
}

function linesOf(node: Node, source: Source): number {
  return source.text.slice(node.getStart(source.ast), node.end).split('\n').length;
}

function isDescribeBody(node: Node, source: Source): boolean {
  if (node.parent.kind !== SyntaxKind.CallExpression) return false;
  const callee = (node.parent as CallExpression).expression;
  return source.text.slice(callee.getStart(source.ast), callee.end) === 'describe';
}
