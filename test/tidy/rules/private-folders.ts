import { openFolders, roomOf } from '../rooms.ts';
import type { Tree } from '../tree.ts';
import { imports } from '../tree.ts';
import type { Violation } from '../violation.ts';

/** A room's top-level files are its door: another room imports no file of its subfolders. */
export function privateFolders(tree: Tree): readonly Violation[] {
  return tree.sources.flatMap(source => {
    const room = roomOf(source.path);
    if (room === undefined) return [];
    return imports(source)
      .filter(({ path }) => roomOf(path) !== room && isInSubfolder(path))
      .map(({ path, line }) => ({
        file: source.path,
        line,
        fix: `${path} is private to its room; import one of its top-level files`,
      }));
  });
}

function isInSubfolder(path: string): boolean {
  return path.split('/').length > 3 && !openFolders.some(folder => path.startsWith(`${folder}/`));
}
