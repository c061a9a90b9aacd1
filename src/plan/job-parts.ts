import type { PlanHook, PlanJob, PlanPool, PlanStep } from './model.ts';

/** The hooks of a deployment; none of any other job. */
export function hooksOf({ strategy }: PlanJob): readonly PlanHook[] {
  return strategy !== undefined && 'hooks' in strategy ? Object.values(strategy.hooks) : [];
}

/** All steps of a job, those of a deployment's hooks among them. */
export function stepsOf(job: PlanJob): readonly PlanStep[] {
  return [...job.steps, ...hooksOf(job).flatMap(hook => hook.steps)];
}

/** The same without those that are written not to run. */
export function enabledStepsOf(job: PlanJob): readonly PlanStep[] {
  return stepsOf(job).filter(({ enabled }) => enabled.toLowerCase() !== 'false');
}

/** The pools that a job runs in: of a deployment those of its hooks, which have the job's own where they say nothing. */
export function poolsOf(job: PlanJob): readonly PlanPool[] {
  const hooks = hooksOf(job);
  return hooks.length === 0 ? [job.pool] : hooks.map(({ pool }) => pool ?? job.pool);
}
