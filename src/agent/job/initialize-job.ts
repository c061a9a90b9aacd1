import { hostname, userInfo } from 'node:os';
import { messageOf } from '../../base/message-of.ts';
import { parseExpression } from '../../expression/parse.ts';
import { runRecord } from '../step/run-record.ts';
import type { StepContext } from '../step/step-context.ts';
import { loadTask } from '../tasks/load-task.ts';
import { expandVariablesFor } from './expand-variables.ts';
import { prepareFolders } from './folders.ts';
import type { JobContext } from './job-context.ts';
import { type LoadedStep, planSteps, type StepList } from './step-list.ts';

/** The first record of a job: makes its folders and announces its steps. */
export async function initializeJob(job: JobContext): Promise<StepList> {
  const entry = job.timeline.add({ name: 'Initialize job', refName: 'JobExtension_Init' });
  let steps: StepList = { pre: [], main: [], post: [] };
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
    const loaded = await loadTasks(step);
    if (loaded === undefined || !conditionsAreValid(step)) return { result: 'failed' };
    steps = planSteps(job, loaded);
    step.write('Checking job knob settings.');
    step.write('Finished checking job knob settings.');
    step.write('Start tracking orphan processes.');
    step.write('##[section]Finishing: Initialize job');
    return { result: step.result };
  });
  job.status.count(result);
  return steps;
}

/** The tasks of all steps; `undefined`, with the reason in the log, where one could not be got. */
async function loadTasks(step: StepContext): Promise<readonly LoadedStep[] | undefined> {
  const { request } = step.job;
  const loaded: LoadedStep[] = [];
  try {
    for (const wire of request.steps) {
      loaded.push({ wire, task: await loadTask(wire.reference, step) });
    }
  } catch (failure) {
    step.error(messageOf(failure));
    return undefined;
  }
  return loaded;
}

/** A condition that cannot be read fails the job before any step has run. */
function conditionsAreValid(step: StepContext): boolean {
  for (const { condition } of step.job.request.steps) {
    const parsed = parseExpression(condition === '' ? 'succeeded()' : condition, 'stepCondition');
    if (!parsed.ok) step.error(parsed.error.message);
  }
  return step.entry.errorCount === 0;
}

let knownUser: string | undefined;

// The system reads its whole user database for it.
function userName(): string {
  knownUser ??= readUserName();
  return knownUser;
}

function readUserName(): string {
  try {
    return userInfo().username;
  } catch {
    // A user id without a name, as containers have.
    return String(process.getuid?.() ?? '');
  }
}
