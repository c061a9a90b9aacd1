import type { ExportDeclaration, Node } from 'typescript/unstable/ast';
import { SyntaxKind } from 'typescript/unstable/ast';
import type { Source, Tree } from '../tree.ts';
import type { Violation } from '../violation.ts';

const bans: Readonly<Partial<Record<SyntaxKind, string>>> = {
  [SyntaxKind.AnyKeyword]: "'any' switches the checker off: use 'unknown' and parse it, or name the type",
  [SyntaxKind.ExportAssignment]: 'a default export has as many names as importers: export it by name',
  [SyntaxKind.DefaultKeyword]: 'a default export has as many names as importers: export it by name',
};

/** Syntax that may not stand in the code: `any`, default exports, files that only pass others on. */
export function bannedSyntax(tree: Tree): readonly Violation[] {
  return tree.sources.flatMap(source => {
    const found = source.nodes.flatMap(node => {
      const fix = bans[node.kind];
      return fix === undefined || isDefaultOfSwitch(node)
        ? []
        : [{ file: source.path, line: source.lineOf(node), fix }];
    });
    return [...found, ...barrel(source)];
  });
}

function isDefaultOfSwitch(node: Node): boolean {
  return node.parent.kind === SyntaxKind.DefaultClause;
}

function barrel({ path, ast, lineOf }: Source): readonly Violation[] {
  const [first] = ast.statements;
  if (first === undefined || !ast.statements.every(isReExport)) return [];
  return [{ file: path, line: lineOf(first), fix: 'a barrel: import from the files themselves' }];
}

function isReExport(statement: Node): boolean {
  return (
    statement.kind === SyntaxKind.ExportDeclaration && (statement as ExportDeclaration).moduleSpecifier !== undefined
  );
}
