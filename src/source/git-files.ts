import { askGit } from './git-command.ts';

/** A file, a folder (`tree`) or a submodule (`commit`) of a commit. */
export type TreeEntry = {
  /** From the repository's root, without a leading slash; `''` is the root itself. */
  readonly path: string;
  readonly kind: 'blob' | 'tree' | 'commit';
  readonly id: string;
  readonly isLink: boolean;
};

/** What stands at a path of a commit; `undefined` when nothing does. */
export async function readEntry(repository: string, commit: string, path: string): Promise<TreeEntry | undefined> {
  if (path === '') {
    const answer = await askGit(repository, [
      'rev-parse',
      '--verify',
      '--quiet',
      '--end-of-options',
      `${commit}^{tree}`,
    ]);
    return answer === undefined ? undefined : { path, kind: 'tree', id: answer.toString().trim(), isLink: false };
  }
  const answer = await askGit(repository, ['ls-tree', '-z', '--full-tree', '--end-of-options', commit, path]);
  const [entry] = entriesIn(answer?.toString() ?? '', '');
  return entry?.path === path ? entry : undefined;
}

/** What stands below a folder of a commit, in git's order; `undefined` when there is no such folder. */
export async function readFolder(
  repository: string,
  { commit, path, isDeep }: { readonly commit: string; readonly path: string; readonly isDeep: boolean },
): Promise<readonly TreeEntry[] | undefined> {
  const deep = isDeep ? ['-r', '-t'] : [];
  const answer = await askGit(repository, ['ls-tree', '-z', ...deep, '--end-of-options', `${commit}:${path}`]);
  return answer === undefined ? undefined : entriesIn(answer.toString(), path);
}

/** The bytes of a file by its id; `undefined` when there is none, or it has more than 64 MiB. */
export function readBlob(repository: string, id: string): Promise<Buffer | undefined> {
  return askGit(repository, ['cat-file', 'blob', id]);
}

function entriesIn(listing: string, folder: string): readonly TreeEntry[] {
  return listing.split('\0').flatMap(line => {
    const [, mode, kind, id, name] = /^(\d+) (blob|tree|commit) ([0-9a-f]+)\t(.+)$/s.exec(line) ?? [];
    if (id === undefined) return [];
    const path = folder === '' ? (name ?? '') : `${folder}/${name}`;
    return [{ path, kind: kind as TreeEntry['kind'], id, isLink: mode === '120000' }];
  });
}
