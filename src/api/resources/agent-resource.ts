import { lastRequestOf, type PastRequest } from '../../run/agent-history.ts';
import type { Agent } from '../../run/ports/agent-registry.ts';
import type { Agent as WireAgent } from '../../wire/agents.ts';
import type { PoolJobRequest } from '../../wire/job-requests.ts';
import type { Services } from '../services.ts';
import { dateText } from './dates.ts';
import { agentReference, requestResource } from './job-request-resource.ts';

/** What is answered of an agent beside itself. Default of each: not. */
export type AgentDetails = {
  readonly capabilities?: boolean;
  /** The job that it runs. */
  readonly assigned?: boolean;
  /** The job that it finished last. */
  readonly lastCompleted?: boolean;
  readonly properties?: boolean;
};

/** An agent; it is online while it has a session. */
export async function agentResource(
  services: Services,
  base: string,
  agent: Agent,
  details: AgentDetails,
): Promise<WireAgent> {
  const { agents, organization } = services;
  const session = await agents.sessionOf(organization, agent.id);
  const { userCapabilities, createdAt, poolId, id, proof } = agent;
  return {
    _links: {
      self: { href: `${base}/_apis/distributedtask/pools/${poolId}/agents/${id}` },
      web: { href: `${base}/_settings/agentpools?view=jobs&poolId=${poolId}&agentId=${id}` },
    },
    ...(proof === undefined ? {} : { authorization: { clientId: proof.clientId } }),
    ...(details.capabilities ? { systemCapabilities: agent.capabilities } : {}),
    ...(details.capabilities && userCapabilities !== undefined ? { userCapabilities } : {}),
    ...(details.properties ? { properties: {} } : {}),
    ...(details.assigned ? await assignedRequest(services, agent) : {}),
    ...(details.lastCompleted ? await lastRequest(services, agent) : {}),
    ...(createdAt === undefined ? {} : { createdOn: dateText(createdAt) }),
    maxParallelism: 1,
    id,
    name: agent.name,
    version: agent.version,
    osDescription: agent.osDescription,
    enabled: agent.isDisabled !== true,
    status: session === undefined ? 'offline' : 'online',
    provisioningState: 'Provisioned',
  };
}

async function assignedRequest({ queue, organization }: Services, agent: Agent): Promise<Partial<WireAgent>> {
  const [held] = await queue.heldBy(organization, agent.id);
  return held === undefined ? {} : { assignedRequest: requestResource(held, [agent]) };
}

async function lastRequest({ runs, organization }: Services, agent: Agent): Promise<Partial<WireAgent>> {
  const last = await lastRequestOf(runs, organization, agent.name);
  return last === undefined ? {} : { lastCompletedRequest: pastRequestResource(last, agent) };
}

function pastRequestResource(past: PastRequest, agent: Agent): PoolJobRequest {
  return {
    requestId: past.requestId,
    queueTime: dateText(past.queuedAt),
    assignTime: dateText(past.assignedAt),
    finishTime: dateText(past.finishedAt),
    result: past.result,
    poolId: agent.poolId,
    jobName: past.ref.job,
    demands: [...past.demands],
    reservedAgent: agentReference(agent),
    matchedAgents: [agentReference(agent)],
    matchesAllAgentsInPool: past.demands.length === 0,
  };
}
