import { agentNamed, changeAgents } from '../../run/agents-of-pool.ts';
import type { Agent } from '../../run/ports/agent-registry.ts';
import { serviceError } from '../http/errors.ts';
import { agentMissing, poolOf } from '../http/lookups.ts';
import type { Services } from '../services.ts';

/**
 * Changes an agent as it stands, whoever changed it last, and answers it. `change` is told of the other agents of the pool, and throws where it can't be.
 * Throws the service's 404 where there is no such agent.
 */
export async function changeAgent(
  services: Services,
  params: { readonly poolId: number; readonly agentId: number },
  change: (agent: Agent, others: readonly Agent[]) => Agent,
): Promise<Agent> {
  const { organization, agents } = services;
  const { id: poolId } = await poolOf(services, params);
  return changeAgents(services, poolId, async known => {
    const former = known.find(({ id }) => id === params.agentId);
    if (former === undefined) throw agentMissing(poolId, params.agentId);
    const others = known.filter(agent => agent !== former);
    const changed = change(former, others);
    return (await agents.changeAgent(organization, { former, changed })) ? changed : undefined;
  });
}

/** Throws the service's 409 where one of some agents of a pool has a name. */
export function checkName(poolId: number, agents: readonly Agent[], name: string): void {
  if (agentNamed(agents, name) !== undefined)
    throw serviceError('agentTaken', `Pool ${poolId} already contains an agent with name ${name}.`);
}
