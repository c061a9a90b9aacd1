import type { Agent, AgentPool } from '../../run/ports/agent-registry.ts';
import type { Agent as WireAgent, AgentPool as WirePool } from '../../wire/agents.ts';
import type { Services } from '../services.ts';
import { organizationId } from './organization-id.ts';

/** A pool, with how many agents it has. */
export async function poolResource({ agents, organization }: Services, pool: AgentPool): Promise<WirePool> {
  return {
    id: pool.id,
    scope: organizationId(organization),
    name: pool.name,
    isHosted: pool.isHosted,
    poolType: 'automation',
    size: (await agents.agents(organization, pool.id)).length,
    isLegacy: false,
    options: 'none',
  };
}

/** An agent; it is online while it has a session. */
export async function agentResource(
  { agents, organization }: Services,
  agent: Agent,
  withCapabilities: boolean,
): Promise<WireAgent> {
  const session = await agents.sessionOf(organization, agent.id);
  return {
    ...(withCapabilities ? { systemCapabilities: agent.capabilities } : {}),
    maxParallelism: 1,
    id: agent.id,
    name: agent.name,
    version: agent.version,
    osDescription: agent.osDescription,
    enabled: true,
    status: session === undefined ? 'offline' : 'online',
    provisioningState: 'Provisioned',
  };
}
