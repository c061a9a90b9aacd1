import type { Dialect } from '../engine.ts';

/** What lists show of a run is kept as text. It counts while the run stands at the version that it was made at; of older runs there is none yet. */
export function runItems({ text, integer }: Dialect): readonly string[] {
  return [
    `alter table run add column item_version ${integer}`,
    `alter table run add column item_form ${integer}`,
    `alter table run add column item ${text}`,
  ];
}
