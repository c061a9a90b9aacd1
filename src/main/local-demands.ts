import { enabledStepsOf, hooksOf } from '../plan/job-parts.ts';
import type { Plan, PlanJob } from '../plan/model.ts';
import { comparableCapabilities, meetsDemands } from '../run/demands.ts';

/** What the jobs of a plan demand and this machine's agent can't do, a sentence each; what holds a macro is known only when its job is queued. */
export function unmetDemands(plan: Plan, capabilities: Readonly<Record<string, string>>): readonly string[] {
  return plan.stages.flatMap(({ jobs }) =>
    jobs.flatMap(job => {
      const fixed = demandsOf(job).filter(demand => !demand.includes('$('));
      return unmetOf(job.name, fixed, capabilities);
    }),
  );
}

/** The same of one job whose demands are known. */
export function unmetOf(
  job: string,
  demands: readonly string[],
  capabilities: Readonly<Record<string, string>>,
): readonly string[] {
  const own = comparableCapabilities(capabilities);
  const unmet = demands.filter(demand => !meetsDemands(own, [demand]));
  return unmet.map(demand => `Job ${job}: this machine does not meet the demand '${demand}'.`);
}

/** Whether any job demands anything. */
export function hasDemands(plan: Plan): boolean {
  return plan.stages.some(({ jobs }) => jobs.some(job => demandsOf(job).length > 0));
}

function demandsOf(job: PlanJob): readonly string[] {
  const pools = [job.pool, ...hooksOf(job).flatMap(hook => hook.pool ?? [])];
  const steps = enabledStepsOf(job);
  return [...new Set([...pools.flatMap(each => each.demands), ...steps.flatMap(step => step.demands ?? [])])];
}
