/** Somebody's hand in a commit; `at` in milliseconds. */
export type CommitHand = { readonly name: string; readonly email: string; readonly at: number };

/** What becomes of a file. Paths stand from the repository's root, without a leading slash; deleting and renaming take folders too. */
export type FileChange =
  | { readonly kind: 'add' | 'edit'; readonly path: string; readonly content: Uint8Array }
  | { readonly kind: 'delete'; readonly path: string }
  | { readonly kind: 'rename'; readonly path: string; readonly from: string; readonly content?: Uint8Array };

export type NewCommit = {
  readonly changes: readonly FileChange[];
  readonly message: string;
  readonly author: CommitHand;
  readonly committer: CommitHand;
};

/** The commits that were made, oldest first; or the change that could not be. */
export type WriteOutcome =
  | { readonly ok: true; readonly commits: readonly string[] }
  | { readonly ok: false; readonly problem: 'pathTaken' | 'pathMissing'; readonly path: string }
  | { readonly ok: false; readonly problem: 'failure' };

export type NewTag = {
  readonly name: string;
  /** What is tagged. */
  readonly objectId: string;
  readonly message: string;
  readonly tagger: CommitHand;
};

/** Writes into registered repositories. Working trees are never touched, and no ref is moved. */
export interface CodeWriter {
  /** Makes commits, one on top of the other, the first on `parent` or, without it, on nothing. */
  commit(
    url: string,
    wanted: { readonly parent: string | undefined; readonly commits: readonly NewCommit[] },
  ): Promise<WriteOutcome>;
  /** Makes an annotated tag object; `undefined` where git refuses. */
  tag(url: string, tag: NewTag): Promise<string | undefined>;
  /** What a ref stands at, a tag at its own object; `undefined` where it is not there. */
  idOf(url: string, refName: string): Promise<string | undefined>;
  /** What an object is; `undefined` where there is none. */
  kindOf(url: string, objectId: string): Promise<'commit' | 'tree' | 'blob' | 'tag' | undefined>;
  /** Whether git takes a name for a ref. */
  isRefName(name: string): Promise<boolean>;
  /** Makes another branch that of HEAD: what clones check out. */
  setHead(url: string, branch: string): Promise<boolean>;
}
