import type { Instant } from '../../base/clock.ts';
import { claimLookAhead, dueBatch } from '../../base/limits.ts';
import { meetsDemands } from '../../run/demands.ts';
import type { Claim, HeldRequest, JobQueue, PoolDepth } from '../../run/ports/job-queue.ts';
import { type JobRequest, normalPriority } from '../../run/ports/run-store.ts';

/** Job requests in memory. */
export class MemoryJobQueue implements JobQueue {
  readonly #requests = new Map<string, JobRequest | HeldRequest>();

  async claim({ organization, poolId, agentId, capabilities, lockedUntil }: Claim): Promise<JobRequest | undefined> {
    const request = [...this.#requests.values()]
      .filter(one => !isHeld(one) && one.organization === organization && one.poolId === poolId)
      .sort((a, b) => priorityOf(a) - priorityOf(b) || a.queuedAt - b.queuedAt || a.requestId - b.requestId)
      .slice(0, claimLookAhead)
      .find(one => meetsDemands(capabilities, one.demands));
    if (request !== undefined) this.#put({ ...request, agentId, lockedUntil });
    return request;
  }

  async renew(organization: string, requestId: number, agentId: number, lockedUntil: Instant): Promise<boolean> {
    const request = this.#requests.get(nameOf(organization, requestId));
    if (request === undefined || !isHeld(request) || request.agentId !== agentId) return false;
    this.#put({ ...request, lockedUntil });
    return true;
  }

  async release(organization: string, requestId: number): Promise<void> {
    const request = this.#requests.get(nameOf(organization, requestId));
    if (request === undefined || !isHeld(request)) return;
    const { agentId: _agentId, lockedUntil: _lockedUntil, ...waiting } = request;
    this.#put(waiting);
  }

  async get(organization: string, requestId: number): Promise<JobRequest | HeldRequest | undefined> {
    return this.#requests.get(nameOf(organization, requestId));
  }

  async depth(organization: string): Promise<readonly PoolDepth[]> {
    const own = [...this.#requests.values()].filter(one => one.organization === organization);
    return [...Map.groupBy(own, ({ poolId }) => poolId)]
      .map(([poolId, requests]) => {
        const held = requests.filter(isHeld).length;
        return { poolId, waiting: requests.length - held, held };
      })
      .sort((a, b) => a.poolId - b.poolId);
  }

  async list(organization: string, poolId: number, top: number): Promise<readonly (JobRequest | HeldRequest)[]> {
    return [...this.#requests.values()]
      .filter(one => one.organization === organization && one.poolId === poolId)
      .sort((a, b) => a.requestId - b.requestId)
      .slice(0, top);
  }

  async heldBy(organization: string, agentId: number): Promise<readonly HeldRequest[]> {
    return this.#held()
      .filter(one => one.organization === organization && one.agentId === agentId)
      .sort((a, b) => a.requestId - b.requestId);
  }

  async expired(now: Instant): Promise<readonly HeldRequest[]> {
    return this.#held()
      .filter(one => one.lockedUntil < now)
      .sort((a, b) => a.lockedUntil - b.lockedUntil)
      .slice(0, dueBatch);
  }

  /** Throws when requests can't be added because their ids are taken by others than those that are over. */
  refuseTaken(requests: readonly JobRequest[], over: readonly number[]): void {
    for (const { organization, requestId } of requests) {
      if (this.#requests.has(nameOf(organization, requestId)) && !over.includes(requestId))
        throw new Error(`There is a job request ${requestId} already.`);
    }
  }

  add(requests: readonly JobRequest[]): void {
    for (const request of requests) this.#put(request);
  }

  remove(organization: string, requestIds: readonly number[]): void {
    for (const requestId of requestIds) this.#requests.delete(nameOf(organization, requestId));
  }

  #put(request: JobRequest | HeldRequest): void {
    this.#requests.set(nameOf(request.organization, request.requestId), request);
  }

  #held(): HeldRequest[] {
    return [...this.#requests.values()].filter(isHeld);
  }
}

function priorityOf({ priority = normalPriority }: JobRequest): number {
  return priority;
}

function isHeld(request: JobRequest | HeldRequest): request is HeldRequest {
  return 'agentId' in request;
}

function nameOf(organization: string, requestId: number): string {
  return JSON.stringify([organization, requestId]);
}
