import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const commitShape = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/**
 * The commit of a branch (`refs/heads/main`) as it stands in a repository's own files, `undefined` where they do not say it: then git is to be asked.
 * Starting git takes longer than a small compilation, and longer the more memory the process holds that starts it.
 */
export function readBranchFile(gitFolder: string, refName: string): string | undefined {
  if (!refName.startsWith('refs/heads/') || refName.includes('..')) return undefined;
  const commit = readText(join(gitFolder, refName)) ?? readPacked(gitFolder, refName);
  return commit !== undefined && commitShape.test(commit) ? commit : undefined;
}

/** A small file of git's without white space around it; `undefined` when there is none. */
export function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined;
  }
}

/** The commit of a ref that git has put into its one file of many. */
function readPacked(gitFolder: string, refName: string): string | undefined {
  const line = readText(join(gitFolder, 'packed-refs'))
    ?.split('\n')
    .find(each => each.endsWith(` ${refName}`));
  return line?.slice(0, line.indexOf(' '));
}
