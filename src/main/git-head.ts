import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Head = { readonly refName: string; readonly version: string };

/** The version of a folder without a commit. */
export const noVersion = '0'.repeat(40);

const commitShape = /^[0-9a-f]{40,64}$/;

/**
 * The branch and commit of a working tree; `refs/heads/main` and zeros for a folder that has none. The usual layout is read from its two
 * files, because starting git costs more than all of a small compilation; git itself is asked for every other.
 */
export async function readHead(root: string): Promise<Head> {
  return readLoose(root) ?? (await askGit(root)) ?? { refName: 'refs/heads/main', version: noVersion };
}

function readLoose(root: string): Head | undefined {
  const head = text(join(root, '.git', 'HEAD'));
  if (head?.startsWith('ref: ') !== true) return undefined;
  const refName = head.slice('ref: '.length);
  const version = refName.includes('..') ? undefined : text(join(root, '.git', refName));
  return version !== undefined && commitShape.test(version) ? { refName, version } : undefined;
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

function text(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined;
  }
}
