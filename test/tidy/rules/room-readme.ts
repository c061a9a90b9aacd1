import { roomOf } from '../rooms.ts';
import type { Tree } from '../tree.ts';
import type { Violation } from '../violation.ts';

/** The most lines of a room's README.md. */
export const longestReadme = 30;

/** Each room with code says in a short README.md what enters, what leaves and where to begin; a folder of src/ that is no room fails. */
export function roomReadme(tree: Tree): readonly Violation[] {
  const folders = new Set(tree.sources.flatMap(({ path }) => /^src\/[^/]+/.exec(path)?.[0] ?? []));
  return [...folders].flatMap(folder => {
    const file = `${folder}/README.md`;
    if (roomOf(file) === undefined)
      return [{ file: folder, line: 1, fix: 'not a room: add it to test/tidy/rooms.ts or move its files' }];
    const lines = tree.files.get(file)?.trimEnd().split('\n').length;
    if (lines === undefined)
      return [{ file, line: 1, fix: 'write it: what enters, what leaves, the file to read first' }];
    return lines <= longestReadme
      ? []
      : [{ file, line: longestReadme + 1, fix: `${lines} lines, at most ${longestReadme}` }];
  });
}
