import { hostname, userInfo } from 'node:os';
import { parseExpression } from '../../expression/parse.ts';
import { runRecord } from '../step/run-record.ts';
import type { StepContext } from '../step/step-context.ts';
import { expandVariablesFor } from './expand-variables.ts';
import { prepareFolders } from './folders.ts';
import type { JobContext } from './job-context.ts';
import { planSteps, type StepList } from './step-list.ts';

/** The first record of a job: makes its folders and announces its steps. */
export async function initializeJob(job: JobContext): Promise<StepList> {
  const entry = job.timeline.add({ name: 'Initialize job', refName: 'JobExtension_Init' });
  let steps: StepList = { main: [], post: [] };
  const result = await runRecord(job, entry, async step => {
    step.write('##[section]Starting: Initialize job');
    step.write(`Agent name: '${job.agent.name}'`);
    step.write(`Agent machine name: '${hostname()}'`);
    step.write(`Current agent version: '${job.agent.version}'`);
    step.write(`Agent running as: '${userName()}'`);
    step.write('Prepare build directory.');
    prepareFolders(job.folders, job.request.workspace.clean);
    step.write('Set build variables.');
    expandVariablesFor(step);
    step.write('Download all required tasks.');
    if (!conditionsAreValid(step)) return { result: 'failed' };
    steps = planSteps(job);
    step.write('Checking job knob settings.');
    step.write('Finished checking job knob settings.');
    step.write('Start tracking orphan processes.');
    step.write('##[section]Finishing: Initialize job');
    return { result: step.result };
  });
  job.status.count(result);
  return steps;
}

/** A condition that cannot be read fails the job before any step has run. */
function conditionsAreValid(step: StepContext): boolean {
  for (const { condition } of step.job.request.steps) {
    const parsed = parseExpression(condition === '' ? 'succeeded()' : condition, 'stepCondition');
    if (!parsed.ok) step.error(parsed.error.message);
  }
  return step.entry.errorCount === 0;
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A user id without a name, as containers have.
    return String(process.getuid?.() ?? '');
  }
}
