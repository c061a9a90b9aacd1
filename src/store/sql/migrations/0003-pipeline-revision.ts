import type { Dialect } from '../engine.ts';

/** Pipelines can be changed: the column is what a change is compared with. Until then there were no others than first revisions. */
export function pipelineRevision({ integer }: Dialect): readonly string[] {
  return [`alter table pipeline add column revision ${integer} not null default 1`];
}
