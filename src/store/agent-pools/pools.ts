import type { AgentPool } from '../../run/ports/agent-registry.ts';

/** The pools that every organization has from the start. */
export const agentPools: readonly AgentPool[] = [
  { id: 1, name: 'Default', isHosted: false },
  { id: 2, name: 'Azure Pipelines', isHosted: true },
];

/** The pools of an organization, by id: those from the start as they were changed since, and those that were added. */
export function withOwnPools(own: readonly AgentPool[]): readonly AgentPool[] {
  const unchanged = agentPools.filter(pool => own.every(({ id }) => id !== pool.id));
  return [...unchanged, ...own].sort((a, b) => a.id - b.id);
}
