import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import {
  type CallExpression,
  type Node,
  type SourceFile,
  type StringLiteral,
  SyntaxKind,
} from 'typescript/unstable/ast';
import { createVirtualFileSystem } from 'typescript/unstable/fs';
import { API } from 'typescript/unstable/sync';
import { LineIndex } from '../../src/base/lines.ts';

/** A file of code with its syntax tree. `path` is from the root of the checkout. */
export type Source = {
  readonly path: string;
  readonly text: string;
  readonly ast: SourceFile;
  /** Every node of the tree, parents first. */
  readonly nodes: readonly Node[];
  readonly lineOf: (node: Node) => number;
};

/** What the rules look at: every file's text by path, and the code among them parsed. */
export type Tree = { readonly files: ReadonlyMap<string, string>; readonly sources: readonly Source[] };

const skippedFolders = new Set(['node_modules', 'dist', 'coverage', '.git', '.toolchain', '.millrace']);
/** Folders of data from elsewhere: they are in the tree under their own name, with a slash, and no file of theirs is. */
const dataFolders = new Set(['golden', 'fixtures']);
const textEndings = new Set(['.ts', '.mjs', '.md', '.json', '.jsonl', '.yml', '.yaml', '.sh', '']);
/** `.git` is a file in a linked working tree. */
const unreadFiles = new Set(['package-lock.json', '.git']);

/** Reads the checkout, except data that was carried over from elsewhere. */
export function readTree(root: string): Tree {
  const files = new Map<string, string>();
  const walk = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory() && dataFolders.has(entry.name)) files.set(`${path}/`, '');
      else if (entry.isDirectory() && !skippedFolders.has(entry.name)) walk(path);
      if (entry.isFile() && textEndings.has(extname(entry.name)) && !unreadFiles.has(entry.name)) {
        files.set(path, readFileSync(join(root, path), 'utf8'));
      }
    }
  };
  walk('');
  return makeTree(files);
}

const compilerOptions = { noLib: true, noResolve: true, types: [], allowJs: true, noEmit: true };

/** Parses the code of a tree held in memory. */
export function makeTree(files: ReadonlyMap<string, string>): Tree {
  const code = [...files.keys()].filter(path => path.endsWith('.ts') || path.endsWith('.mjs'));
  if (code.length === 0) return { files, sources: [] };
  const virtual: Record<string, string> = { '/tsconfig.json': JSON.stringify({ compilerOptions, files: code }) };
  for (const path of code) virtual[`/${path}`] = files.get(path) ?? '';
  const api = new API({ cwd: '/', fs: createVirtualFileSystem(virtual) });
  try {
    const program = api.updateSnapshot({ openProjects: ['/tsconfig.json'] }).getProject('/tsconfig.json')?.program;
    const sources = code.map(path => {
      const ast = program?.getSourceFile(`/${path}`);
      if (ast === undefined) throw new Error(`TypeScript did not parse ${path}`);
      return makeSource(path, files.get(path) ?? '', ast);
    });
    return { files, sources };
  } finally {
    api.close();
  }
}

function makeSource(path: string, text: string, ast: SourceFile): Source {
  const lines = new LineIndex(text);
  return { path, text, ast, nodes: [...nodesBelow(ast)], lineOf: node => lines.at(node.getStart(ast)).line };
}

function nodesBelow(node: Node): Node[] {
  const nodes: Node[] = [];
  node.forEachChild(child => {
    nodes.push(child, ...nodesBelow(child));
    return undefined;
  });
  return nodes;
}

/** Another file of the tree as a source names it, and where. */
export type Reference = { readonly path: string; readonly line: number };

/** The files that a source imports, be it a type only or later, with `import()`. */
export function imports(source: Source): readonly Reference[] {
  return fileNames(source)
    .filter(isImported)
    .map(node => reference(node, source));
}

/** The files that a source names in any text: imports, and addresses of what runs in another process or thread. */
export function references(source: Source): readonly Reference[] {
  return fileNames(source).map(node => reference(node, source));
}

function fileNames(source: Source): readonly StringLiteral[] {
  return source.nodes.filter(isStringLiteral).filter(({ text }) => text.startsWith('./') || text.startsWith('../'));
}

function isStringLiteral(node: Node): node is StringLiteral {
  return node.kind === SyntaxKind.StringLiteral;
}

function isImported({ parent }: StringLiteral): boolean {
  switch (parent.kind) {
    case SyntaxKind.ImportDeclaration:
    case SyntaxKind.ExportDeclaration:
      return true;
    case SyntaxKind.LiteralType:
      return parent.parent.kind === SyntaxKind.ImportType;
    case SyntaxKind.CallExpression:
      return (parent as CallExpression).expression.kind === SyntaxKind.ImportKeyword;
    default:
      return false;
  }
}

function reference(node: StringLiteral, source: Source): Reference {
  return { path: join(source.path, '..', node.text), line: source.lineOf(node) };
}
