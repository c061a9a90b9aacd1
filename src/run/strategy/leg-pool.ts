import { serverPoolName } from '../../plan/job-parts.ts';
import type { PlanJob, PlanPool } from '../../plan/model.ts';
import type { JobLeg } from '../events.ts';

/** The pool of a leg: a hook may have its own, and one that goes to a machine of the environment runs on the agent of that name. */
export function legPool({ pool, strategy }: PlanJob, leg: JobLeg | undefined): PlanPool {
  const hook = leg?.hook;
  if (hook === undefined || strategy === undefined || !('hooks' in strategy)) return pool;
  if (hook.target?.type === 'virtualMachine') return { demands: [`Agent.Name -equals ${hook.target.name}`] };
  return strategy.hooks[hook.name]?.pool ?? pool;
}

/** Whether a job runs without an agent. */
export function isAgentless(job: PlanJob, leg: JobLeg | undefined): boolean {
  return legPool(job, leg).name === serverPoolName;
}
