import type { Finding } from '../../base/finding.ts';
import { isEnabled, stepPlaces } from '../job-parts.ts';
import type { PlanJob } from '../model.ts';
import { isServerTask } from '../tasks/server-tasks.ts';
import { planError } from './report.ts';

/** Steps whose task needs an agent in a job without one, or the other way round; those that are switched off may stand anywhere. */
export function checkTargets(job: PlanJob): readonly Finding[] {
  return stepPlaces(job).flatMap(({ steps, isAgentless }) =>
    steps
      .filter(step => isEnabled(step) && step.task.id !== '' && isAgentless !== isServerTask(step.task))
      .map(({ name, task, at }) => planError('step.target', at, job.name, name, task.name, task.version)),
  );
}
