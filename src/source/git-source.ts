import type { SourceAnswer, SourceReader, SourceRepository } from '../template/source-reader.ts';
import { askGitNow } from './git-command.ts';
import { type GitTree, readGitTree } from './git-tree.ts';

/** A repository at a commit. `url` is the folder that git reads. */
export type GitCommit = { readonly url: string; readonly refName: string; readonly commit: string };

/** Finds the folder of a repository resource by the resource's name; `undefined` when it is not registered. */
export type FindRepository = (name: string) => { readonly url: string } | undefined;

/**
 * Reads the pipeline's own repository at a commit, its YAML files read ahead. Other repositories are found by name, and read file by file
 * at the resource's ref as it stands at the first read.
 */
export async function gitSource(self: GitCommit, find: FindRepository): Promise<SourceReader> {
  const tree = await readGitTree(self.url, self.commit);
  const others = new Map<string, GitCommit | undefined>();
  return {
    read(repository, path) {
      if (repository.alias === 'self') return readFile(self, path, tree);
      const name = `${repository.name}\0${repository.ref}`;
      if (!others.has(name)) others.set(name, resolveOther(repository, find));
      const other = others.get(name);
      return other === undefined ? undefined : readFile(other, path, undefined);
    },
  };
}

function readFile(repository: GitCommit, path: string, tree: GitTree | undefined): SourceAnswer {
  const { url, refName, commit } = repository;
  const text = tree?.get(path) ?? askGitNow(url, ['cat-file', 'blob', `${commit}:${path.slice(1)}`])?.toString('utf8');
  return text === undefined ? { found: false, url, branch: refName, version: commit } : { found: true, text };
}

function resolveOther(repository: SourceRepository, find: FindRepository): GitCommit | undefined {
  const url = find(repository.name)?.url;
  if (url === undefined) return undefined;
  const refName = repository.ref;
  const answer = askGitNow(url, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${refName}^{commit}`]);
  return answer === undefined ? undefined : { url, refName, commit: answer.toString().trim() };
}
