import { isEnabled, stepPlaces } from '../plan/job-parts.ts';
import type { Plan } from '../plan/model.ts';
import { serverTaskKind } from './agentless/server-tasks.ts';

/** What a plan asks for that no run can do yet, one sentence each; empty when it can run. */
export function cannotRun(plan: Plan): readonly string[] {
  const jobs = plan.stages.flatMap(stage => stage.jobs);
  return jobs.flatMap(job => {
    const steps = stepPlaces(job).flatMap(place => (place.isAgentless ? place.steps : []));
    const unknown = steps.filter(step => isEnabled(step) && serverTaskKind(step.task) === undefined);
    return unknown.map(
      ({ name, task }) =>
        `Job ${job.name}: Step ${name} is the task ${task.name}@${task.version}, which Millrace does not run yet.`,
    );
  });
}
