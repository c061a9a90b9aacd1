import type { Reference, Tree } from '../tree.ts';
import { imports } from '../tree.ts';
import type { Violation } from '../violation.ts';

/** No file imports itself by way of others. Each cycle is reported once, at its import back. */
export function importCycles(tree: Tree): readonly Violation[] {
  const importsOf = new Map(tree.sources.map(source => [source.path, imports(source)]));
  const violations: Violation[] = [];
  const done = new Set<string>();
  const trail: string[] = [];
  const walk = (path: string): void => {
    if (done.has(path)) return;
    trail.push(path);
    for (const reference of importsOf.get(path) ?? []) {
      const back = trail.indexOf(reference.path);
      if (back === -1) walk(reference.path);
      else violations.push(violation(path, reference, trail.slice(back)));
    }
    trail.pop();
    done.add(path);
  };
  for (const path of importsOf.keys()) walk(path);
  return violations;
}

function violation(file: string, { path, line }: Reference, cycle: readonly string[]): Violation {
  return { file, line, fix: `move what both need to a third file; the cycle is ${[...cycle, path].join(' -> ')}` };
}
