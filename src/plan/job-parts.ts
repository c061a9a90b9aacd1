import type { PlanHook, PlanJob, PlanStep } from './model.ts';

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
