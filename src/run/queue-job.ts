import type { Instant } from '../base/clock.ts';
import { serverPoolName } from '../plan/job-parts.ts';
import type { PlanJob, PlanPool, PlanStep } from '../plan/model.ts';
import type { JobLeg, JobRef, RunEvent } from './events.ts';
import { stepsToDo } from './implicit-steps.ts';
import { jobIdOf } from './job-id.ts';
import type { Run } from './state.ts';
import { legPool } from './strategy/leg-pool.ts';
import { expandText, type Variables } from './variables.ts';

/** Minutes a job may take when its pipeline does not say. */
const defaultTimeoutMinutes = 60;

/** Minutes that steps which still run after a cancel may take when the pipeline does not say. */
const defaultCancelTimeoutMinutes = 5;

/** The pool of hosted images, which `vmImage` asks for. */
export const hostedPoolName = 'Azure Pipelines';

/** The pool of a job that names none. */
export const defaultPoolName = 'Default';

/** The event that puts a job before the agents. The orchestrator numbers its request. */
export function queueJob(
  run: Run,
  ref: JobRef,
  { plan, leg }: { readonly plan: PlanJob; readonly leg?: JobLeg | undefined },
  variables: Variables,
  at: Instant,
): RunEvent {
  const pool = legPool(plan, leg);
  const text = (authored: string): string => expandText(authored, variables, run.queued.predefined).trim();
  return {
    type: 'jobQueued',
    at,
    ref,
    jobId: jobIdOf(run.queued.planId, ref),
    requestId: 0,
    pool: text(poolName(pool)),
    demands: demandsOf(pool, stepsToDo(plan, leg, false)).map(text),
    timeoutMinutes: minutes(text(plan.timeoutInMinutes), defaultTimeoutMinutes),
    cancelTimeoutMinutes: minutes(text(plan.cancelTimeoutInMinutes), defaultCancelTimeoutMinutes),
    continueOnError: text(plan.continueOnError).toLowerCase() === 'true',
    variables,
  };
}

/** What the pool's key demands, and the tasks of the steps. */
function demandsOf(pool: PlanPool, steps: readonly PlanStep[]): readonly string[] {
  if (pool.name === serverPoolName) return [];
  return [...new Set([...pool.demands, ...steps.flatMap(step => step.demands ?? [])])];
}

/** The pool that `pool:` means. */
export function poolName(pool: PlanPool): string {
  return pool.name ?? (pool.vmImage === undefined ? defaultPoolName : hostedPoolName);
}

function minutes(text: string, standard: number): number {
  const value = Number(text);
  return text === '' || !Number.isFinite(value) || value < 0 ? standard : value;
}
