import type { Clock } from '../base/clock.ts';
import { serverPoolName } from '../plan/job-parts.ts';
import { decide } from './decide.ts';
import type { JobRef, RunEvent, RunKey } from './events.ts';
import { fold } from './evolve.ts';
import { type Pools, unknownPool } from './pools.ts';
import type { ResourcePermissions } from './ports/resource-permissions.ts';
import { jobAt, type Run } from './state.ts';
import { legPool } from './strategy/leg-pool.ts';

export type PoolGuardPorts = {
  readonly pools: Pools;
  /** Absent: every pipeline may use every pool. */
  readonly permissions: ResourcePermissions | undefined;
  readonly clock: Clock;
};

/**
 * Ends jobs that were put before a pool that is not there, or that their pipeline may not use. Where variables make its name that is known no earlier;
 * pools that are named were looked at when the run was queued.
 */
export class PoolGuard {
  readonly #ports: PoolGuardPorts;

  constructor(ports: PoolGuardPorts) {
    this.#ports = ports;
  }

  /** The events that end such jobs among those that some events queued, and what follows from them; to be stored with those before. */
  async refuse(key: RunKey, before: Run, events: readonly RunEvent[]): Promise<readonly RunEvent[]> {
    const refused: RunEvent[] = [];
    let run = before;
    for (const event of events) {
      if (event.type !== 'jobQueued' || event.pool === serverPoolName) continue;
      const { ref, pool } = event;
      if (await this.#isAllowed(key, run, ref, pool)) continue;
      const at = this.#ports.clock.now();
      const decided = decide(run, { type: 'refuseJob', at, ref, reason: unknownPool(pool) });
      if (decided.length === 0) continue;
      run = fold(decided, run);
      refused.push(...decided);
    }
    return refused;
  }

  async #isAllowed({ organization }: RunKey, run: Run, ref: JobRef, pool: string): Promise<boolean> {
    const { pools, permissions } = this.#ports;
    const job = jobAt(run, ref);
    if (job === undefined || legPool(job.plan, job.leg).name?.includes('$(') !== true)
      return (await pools.idOf(organization, pool)) !== undefined;
    const { projectId, pipeline, requestedFor } = run.queued;
    if (!(await pools.isKnown(organization, projectId, pool))) return false;
    const use = { projectId, pipelineId: pipeline.id, requestedFor };
    return (await permissions?.allows(organization, use, { type: 'queue', id: '', name: pool })) ?? true;
  }
}
