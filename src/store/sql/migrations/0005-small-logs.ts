import type { Dialect } from '../engine.ts';

/** The lines of small logs stand beside what is known of them; those of logs that are there already stay in their blobs. */
export function smallLogs({ bytes }: Dialect): readonly string[] {
  return [`alter table log add column bytes ${bytes}`];
}
