import type { CallExpression, Node } from 'typescript/unstable/ast';
import { SyntaxKind } from 'typescript/unstable/ast';
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
  return tree.sources.flatMap(source =>
    source.nodes
      .filter(node => functionKinds.has(node.kind) && !isDescribeBody(node, source))
      .filter(node => linesOf(node, source) > longestFunction)
      .map(node => ({
        file: source.path,
        line: source.lineOf(node),
        fix: `${linesOf(node, source)} lines, at most ${longestFunction}: take out what has a name of its own`,
      })),
  );
}

function linesOf(node: Node, source: Source): number {
  return source.text.slice(node.getStart(source.ast), node.end).split('\n').length;
}

function isDescribeBody(node: Node, source: Source): boolean {
  if (node.parent.kind !== SyntaxKind.CallExpression) return false;
  const callee = (node.parent as CallExpression).expression;
  return source.text.slice(callee.getStart(source.ast), callee.end) === 'describe';
}
