import { closeSync, openSync, readFileSync, readSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { yamlFileBytes } from '../base/limits.ts';
import type { SourceAnswer, SourceReader, SourceRepository } from '../template/source-reader.ts';

/**
 * Reads working trees: `root` for the pipeline's own repository, `others` by a repository resource's name or alias. A path never leaves
 * its root, also not through a symbolic link. A repository that is not among `others` can't be had.
 */
export function folderSource(root: string, others: Readonly<Record<string, string>>): SourceReader {
  const folders = new Map(Object.entries(others));
  return {
    read(repository, path) {
      const folder =
        repository.alias === 'self' ? root : (folders.get(repository.alias) ?? folders.get(repository.name));
      return folder === undefined ? undefined : readWithin(folder, path, repository);
    },
  };
}

function readWithin(root: string, path: string, repository: SourceRepository): SourceAnswer {
  const missing: SourceAnswer = { found: false, url: root, branch: repository.ref, version: 'working tree' };
  try {
    const home = realpathSync.native(root);
    const file = realpathSync.native(join(home, path));
    if (!file.startsWith(home.endsWith(sep) ? home : home + sep)) return missing;
    const stats = statSync(file);
    return stats.isFile() ? { found: true, text: readText(file, stats.size) } : missing;
  } catch (error) {
    if (isAbsent(error)) return missing;
    throw error;
  }
}

/** No more than shows that the file is too large, which is the compiler's to say. */
function readText(file: string, sizeBytes: number): string {
  if (sizeBytes <= yamlFileBytes) return readFileSync(file, 'utf8');
  const bytes = Buffer.alloc(yamlFileBytes + 1);
  const descriptor = openSync(file, 'r');
  try {
    return bytes.toString('latin1', 0, readSync(descriptor, bytes));
  } finally {
    closeSync(descriptor);
  }
}

const absentCodes = new Set([
  'ENOENT',
  'ENOTDIR',
  'EISDIR',
  'ELOOP',
  'EACCES',
  'ENAMETOOLONG',
  'ERR_INVALID_ARG_VALUE',
]);

function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && absentCodes.has(error.code);
}
