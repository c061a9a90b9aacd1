import { changeInTurn } from './documents.ts';
import type { Agent, AgentRegistry } from './ports/agent-registry.ts';
import type { DocumentStore } from './ports/document-store.ts';

/** Where the agents of an organization are. */
export type AgentsPlace = {
  readonly organization: string;
  readonly agents: AgentRegistry;
  /** Whose turns are taken. */
  readonly documents: DocumentStore;
};

/**
 * Changes the agents of a pool as they stand; `undefined` from `change` says that somebody else was faster. Within this process one change of a pool follows
 * the other; between servers the registry sees to it that no two of its agents come to have one name.
 */
export function changeAgents<Made>(
  { organization, agents, documents }: AgentsPlace,
  poolId: number,
  change: (known: readonly Agent[]) => Promise<Made | undefined>,
): Promise<Made> {
  return changeInTurn(documents, `set of agents of pool ${poolId}`, async () =>
    change(await agents.agents(organization, poolId)),
  );
}

/** An agent by its name, in any case. */
export function agentNamed(known: readonly Agent[], name: string): Agent | undefined {
  return known.find(agent => agent.name.toLowerCase() === name.toLowerCase());
}
