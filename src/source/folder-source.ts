import { readFileSync, realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { SourceAnswer, SourceReader, SourceRepository } from '../template/source-reader.ts';

/**
 * Reads working trees: `root` for the pipeline's own repository, `others` by a repository resource's name or alias. A path never leaves
 * its root, also not through a symbolic link. A repository that is not among `others` can't be had.
 */
export function folderSource(root: string, others: Readonly<Record<string, string>>): SourceReader {
  return {
    read(repository, path) {
      const folder = repository.alias === 'self' ? root : (others[repository.alias] ?? others[repository.name]);
      return folder === undefined ? undefined : readWithin(folder, path, repository);
    },
  };
}

function readWithin(root: string, path: string, repository: SourceRepository): SourceAnswer {
  const missing: SourceAnswer = { found: false, url: root, branch: repository.ref, version: 'working tree' };
  try {
    const home = realpathSync(root);
    const file = realpathSync(join(home, path));
    if (!file.startsWith(home.endsWith(sep) ? home : home + sep)) return missing;
    return { found: true, text: readFileSync(file, 'utf8') };
  } catch (error) {
    if (isAbsent(error)) return missing;
    throw error;
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
