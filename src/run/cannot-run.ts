import { hooksOf } from '../plan/job-parts.ts';
import type { Plan, PlanJob, PlanPool, PlanStep } from '../plan/model.ts';
import { isServerTask, serverTaskKind } from './agentless/server-tasks.ts';
import { serverPoolName } from './strategy/leg-pool.ts';

/** What a plan asks for that no run can do yet, one sentence each; empty when it can run. */
export function cannotRun(plan: Plan): readonly string[] {
  return plan.stages
    .flatMap(stage => stage.jobs)
    .flatMap(job =>
      placesOf(job).flatMap(({ steps, isAgentless }) =>
        steps.flatMap(step => misplaced(job.name, step, isAgentless) ?? []),
      ),
    );
}

/** The steps of a job by whether an agent runs them: each hook of a deployment may say. */
function placesOf(job: PlanJob): readonly { steps: readonly PlanStep[]; isAgentless: boolean }[] {
  const { pool, steps } = job;
  const isServer = (of: PlanPool): boolean => of.name === serverPoolName;
  return [
    { steps, isAgentless: isServer(pool) },
    ...hooksOf(job).map(hook => ({ steps: hook.steps, isAgentless: isServer(hook.pool ?? pool) })),
  ];
}

function misplaced(job: string, { name, task, enabled }: PlanStep, isAgentless: boolean): string | undefined {
  if (enabled.toLowerCase() === 'false') return undefined;
  const reference = `${task.name}@${task.version}`;
  if (isAgentless !== isServerTask(task))
    return `Job ${job}: Step ${name} references task '${task.name}' at version '${task.version}' which is not valid for the given job target.`;
  if (!isAgentless || serverTaskKind(task) !== undefined) return undefined;
  return notYet(`Job ${job}: Step ${name}`, `is the task ${reference}`);
}

function notYet(who: string, use: string): string {
  return `${who} ${use}, which Millrace does not run yet.`;
}
