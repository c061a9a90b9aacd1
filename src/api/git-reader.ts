type Signature = { readonly name: string; readonly email: string; readonly at: string };

/** A commit. Times are ISO 8601 with the zone in which they were noted. */
export type GitCommit = {
  readonly id: string;
  readonly treeId: string;
  readonly parents: readonly string[];
  readonly author: Signature;
  readonly committer: Signature;
  readonly message: string;
};

/** A branch or tag by its full name. `peeledId` is the commit that an annotated tag points at. */
export type GitRef = { readonly name: string; readonly id: string; readonly peeledId: string | undefined };

/** Something at a path (no leading slash, `''` is the root): a file, a folder (`tree`) or a submodule (`commit`). */
export type GitEntry = {
  readonly path: string;
  readonly kind: 'blob' | 'tree' | 'commit';
  readonly id: string;
  readonly isLink: boolean;
};

/** Which commits are asked for, newest first: those that `to` reaches and `from` does not. */
export type GitCommitQuery = {
  readonly to: string;
  readonly from?: string;
  /** Only commits that change this path. */
  readonly path?: string;
  /** Only commits whose author's name or address has this text in it, in any case. */
  readonly author?: string;
  readonly skip?: number;
  readonly top: number;
};

/**
 * Reads registered repositories; `url` is theirs. Every method answers `undefined` where there is no such repository, commit, path or
 * object, and is safe to call concurrently.
 */
export interface GitReader {
  refs(url: string): Promise<readonly GitRef[] | undefined>;
  /** The commit that a full ref or the (short) id of a commit stands for. */
  resolve(url: string, version: string): Promise<string | undefined>;
  commits(url: string, query: GitCommitQuery): Promise<readonly GitCommit[] | undefined>;
  /** How many commits `branch` has that `base` has not, and the other way. */
  compare(
    url: string,
    commits: { readonly base: string; readonly branch: string },
  ): Promise<{ readonly ahead: number; readonly behind: number } | undefined>;
  entry(url: string, commit: string, path: string): Promise<GitEntry | undefined>;
  /** What stands in a folder, or, with `isDeep`, anywhere below it. */
  folder(
    url: string,
    of: { readonly commit: string; readonly path: string; readonly isDeep: boolean },
  ): Promise<readonly GitEntry[] | undefined>;
  /** A file's bytes, at most 64 MiB. */
  blob(url: string, id: string): Promise<Uint8Array | undefined>;
}
