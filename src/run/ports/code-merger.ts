import type { Instant } from '../../base/clock.ts';

/** A commit that is to be made of two. */
export type MergeRequest = {
  readonly source: string;
  /** What the source is merged into; the first parent. */
  readonly target: string;
  readonly message: string;
  readonly author: { readonly name: string; readonly email: string };
  /** Default: when the later of the two was made, so that the same request makes the same commit. */
  readonly at?: Instant;
  /** One commit on top of the target that has all changes of the source, which is no parent of it. Default: false. */
  readonly squashes?: boolean;
};

export type MergeOutcome =
  | { readonly status: 'succeeded'; readonly commit: string }
  | { readonly status: 'conflicts' }
  | { readonly status: 'failure'; readonly message: string };

/** Merges commits of registered repositories. Working trees are never touched, nor any ref but the one that is named. */
export interface CodeMerger {
  /** Makes a commit that no ref points at. */
  merge(url: string, request: MergeRequest): Promise<MergeOutcome>;
  /** Points a ref at a commit, or, without `to`, removes it. With `from` only if it points there; answers whether it was done. */
  moveRef(url: string, ref: { readonly name: string; readonly to?: string; readonly from?: string }): Promise<boolean>;
  /** Whether a branch has a commit. */
  contains(url: string, of: { readonly branch: string; readonly commit: string }): Promise<boolean>;
  /** Whether a working tree has the branch checked out: whoever moves it leaves that tree behind. */
  isCheckedOut(url: string, branch: string): Promise<boolean>;
}
