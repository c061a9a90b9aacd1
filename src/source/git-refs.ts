import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { askGit } from './git-command.ts';
import { readBranchFile } from './ref-file.ts';

/** What the branch is called that is there from the start: by hosts of today, and by git itself. */
const usualBranches = ['refs/heads/main', 'refs/heads/master'] as const;

/** The commit a ref (`refs/heads/main`, a tag, a commit) stands for; `undefined` when the repository has none. */
export async function resolveRef(repository: string, ref: string): Promise<{ readonly commit: string } | undefined> {
  const branch = readBranchFile(gitFolderOf(repository), ref);
  if (branch !== undefined) return { commit: branch };
  const answer = await askGit(repository, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`]);
  return answer === undefined ? undefined : { commit: answer.toString().trim() };
}

/**
 * The branch that HEAD names, `refs/heads/main`. Where HEAD is detached, or names a branch that is not there while others are, it is one of `usualBranches`,
 * else the first by name; a repository without branches has the one that its HEAD names. `undefined` when the folder is not the top of a git repository,
 * bare or not.
 */
export async function defaultBranch(folder: string): Promise<string | undefined> {
  const up = await askGit(folder, ['rev-parse', '--show-cdup']);
  if (up === undefined || up.toString().trim() !== '') return undefined;
  const head = await askGit(folder, ['symbolic-ref', '--quiet', 'HEAD']);
  const named = head === undefined ? usualBranches : [head.toString().trim(), ...usualBranches];
  const listed = await askGit(folder, ['for-each-ref', '--format=%(refname)', 'refs/heads']);
  const branches = listed?.toString().split('\n').filter(Boolean) ?? [];
  return named.find(name => branches.includes(name)) ?? branches[0] ?? named[0];
}

const listedRefs = ['refs/heads', 'refs/tags', 'refs/pull'];

/** A branch, a tag or the merge of a pull request. `peeledId` is the commit that an annotated tag points at. */
export type NamedRef = { readonly name: string; readonly id: string; readonly peeledId: string | undefined };

/** The branches, tags and merges of pull requests of a repository, by name; `undefined` when git can't read it. */
export async function listRefs(repository: string): Promise<readonly NamedRef[] | undefined> {
  const format = '--format=%(objectname) %(*objectname) %(refname)';
  const answer = await askGit(repository, ['for-each-ref', format, '--sort=refname', ...listedRefs]);
  return answer
    ?.toString()
    .split('\n')
    .flatMap(line => {
      const [, id, peeledId, name] = /^([0-9a-f]+) ([0-9a-f]*) (.+)$/.exec(line) ?? [];
      return id === undefined || name === undefined ? [] : [{ name, id, peeledId: peeledId || undefined }];
    });
}

/** Where a repository's own files are, if it has one of the usual layouts: with a working tree, or bare. */
function gitFolderOf(repository: string): string {
  const inside = join(resolve(repository), '.git');
  return existsSync(inside) ? inside : resolve(repository);
}
