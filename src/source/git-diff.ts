import { askGit } from './git-command.ts';

/** A file that differs between two commits. */
export type FileDifference = {
  readonly kind: 'add' | 'edit' | 'delete' | 'rename';
  readonly path: string;
  /** What a renamed file was called. */
  readonly from?: string;
  /** The file's ids; `undefined` where it is not there. */
  readonly before: string | undefined;
  readonly after: string | undefined;
  /** A renamed file whose content is another too. */
  readonly isEdited: boolean;
};

/** The files that differ between two commits, by path; without `from` those that a commit changes of its first parent. `undefined` when git knows no such commit. */
export async function readDifferences(
  repository: string,
  { from, to }: { readonly from?: string; readonly to: string },
): Promise<readonly FileDifference[] | undefined> {
  const base = from ?? (await firstParent(repository, to));
  const options = ['-r', '-z', '--raw', '--no-abbrev', '--find-renames', '--end-of-options'];
  const root = base === undefined ? ['--root', '--no-commit-id'] : [];
  const answer = await askGit(repository, [
    'diff-tree',
    ...root,
    ...options,
    ...(base === undefined ? [] : [base]),
    to,
  ]);
  return answer === undefined ? undefined : differencesIn(answer.toString());
}

/** Where two commits parted, the best of such commits first; `undefined` when git knows no such commits. */
export async function readMergeBases(
  repository: string,
  commits: readonly [string, string],
): Promise<readonly string[] | undefined> {
  const answer = await askGit(repository, ['merge-base', '--all', '--end-of-options', ...commits]);
  return answer
    ?.toString()
    .split('\n')
    .filter(line => line !== '');
}

async function firstParent(repository: string, commit: string): Promise<string | undefined> {
  const asked = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${commit}^1`];
  return (await askGit(repository, asked))?.toString().trim();
}

const kinds: Readonly<Record<string, FileDifference['kind']>> = { A: 'add', D: 'delete', R: 'rename' };

// Each difference is a line of facts and, after it, one path or two, all ended by a NUL.
function differencesIn(listing: string): readonly FileDifference[] {
  const texts = listing.split('\0');
  const found: FileDifference[] = [];
  for (let at = 0; at + 1 < texts.length; ) {
    const [, before = '', after = '', letter = ''] =
      /^:\d+ \d+ ([0-9a-f]+) ([0-9a-f]+) ([A-Z])\d*$/.exec(texts[at] ?? '') ?? [];
    const kind = kinds[letter] ?? 'edit';
    const [first = '', second = ''] = texts.slice(at + 1, at + 3);
    const isRename = kind === 'rename';
    found.push({
      kind,
      path: isRename ? second : first,
      ...(isRename ? { from: first } : {}),
      before: idOf(before),
      after: idOf(after),
      isEdited: isRename && before !== after,
    });
    at += isRename ? 3 : 2;
  }
  return found;
}

function idOf(id: string): string | undefined {
  return /^0+$/.test(id) ? undefined : id;
}
