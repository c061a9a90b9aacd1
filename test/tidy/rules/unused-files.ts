import type { Tree } from '../tree.ts';
import { references } from '../tree.ts';
import type { Violation } from '../violation.ts';

/** Where the program begins, from the sources and from the bundle, and what other programs import: imported by nobody here. */
const entries: readonly string[] = ['src/main/millrace.ts', 'src/main/bundle/entry.ts', 'src/main/library.ts'];

/** What a shipped task package starts: its task.json names the file. */
const packageEntry = /^src\/tasks\/built-in\/[^/]+\/main\.ts$/;

/** Every file of src/ is used by another one of src/: being used by tests alone does not count. */
export function unusedFiles(tree: Tree): readonly Violation[] {
  const own = tree.sources.filter(source => source.path.startsWith('src/'));
  const used = new Set([...entries, ...own.flatMap(source => references(source).map(({ path }) => path))]);
  return own
    .filter(({ path }) => !used.has(path) && !packageEntry.test(path))
    .map(({ path }) => ({ file: path, line: 1, fix: 'no file of src/ imports it: use it or delete it' }));
}
