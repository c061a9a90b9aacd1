import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { askGit } from './git-command.ts';

const signature = '#!/bin/sh\n# Written by Millrace: tells its servers what was pushed.\n';
/** git gives a line for each ref: what it stood at, what it stands at now, its name. */
const head = `${signature}pushed=$(cat)\n`;

/**
 * Makes a repository write down what is pushed to it, at the end of a file: a line for each ref, as git tells its hooks. A hook that somebody
 * else wrote is left alone, one of ours gets another line. Answers whether the repository tells of pushes from now on.
 */
export async function installPushHook(repository: string, file: string): Promise<boolean> {
  const answer = await askGit(repository, ['rev-parse', '--git-path', 'hooks']);
  if (answer === undefined) return false;
  const folder = resolve(repository, answer.toString().trim());
  const hook = join(folder, 'post-receive');
  const before = await readFile(hook, 'utf8').catch(() => head);
  if (!before.startsWith(head)) return false;
  const line = `printf '%s\\n' "$pushed" 2>/dev/null >> '${file.replaceAll("'", "'\\''")}' || :\n`;
  if (before.includes(line)) return true;
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(hook, `${before}${line}`);
    await chmod(hook, 0o755);
    return true;
  } catch {
    // A repository that can't be written to is looked at from time to time.
    return false;
  }
}
