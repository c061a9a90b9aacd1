import { askGit } from './git-command.ts';
import type { FileEdit } from './import-stream.ts';

/** How many paths one call of git is asked about. */
const pathsAtOnce = 200;

/** Why a change can't be made. */
export type FileProblem = { readonly problem: 'pathTaken' | 'pathMissing'; readonly path: string };

/** The files at and below some paths of a commit, as changes leave them. */
export class CommitFiles {
  readonly #modes: Map<string, string>;

  constructor(modes: Map<string, string>) {
    this.#modes = modes;
  }

  /** An edited file stays what it is: a program or a link. */
  modeOf(path: string): string {
    return this.#modes.get(path) ?? '100644';
  }

  /** Carries a change out, or says why it can't be. */
  apply(change: FileEdit): FileProblem | undefined {
    const { kind, path } = change;
    if ((kind === 'add' || kind === 'rename') && this.#isTaken(path)) return { problem: 'pathTaken', path };
    if (kind === 'add') this.#modes.set(path, '100644');
    else if (kind === 'edit') return this.#modes.has(path) ? undefined : { problem: 'pathMissing', path };
    else return this.#move(kind === 'rename' ? change.from : path, kind === 'rename' ? path : undefined);
    return undefined;
  }

  #move(from: string, to: string | undefined) {
    const found = [...this.#modes].filter(([path]) => path === from || path.startsWith(`${from}/`));
    if (found.length === 0) return { problem: 'pathMissing', path: from } as const;
    for (const [path, mode] of found) {
      this.#modes.delete(path);
      if (to !== undefined) this.#modes.set(`${to}${path.slice(from.length)}`, mode);
    }
    return undefined;
  }

  /** By itself, by a folder of the name, or by a file that one of its folders would have to replace. */
  #isTaken(path: string): boolean {
    const folders = path.split('/').map((_, index, names) => names.slice(0, index + 1).join('/'));
    if (folders.some(folder => this.#modes.has(folder))) return true;
    return this.#modes.keys().some(known => known.startsWith(`${path}/`));
  }
}

/** What some changes may meet in a commit; without one nothing. */
export async function filesAt(
  repository: string,
  commit: string | undefined,
  changes: readonly FileEdit[],
): Promise<CommitFiles> {
  const modes = new Map<string, string>();
  if (commit === undefined) return new CommitFiles(modes);
  const paths = new Set(changes.flatMap(pathsOf));
  // Of the folders above a path only whether they are files matters.
  const folders = new Set([...paths].flatMap(foldersOf)).difference(paths);
  for (const [options, names] of [[['-r'], paths] as const, [[], folders] as const]) {
    for (const some of pieces([...names]))
      for (const [path, mode] of await listed(repository, commit, options, some)) modes.set(path, mode);
  }
  return new CommitFiles(modes);
}

async function listed(
  repository: string,
  commit: string,
  options: readonly string[],
  paths: readonly string[],
): Promise<readonly (readonly [path: string, mode: string])[]> {
  const args = ['--literal-pathspecs', 'ls-tree', '-z', '--full-tree', ...options, commit, '--', ...paths];
  const listing = (await askGit(repository, args))?.toString() ?? '';
  return listing.split('\0').flatMap(line => {
    const [, mode, kind, path] = /^(\d+) (\w+) [0-9a-f]+\t(.+)$/s.exec(line) ?? [];
    return mode === undefined || path === undefined || kind === 'tree' ? [] : [[path, mode] as const];
  });
}

function pieces(paths: readonly string[]): readonly (readonly string[])[] {
  const count = Math.ceil(paths.length / pathsAtOnce);
  return Array.from({ length: count }, (_, at) => paths.slice(at * pathsAtOnce, (at + 1) * pathsAtOnce));
}

function foldersOf(path: string): readonly string[] {
  return path.split('/').flatMap((_, at, names) => (at === 0 ? [] : [names.slice(0, at).join('/')]));
}

function pathsOf(change: FileEdit): readonly string[] {
  return change.kind === 'rename' ? [change.path, change.from] : [change.path];
}
