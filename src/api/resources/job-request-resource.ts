import { demandable } from '../../run/agent-capabilities.ts';
import { meetsDemands } from '../../run/demands.ts';
import type { Agent } from '../../run/ports/agent-registry.ts';
import type { HeldRequest } from '../../run/ports/job-queue.ts';
import type { JobRequest } from '../../run/ports/run-store.ts';
import type { PoolJobRequest } from '../../wire/job-requests.ts';
import { dateText } from './dates.ts';

/** A job that waits or runs, and which of these agents could have it. */
export function requestResource(request: JobRequest | HeldRequest, agents: readonly Agent[]): PoolJobRequest {
  const agent = 'agentId' in request ? agents.find(({ id }) => id === request.agentId) : undefined;
  return {
    requestId: request.requestId,
    queueTime: dateText(request.queuedAt),
    ...('lockedUntil' in request ? { lockedUntil: dateText(request.lockedUntil) } : {}),
    poolId: request.poolId,
    jobName: request.job,
    demands: [...request.demands],
    ...(agent === undefined ? {} : { reservedAgent: agentReference(agent) }),
    matchedAgents: agents.filter(each => meetsDemands(demandable(each), request.demands)).map(agentReference),
    matchesAllAgentsInPool: request.demands.length === 0,
  };
}

/** An agent as jobs name it. */
export function agentReference({ id, name, version }: Agent): PoolJobRequest['matchedAgents'][number] {
  return { id, name, version };
}
