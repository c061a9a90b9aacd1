import { isBuiltInTask } from '../agent/built-in-tasks.ts';
import type { Finding } from '../base/finding.ts';
import { enabledStepsOf } from '../plan/job-parts.ts';
import type { Plan, PlanJob, PlanTask } from '../plan/model.ts';
import { shippedFolder } from '../tasks/shipped.ts';
import { parseVersion } from '../tasks/version.ts';

const howToAdd =
  "Add its package (a folder with task.json, a zip or a .vsix) with 'millrace tasks add PATH', or for one run with '--tasks DIR'.";

/** What the compiler found of tasks that it does not know, with how to add them after the service's words. */
export function withHowToAdd(findings: readonly Finding[]): readonly Finding[] {
  return findings.map(finding =>
    finding.code === 'step.task' ? { ...finding, message: `${finding.message} ${howToAdd}` } : finding,
  );
}

/**
 * The steps of a plan whose task is neither built in nor installed, as findings that say how to add it. The compiler knows the names of all the
 * service's tasks, so that pipelines can be checked; running them takes more.
 */
export function missingTasks(plan: Plan): readonly Finding[] {
  return plan.stages.flatMap(({ jobs }) => jobs.filter(hasAgent).flatMap(missingOfJob));
}

/** The tasks of a job without an agent are the server's own. */
function hasAgent({ pool }: PlanJob): boolean {
  return pool.name !== 'server';
}

function missingOfJob(job: PlanJob): readonly Finding[] {
  const missing = enabledStepsOf(job).filter(({ task }) => !isThere(task));
  return missing.map(({ task, at }) => ({
    code: 'run.task-missing',
    severity: 'error',
    message: `Job ${job.name}: The task '${task.name}@${task.version}' is neither built in nor installed. ${howToAdd}`,
    at,
    via: [],
  }));
}

/** An installed task has its full version in the plan. */
function isThere(task: PlanTask): boolean {
  return parseVersion(task.version) !== undefined || isBuiltInTask(task) || shippedFolder(task) !== undefined;
}
