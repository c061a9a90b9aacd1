import type { PlanScope } from '../../wire/agent-server.ts';
import type { ContentServer } from '../../wire/artifact-server.ts';

/** Where the chunks of a tree go to and come from, and what ends it before its time. */
export type ContentSpace = {
  readonly server: ContentServer;
  readonly plan: PlanScope;
  /** `shared`, or the id of a cache. */
  readonly space: string;
  readonly signal: AbortSignal;
};
