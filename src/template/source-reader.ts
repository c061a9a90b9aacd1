/** What reading a file of a repository gave. */
export type SourceAnswer =
  | { readonly found: true; readonly text: string }
  /** `url`, `branch` and `version` are quoted by the service's message about a missing file. */
  | { readonly found: false; readonly url: string; readonly branch: string; readonly version: string };

/** A repository a template may come from, as `resources.repositories` declares it; `self` is the pipeline's own. */
export type SourceRepository = {
  readonly alias: string;
  readonly type: string;
  readonly name: string;
  readonly ref: string;
};

/**
 * Reads the files of repositories for the compiler, which itself touches no disk.
 * Synchronous on purpose: a pipeline of 200 templates pays for each turn of the event loop, and a reader of git can fetch a
 * tree before the compilation starts. Safe to call repeatedly with the same path; every answer must stay the same
 * within one compilation.
 */
export interface SourceReader {
  /** `path` starts with `/`, uses `/`, and is normalised. `undefined`: the repository itself can't be had. */
  read(repository: SourceRepository, path: string): SourceAnswer | undefined;
}
