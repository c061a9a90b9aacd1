import { evaluateCondition } from '../../expression/condition.ts';
import { ObjectValue, type Value } from '../../expression/value.ts';
import type { JobContext } from '../job/job-context.ts';
import type { JobStatus } from '../job/job-status.ts';

/** The status functions of a step's condition ask how the job stands at this moment. */
function statusFunctions(status: JobStatus) {
  const { result } = status;
  return {
    always: () => true,
    canceled: () => result === 'canceled',
    succeeded: () => result === 'succeeded' || result === 'succeededWithIssues',
    failed: () => result === 'failed',
    succeededOrFailed: () => result !== 'canceled',
  };
}

/** Evaluates a step's condition as the job stands now. */
export function evaluateStepCondition(condition: string, job: JobContext): ReturnType<typeof evaluateCondition> {
  return evaluateCondition(condition === '' ? undefined : condition, 'stepCondition', {
    named: name => (name === 'variables' ? variablesOf(job) : undefined),
    status: statusFunctions(job.status),
  });
}

function variablesOf(job: JobContext): ObjectValue {
  const variables: [string, Value][] = [];
  for (const { name, value } of job.variables.all()) variables.push([name, value]);
  return new ObjectValue(variables, { ignoreCase: true });
}
