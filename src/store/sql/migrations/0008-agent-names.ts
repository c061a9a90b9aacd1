import type { Dialect } from '../engine.ts';

/**
 * No two agents of a pool have one name, whichever servers they register with. The column is a hash of the name, which may be long. Agents of before have none until they
 * change: there may be two of one name among them.
 */
export function agentNames({ text }: Dialect): readonly string[] {
  return [
    `alter table agent add column name_hash ${text}`,
    'create unique index agent_name on agent (organization, pool_id, name_hash)',
  ];
}
