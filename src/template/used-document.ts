import type { Span } from '../base/finding.ts';
import type { Expression } from '../expression/tree.ts';
import type { YamlNode } from '../syntax/tree.ts';

/** A file that took part, with the expressions it holds, those of branches never taken too. `via` is how it was first come to. */
export type UsedDocument = {
  readonly root: YamlNode;
  readonly via: readonly Span[];
  readonly expressions: readonly { readonly at: Span; readonly tree: Expression }[];
};
