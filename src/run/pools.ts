import type { ProjectId } from '../base/id.ts';
import { poolsOf, serverPoolName } from '../plan/job-parts.ts';
import { AgentQueues } from './agent-queues.ts';
import { queuePriorities, type RunEvent, type RunKey } from './events.ts';
import type { AgentRegistry } from './ports/agent-registry.ts';
import type { DocumentStore } from './ports/document-store.ts';
import type { JobRequest } from './ports/run-store.ts';
import { QueueRefusal } from './queue-refusal.ts';
import type { QueueRequest } from './queue-request.ts';
import { jobAt, type Run } from './state.ts';

/** The pools of organizations as runs name them. */
export class Pools {
  readonly #agents: AgentRegistry;
  readonly #queues: AgentQueues;
  readonly #isAny: boolean;

  /** `isAny`: whatever a pipeline calls it, every pool is the first one. */
  constructor(stores: { readonly agents: AgentRegistry; readonly documents: DocumentStore }, isAny: boolean) {
    this.#agents = stores.agents;
    this.#queues = new AgentQueues(stores);
    this.#isAny = isAny;
  }

  async idOf(organization: string, name: string): Promise<number | undefined> {
    const pools = await this.#agents.pools(organization);
    if (this.#isAny) return pools[0]?.id;
    return pools.find(pool => pool.name.toLowerCase() === name.toLowerCase())?.id;
  }

  /** Throws `QueueRefusal` where a plan names a pool that is not there, or that its project has no queue for. */
  async check({ organization, origin, plan }: QueueRequest): Promise<void> {
    if (this.#isAny) return;
    const known = await this.#names(organization, origin.projectId);
    for (const pool of plan.stages.flatMap(stage => stage.jobs.flatMap(poolsOf))) {
      // A name that holds a macro is known only when its job is queued.
      if (pool.name === undefined || pool.name === serverPoolName || pool.name.includes('$(')) continue;
      if (!known.has(pool.name.toLowerCase())) throw new QueueRefusal(unknownPool(pool.name));
    }
  }

  /** Whether a project has a queue for a pool. */
  async isKnown(organization: string, projectId: ProjectId, name: string): Promise<boolean> {
    return this.#isAny || (await this.#names(organization, projectId)).has(name.toLowerCase());
  }

  /** The requests of the jobs that events queue for agents and that still wait. */
  async requests(key: RunKey, run: Run, events: readonly RunEvent[]): Promise<readonly JobRequest[]> {
    const { organization, runId } = key;
    const { queued } = run;
    const priority = queued.priority === undefined ? {} : { priority: queuePriorities.indexOf(queued.priority) + 1 };
    const requests: JobRequest[] = [];
    for (const event of events) {
      if (event.type !== 'jobQueued' || event.pool === serverPoolName) continue;
      if (jobAt(run, event.ref)?.state !== 'queued') continue;
      const poolId = await this.idOf(organization, event.pool);
      if (poolId === undefined) continue;
      const { requestId, ref, demands, at } = event;
      requests.push({ organization, requestId, runId, poolId, ...ref, demands, queuedAt: at, ...priority });
    }
    return requests;
  }

  async #names(organization: string, projectId: ProjectId): Promise<ReadonlySet<string>> {
    const queues = await this.#queues.list(organization, projectId);
    return new Set(queues.map(({ name }) => name.toLowerCase()));
  }
}

/** The pool whose agents should look again after an event: there is a job for one, one is to be canceled, or one of them is free again. */
export function poolOf(event: RunEvent, run: Run): string | undefined {
  if (event.type === 'jobQueued') return event.pool;
  if (event.type !== 'jobCancelRequested' && event.type !== 'jobCompleted' && event.type !== 'jobAbandoned')
    return undefined;
  const job = jobAt(run, event.ref);
  return job !== undefined && 'dispatch' in job ? job.dispatch?.pool : undefined;
}

/** What the service says of a pool that is not there, or that a pipeline may not use. */
export function unknownPool(name: string): string {
  return (
    `Could not find a pool with name ${name}. The pool does not exist or has not been authorized for use. ` +
    'For authorization details, refer to https://aka.ms/yamlauthz.'
  );
}
