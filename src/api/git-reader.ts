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
  /** Only commits that were made then, as ISO 8601. */
  readonly after?: string;
  readonly before?: string;
  readonly skip?: number;
  readonly top: number;
};

/** A file that differs between two commits; its ids are absent where it is not there. */
export type GitDifference = {
  readonly kind: 'add' | 'edit' | 'delete' | 'rename';
  readonly path: string;
  /** What a renamed file was called. */
  readonly from?: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
  /** A renamed file whose content is another too. */
  readonly isEdited: boolean;
};

/** Something in a folder; `mode` as git writes it, `sizeBytes` 0 for what is no file. */
export type GitTreeItem = {
  readonly mode: string;
  readonly kind: 'blob' | 'tree' | 'commit';
  readonly id: string;
  readonly sizeBytes: number;
  readonly path: string;
};

/** An annotated tag; the tagger's `at` in milliseconds. */
export type GitTag = {
  readonly id: string;
  readonly name: string;
  readonly objectId: string;
  readonly objectKind: 'commit' | 'tree' | 'blob' | 'tag';
  readonly message: string;
  readonly tagger: { readonly name: string; readonly email: string; readonly at: number };
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
  /** How long an object is, in bytes. */
  size(url: string, id: string): Promise<number | undefined>;
  /** What is in a folder by its own id. */
  tree(url: string, of: { readonly id: string; readonly isDeep: boolean }): Promise<readonly GitTreeItem[] | undefined>;
  tag(url: string, id: string): Promise<GitTag | undefined>;
  /** What differs between two commits; without `from` what a commit changes of its first parent. */
  differences(
    url: string,
    commits: { readonly from?: string; readonly to: string },
  ): Promise<readonly GitDifference[] | undefined>;
  /** Where two commits parted, the best first. */
  mergeBases(url: string, commits: readonly [string, string]): Promise<readonly string[] | undefined>;
}
