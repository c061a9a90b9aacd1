import type { Plan, PlanJob } from '../plan/model.ts';
import { standardRunName } from '../plan/run-name.ts';

/** What people set on a pipeline, or on one run of it, for what its YAML says nothing of. */
export type PipelineDefaults = {
  /** The format of run numbers. */
  readonly runName?: string;
  readonly timeoutMinutes?: number;
  readonly cancelTimeoutMinutes?: number;
  /** The name of the pool of jobs that name none. */
  readonly pool?: string;
  /** What jobs that name no pool demand of their agent. */
  readonly demands?: readonly string[];
};

/** The plan with the defaults where it says nothing itself. */
export function withDefaults(plan: Plan, defaults: PipelineDefaults): Plan {
  const { runName } = defaults;
  const filled = (job: PlanJob): PlanJob => withJobDefaults(job, defaults);
  return {
    ...plan,
    runName: runName !== undefined && plan.runName === standardRunName ? runName : plan.runName,
    stages: plan.stages.map(stage => ({ ...stage, jobs: stage.jobs.map(filled) })),
  };
}

function withJobDefaults(job: PlanJob, { timeoutMinutes, cancelTimeoutMinutes, pool, demands = [] }: PipelineDefaults) {
  const isOpen = job.pool.name === undefined && job.pool.vmImage === undefined;
  return {
    ...job,
    timeoutInMinutes: job.timeoutInMinutes || minutes(timeoutMinutes),
    cancelTimeoutInMinutes: job.cancelTimeoutInMinutes || minutes(cancelTimeoutMinutes),
    ...(isOpen
      ? {
          pool: {
            ...job.pool,
            ...(pool === undefined ? {} : { name: pool }),
            demands: [...new Set([...job.pool.demands, ...demands])],
          },
        }
      : {}),
  };
}

function minutes(value: number | undefined): string {
  return value === undefined ? '' : String(value);
}
