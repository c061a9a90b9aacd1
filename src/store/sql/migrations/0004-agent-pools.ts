import type { Dialect } from '../engine.ts';

/** Pools can be made and changed. Those that are there from the start have a row once they were changed. */
export function agentPoolTable({ text, integer, tableOptions }: Dialect): readonly string[] {
  return [
    `create table pool (
      organization ${text} not null, pool_id ${integer} not null, name_key ${text} not null, json ${text} not null,
      primary key (organization, pool_id), unique (organization, name_key)) ${tableOptions}`,
  ];
}
