import type { AgentPool } from '../../run/ports/agent-registry.ts';

/** The pools of every organization. */
export const agentPools: readonly AgentPool[] = [
  { id: 1, name: 'Default', isHosted: false },
  { id: 2, name: 'Azure Pipelines', isHosted: true },
];
