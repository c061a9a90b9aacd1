import { SyntaxKind } from 'typescript/unstable/ast';
import type { ExportDeclaration, Node } from 'typescript/unstable/ast';
import { visit } from '../tree.ts';
import type { Tree } from '../tree.ts';
import type { Violation } from '../violation.ts';

const bans: Readonly<Partial<Record<SyntaxKind, string>>> = {
  [SyntaxKind.AnyKeyword]: "'any' switches the checker off: use 'unknown' and parse it, or name the type",
  [SyntaxKind.ExportAssignment]: 'a default export has as many names as importers: export it by name',
  [SyntaxKind.DefaultKeyword]: 'a default export has as many names as importers: export it by name',
};

/** Syntax that may not stand in the code: `any`, default exports, files that only pass others on. */
export function bannedSyntax(tree: Tree): readonly Violation[] {
  return tree.sources.flatMap(source => {
    const violations: Violation[] = [];
    const ban = (node: Node, fix: string) => violations.push({ file: source.path, line: source.lineOf(node), fix });
    visit(source.ast, node => {
      const fix = bans[node.kind];
      if (fix !== undefined) ban(node, fix);
    });
    const first = source.ast.statements[0];
    if (first !== undefined && source.ast.statements.every(isReExport)) ban(first, 'a barrel: import from the files themselves');
    return violations;
  });
}

function isReExport(statement: Node): boolean {
  return statement.kind === SyntaxKind.ExportDeclaration && (statement as ExportDeclaration).moduleSpecifier !== undefined;
}
