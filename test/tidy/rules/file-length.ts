import type { Tree } from '../tree.ts';
import type { Violation } from '../violation.ts';

/** The most lines of a file that does not begin with a comment saying why it is longer. */
export const longestFile = 400;

/** A file holds one concept; a longer one says at its top why it is one concept still. */
export function fileLength(tree: Tree): readonly Violation[] {
  return tree.sources.flatMap(({ path, text }) => {
    const lines = text.trimEnd().split('\n').length;
    if (lines <= longestFile || text.startsWith('/')) return [];
    return [
      {
        file: path,
        line: 1,
        fix: `${lines} lines, at most ${longestFile}: split it, or begin with a comment that says why it is one`,
      },
    ];
  });
}
