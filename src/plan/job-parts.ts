import type { PlanHook, PlanJob, PlanPool, PlanStep } from './model.ts';

/** What `pool:` says for a job that runs without an agent. */
export const serverPoolName = 'server';

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
  return stepsOf(job).filter(isEnabled);
}

export function isEnabled({ enabled }: PlanStep): boolean {
  return enabled.toLowerCase() !== 'false';
}

/** The steps of a job by whether an agent runs them: each hook of a deployment may say. */
export function stepPlaces(
  job: PlanJob,
): readonly { readonly steps: readonly PlanStep[]; readonly isAgentless: boolean }[] {
  const { pool, steps } = job;
  const isServer = (of: PlanPool): boolean => of.name === serverPoolName;
  return [
    { steps, isAgentless: isServer(pool) },
    ...hooksOf(job).map(hook => ({ steps: hook.steps, isAgentless: isServer(hook.pool ?? pool) })),
  ];
}

/** The pools that a job runs in: of a deployment those of its hooks, which have the job's own where they say nothing. */
export function poolsOf(job: PlanJob): readonly PlanPool[] {
  const hooks = hooksOf(job);
  return hooks.length === 0 ? [job.pool] : hooks.map(({ pool }) => pool ?? job.pool);
}
