import { mayImport, roomOf } from '../rooms.ts';
import type { Tree } from '../tree.ts';
import { imports } from '../tree.ts';
import type { Violation } from '../violation.ts';

/** Rooms import only the rooms that `mayImport` lists; src/ imports nothing from outside itself. */
export function importDirection(tree: Tree): readonly Violation[] {
  return tree.sources.flatMap(source => {
    const room = roomOf(source.path);
    if (room === undefined) return [];
    const allowed: readonly string[] = [room, ...mayImport[room]];
    return imports(source).flatMap(({ path, line }) => {
      const target = roomOf(path);
      if (target !== undefined && allowed.includes(target)) return [];
      const fix = `${room} may import ${allowed.join(', ')}, not ${target ?? path}; declare a port and let main supply it`;
      return [{ file: source.path, line, fix }];
    });
  });
}
