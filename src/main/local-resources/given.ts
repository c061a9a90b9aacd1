import type { AgentServicePorts } from '../../api/agent-service.ts';
import type { OrchestratorPorts } from '../../run/orchestrator.ts';
import type { QueueRequest } from '../../run/queue-request.ts';
import type { AgentServer } from '../../wire/agent-server.ts';

/** What a run on this machine is given of declared resources; disposing of it ends what serves them. */
export type LocalResources = AsyncDisposable & {
  /** For the orchestrator. Environments and checks are not declared: every environment is there. */
  readonly ports: Pick<OrchestratorPorts, 'variableGroups' | 'restCalls'>;
  /** For the service of the run's agent. */
  readonly agent: Pick<AgentServicePorts, 'resources' | 'jobTokens'>;
  /** The request with the runs of other pipelines, and with the address where its tasks find their server. */
  complete(server: AgentServer): Promise<QueueRequest>;
};

/** Nothing is declared. */
export function withoutResources(request: QueueRequest): LocalResources {
  return { ports: {}, agent: {}, complete: async () => request, [Symbol.asyncDispose]: async () => {} };
}
