import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPackedCommit } from './git-pack.ts';
import { inflate } from './inflate.ts';

/** How much of a commit is read, in bytes: its author and the first line of its message stand at its beginning. */
const mostBytes = 16 * 1024;

export type CommitWords = { readonly message: string; readonly author: string };

/**
 * The first line of a commit's message and its author's name, as `readCommit` gives them, from the files of a repository whose `.git` is a folder:
 * starting git costs more than a small compilation. `undefined` where it is kept otherwise; git knows it then.
 */
export function readCommitFiles(root: string, version: string): CommitWords | undefined {
  if (!/^[0-9a-f]{40}$/.test(version)) return undefined;
  const gitFolder = join(root, '.git');
  try {
    const loose = join(gitFolder, 'objects', version.slice(0, 2), version.slice(2));
    const object = existsSync(loose)
      ? inflate(readFileSync(loose), mostBytes)
      : readPackedCommit(gitFolder, version, mostBytes);
    return object && wordsIn(Buffer.from(object).toString());
  } catch {
    // A file that is gone or of another form: git is asked.
    return undefined;
  }
}

/** Of a commit's text, with or without the head that it has in a file of its own. */
function wordsIn(text: string): CommitWords | undefined {
  // One in another encoding than UTF-8 says so.
  const end = text.indexOf('\n\n');
  const head = text.slice(0, end);
  const author = /^author (.*?) ?<[^>]*> \d+ [-+]\d+$/m.exec(head)?.[1];
  if (end < 0 || author === undefined || /^encoding /m.test(head)) return undefined;
  return { author, message: text.slice(end + 2).split('\n', 1)[0] ?? '' };
}
