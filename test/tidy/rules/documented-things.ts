import { LineIndex } from '../../../src/base/lines.ts';
import type { Tree } from '../tree.ts';
import type { Violation } from '../violation.ts';

const npmRun = /\bnpm run ([\w:-]+)/g;
const command = /(?<=^|[\s`])(?:\.\/)?millrace ([a-z]+)\b(?=[^`\n]*[`\n])/gm;
const path = /`((?:src|test|docs|scripts|sample|bench)\/[\w./-]*)`/g;

/** What the documents tell people to type or to open is there: scripts of package.json, commands, paths. */
export function documentedThings(tree: Tree, commands: readonly string[]): readonly Violation[] {
  const scripts = scriptNames(tree);
  return [...tree.files]
    .filter(([file]) => file.endsWith('.md'))
    .flatMap(([file, text]) => [
      ...missing(file, text, npmRun, name => scripts.includes(name), 'is no script of package.json'),
      ...missing(file, codeOf(text), command, name => commands.includes(name), 'is no command'),
      ...missing(file, text, path, name => exists(tree, name), 'is not there'),
    ]);
}

function missing(
  file: string,
  text: string,
  pattern: RegExp,
  known: (name: string) => boolean,
  why: string,
): readonly Violation[] {
  return [...text.matchAll(pattern)]
    .filter(match => !known(match[1] ?? ''))
    .map(match => ({ file, line: new LineIndex(text).at(match.index).line, fix: `'${match[1]}' ${why}` }));
}

/** The text with everything but code blocks and inline code blanked, so that prose about Millrace names no commands. */
function codeOf(text: string): string {
  const blank = (prose: string) => prose.replace(/[^\n]/g, ' ');
  return text
    .split(/(^```[\s\S]*?^```|`[^`\n]+`)/m)
    .map((part, index) => (index % 2 === 1 ? part : blank(part)))
    .join('');
}

function scriptNames(tree: Tree): readonly string[] {
  const manifest: { readonly scripts?: Readonly<Record<string, string>> } = JSON.parse(
    tree.files.get('package.json') ?? '{}',
  );
  return Object.keys(manifest.scripts ?? {});
}

/** Words in capitals stand for any name: of `test/golden/AREA/plan.json` only `test/golden/` is looked up. */
function exists(tree: Tree, path: string): boolean {
  const name = path.replace(/(?<=\/)[A-Z]{2,}\b(?!\.md).*/, '');
  if (tree.files.has(name)) return true;
  const folder = name.endsWith('/') ? name : `${name}/`;
  return [...tree.files.keys()].some(file => file.startsWith(folder));
}
