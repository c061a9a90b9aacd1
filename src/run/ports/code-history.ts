/** What came with a push. */
export type CodeChange = {
  /** Paths that differ, from the repository's root, without a leading slash. */
  readonly paths: readonly string[];
  /** The messages of the new commits, newest first; at most 100. */
  readonly messages: readonly string[];
};

/** What changes in repositories. Answers `undefined` where the repository can't be read now. */
export interface CodeHistory {
  /** The commits that branches and tags stand for, by full name. */
  refs(url: string): Promise<Readonly<Record<string, string>> | undefined>;
  /** From one commit to another; the whole of `to` when `from` is not there. */
  change(
    url: string,
    commits: { readonly from: string | undefined; readonly to: string },
  ): Promise<CodeChange | undefined>;
}
