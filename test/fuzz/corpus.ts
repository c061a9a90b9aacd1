import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { Files } from '../plan/compiling.ts';
import { caseNames } from '../plan/golden.ts';

/** Pipelines to start from, each with its templates: those that look like people's own, and the compiler's own cases. */
export function corpus(): readonly Files[] {
  const own = join(import.meta.dirname, 'pipelines');
  const golden = join(import.meta.dirname, '..', 'golden');
  const folders = [
    ...readdirSync(own).map(name => join(own, name)),
    ...caseNames(golden).map(name => join(golden, name)),
  ];
  return folders.map(filesBelow);
}

/** The YAML files below a folder, by their paths from it. */
export function filesBelow(folder: string): Files {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter(entry => entry.isFile() && entry.name.endsWith('.yml'))
    .map(entry => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    paths.map(path => [relative(folder, path).replaceAll(sep, '/'), readFileSync(path, 'utf8')]),
  );
}
