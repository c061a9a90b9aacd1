import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { askGit } from './git-command.ts';

const head = '#!/bin/sh\n# Written by Millrace: tells its servers that something was pushed.\n';

/**
 * Makes a repository leave a file when something is pushed to it. A hook that somebody else wrote is left alone, one of ours gets another
 * line. Answers whether the repository tells of pushes from now on.
 */
export async function installPushHook(repository: string, marker: string): Promise<boolean> {
  const answer = await askGit(repository, ['rev-parse', '--git-path', 'hooks']);
  if (answer === undefined) return false;
  const folder = resolve(repository, answer.toString().trim());
  const file = join(folder, 'post-receive');
  const before = await readFile(file, 'utf8').catch(() => head);
  if (!before.startsWith(head)) return false;
  const line = `: > '${marker.replaceAll("'", "'\\''")}' 2>/dev/null || :\n`;
  if (before.includes(line)) return true;
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(file, `${before}${line}`);
    await chmod(file, 0o755);
    return true;
  } catch {
    // A repository that can't be written to is looked at from time to time.
    return false;
  }
}
