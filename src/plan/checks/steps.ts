import type { Finding } from '../../base/finding.ts';
import { stepsOf } from '../job-parts.ts';
import type { PlanJob, PlanStep } from '../model.ts';
import type { TaskCatalogue } from '../tasks/catalogue.ts';
import { conditionFault } from './conditions.ts';
import { isValidName, repeated } from './names.ts';
import { planError } from './report.ts';

/** Faults of a job's steps, those of a deployment's hooks among them. */
export function checkSteps(job: PlanJob, catalogue: TaskCatalogue): readonly Finding[] {
  const steps = stepsOf(job);
  const named = steps.filter(({ name }) => name !== '');
  return [
    ...named.filter(({ name }) => !isValidName(name)).map(({ name, at }) => planError('step.name', at, job.name, name)),
    ...repeated(named).map(({ name, at }) => planError('step.duplicate', at, job.name, name)),
    ...steps.flatMap(step => checkStep(job, step, catalogue)),
  ];
}

function checkStep(job: PlanJob, step: PlanStep, catalogue: TaskCatalogue): readonly Finding[] {
  const { name, at, task, condition = '' } = step;
  const reason = conditionFault(condition, 'stepCondition');
  const isKnown = task.id !== '' || catalogue.find(`${task.name}@${task.version}`) !== undefined;
  return [
    ...(reason === undefined ? [] : [planError('step.condition', at, job.name, name, condition, reason)]),
    ...(isKnown ? [] : [planError('step.task', at, task.name, task.version, job.name, name)]),
  ];
}
