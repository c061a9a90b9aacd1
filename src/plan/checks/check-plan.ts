import type { Finding } from '../../base/finding.ts';
import type { Plan } from '../model.ts';
import type { TaskCatalogue } from '../tasks/catalogue.ts';
import { checkCheckouts } from './checkouts.ts';
import { checkContainers } from './containers.ts';
import { checkJobs } from './jobs.ts';
import { checkStages } from './stages.ts';
import { checkSteps } from './steps.ts';
import { checkTargets } from './targets.ts';
import { checkRuntimeVariables } from './variables.ts';

/**
 * The service's last pass: names, graphs, conditions and tasks. What is wrong with a root variable's `$[ ]` hides everything else, because
 * the service stops there.
 */
export function checkPlan(plan: Plan, catalogue: TaskCatalogue): readonly Finding[] {
  const variables = checkRuntimeVariables(plan);
  if (variables.length > 0) return variables;
  const jobs = plan.stages.flatMap(stage => stage.jobs);
  return [
    ...checkStages(plan.stages),
    ...plan.stages.flatMap(checkJobs),
    ...jobs.flatMap(job => [...checkSteps(job, catalogue), ...checkTargets(job)]),
    ...checkContainers(plan),
    ...checkCheckouts(plan),
  ];
}
