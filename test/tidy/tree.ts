import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { SyntaxKind } from 'typescript/unstable/ast';
import type { Node, SourceFile, StringLiteral } from 'typescript/unstable/ast';
import { createVirtualFileSystem } from 'typescript/unstable/fs';
import { API } from 'typescript/unstable/sync';
import { LineIndex } from '../../src/base/lines.ts';

/** A file of code with its syntax tree. `path` is from the root of the checkout. */
export type Source = {
  readonly path: string;
  readonly text: string;
  readonly ast: SourceFile;
  readonly lineOf: (node: Node) => number;
};

/** What the rules look at: every file's text by path, and the code among them parsed. */
export type Tree = { readonly files: ReadonlyMap<string, string>; readonly sources: readonly Source[] };

const skippedFolders = new Set(['node_modules', 'dist', 'coverage', '.git', '.toolchain', '.millrace', 'golden', 'fixtures']);
const textEndings = new Set(['.ts', '.mjs', '.md', '.json', '.jsonl', '.yml', '.yaml', '.sh', '']);
const unreadFiles = new Set(['package-lock.json']);

/** Reads the checkout, except data that was carried over from elsewhere. */
export function readTree(root: string): Tree {
  const files = new Map<string, string>();
  const walk = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory() && !skippedFolders.has(entry.name)) walk(path);
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
  return { path, text, ast, lineOf: node => lines.at(node.getStart(ast)).line };
}

/** Calls back for every node below `node`, parents first. */
export function visit(node: Node, see: (node: Node) => void): void {
  node.forEachChild(child => {
    see(child);
    visit(child, see);
    return undefined;
  });
}

/** A string of a source that names another file of the tree, be it in an import, an import type or an address for a child process. */
export type Reference = { readonly path: string; readonly line: number };

/** The files of the tree that a source names relative to itself. */
export function references(source: Source): readonly Reference[] {
  const found: Reference[] = [];
  visit(source.ast, node => {
    if (node.kind !== SyntaxKind.StringLiteral) return;
    const { text } = node as StringLiteral;
    if (!text.startsWith('./') && !text.startsWith('../')) return;
    const path = join(source.path, '..', text);
    found.push({ path, line: source.lineOf(node) });
  });
  return found;
}
