import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readBranchFile, readText } from '../source/ref-file.ts';

export type Head = { readonly refName: string; readonly version: string };

/** The version of a folder without a commit. */
export const noVersion = '0'.repeat(40);

/**
 * The branch and commit of a working tree; `refs/heads/main` and zeros for a folder that has none. The usual layouts are read from their
 * files, because starting git costs more than all of a small compilation; git itself is asked for every other.
 */
export async function readHead(root: string): Promise<Head> {
  const none = { refName: 'refs/heads/main', version: noVersion };
  return isInRepository(root) ? (readFiles(root) ?? (await askGit(root)) ?? none) : none;
}

function isInRepository(folder: string): boolean {
  return existsSync(join(folder, '.git')) || (dirname(folder) !== folder && isInRepository(dirname(folder)));
}

/** Of a repository whose `.git` is a folder, the branch that is checked out, if it has a commit. */
function readFiles(root: string): Head | undefined {
  const gitFolder = join(root, '.git');
  const head = readText(join(gitFolder, 'HEAD'));
  if (head?.startsWith('ref: ') !== true) return undefined;
  const refName = head.slice('ref: '.length);
  const version = readBranchFile(gitFolder, refName);
  return version === undefined ? undefined : { refName, version };
}

async function askGit(root: string): Promise<Head | undefined> {
  const refName = await git(root, ['symbolic-ref', '--quiet', 'HEAD']);
  const version = await git(root, ['rev-parse', '--verify', '--quiet', 'HEAD']);
  if (version !== undefined) return { refName: refName ?? 'HEAD', version };
  return refName === undefined ? undefined : { refName, version: noVersion };
}

async function git(root: string, args: readonly string[]): Promise<string | undefined> {
  const { execFile } = await import('node:child_process');
  const { promisify } = await import('node:util');
  try {
    const { stdout } = await promisify(execFile)('git', ['-C', root, ...args]);
    return stdout.trim();
  } catch {
    // No repository, no git, or no such ref: the caller has an answer for it.
    return undefined;
  }
}
