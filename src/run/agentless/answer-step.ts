import { guidFromName } from '../../base/id.ts';
import { taskRetries } from '../../base/limits.ts';
import type { Command } from '../commands.ts';
import type { Identity, JobRef, RunEvent } from '../events.ts';
import { activeJobs, type Run } from '../state.ts';
import { endStep, stepRef } from './server-job.ts';
import { type RunningJob, type RunningStep, retryAfter, type ServerStep, serverSteps } from './server-step.ts';
import { inputOf } from './server-tasks.ts';

export type FoundStep = {
  readonly ref: JobRef;
  readonly job: RunningJob;
  readonly step: ServerStep;
  readonly index: number;
  readonly current: RunningStep;
};

/** The steps without an agent that run now. */
export function runningServerSteps(run: Run): readonly FoundStep[] {
  const found: FoundStep[] = [];
  for (const [ref, job] of activeJobs(run)) {
    if (job.state !== 'inProgress' || job.serverSteps.length === 0) continue;
    const index = job.serverSteps.length - 1;
    const current = job.serverSteps[index];
    const step = serverSteps(run, job)[index];
    if (current?.state === 'inProgress' && step !== undefined) found.push({ ref, job, step, index, current });
  }
  return found;
}

/** Somebody's answer to a manual validation. */
export function answerValidation(
  run: Run,
  command: Extract<Command, { type: 'answerValidation' }>,
): readonly RunEvent[] {
  const { recordId, approved, comment, by, at } = command;
  const found = runningServerSteps(run).find(
    each => each.step.id === recordId && each.step.kind === 'manualValidation',
  );
  if (found === undefined || !mayAnswer(run, found.step, by)) return [];
  const { ref, step, index } = found;
  const words = comment === '' ? '' : `: ${comment}`;
  const answer = { by, isApproved: approved, comment };
  if (approved) {
    const lines = [`The validation was approved by ${by.displayName}${words}`];
    return [endStep(ref, step, index, at, 'succeeded', { answer, lines })];
  }
  const message = `The validation was rejected by ${by.displayName}${words}`;
  return [endStep(ref, step, index, at, 'failed', { answer, message })];
}

/** What a call that a step made led to, or whoever it called said later; a step that failed may be tried again. */
export function finishServerStep(
  run: Run,
  { recordId, result, message, lines = [], at }: Extract<Command, { type: 'finishServerStep' }>,
): readonly RunEvent[] {
  const found = runningServerSteps(run).find(each => each.step.id === recordId && each.step.kind === 'invokeRest');
  if (found === undefined || found.current.retryAt !== undefined) return [];
  const { ref, job, step, index, current } = found;
  const retryAt = result === 'failed' && job.cancel === undefined ? retryAfter(step, current, at) : undefined;
  if (retryAt === undefined)
    return [endStep(ref, step, index, at, result, { lines, ...(message === undefined ? {} : { message }) })];
  const notice = retryText(current.retries + 1, step, retryAt - at);
  const tried = [...lines, ...(message === undefined ? [] : [`##[error]${message}`]), `##[warning]${notice}`];
  return [{ type: 'serverStepRetried', at, ref, step: stepRef(step, index), retryAt, lines: tried }];
}

/** The call of a step was answered, and the step waits for whoever it called to say how it ended. */
export function markCalled(
  run: Run,
  { recordId, lines, at }: Extract<Command, { type: 'markServerCall' }>,
): readonly RunEvent[] {
  const found = runningServerSteps(run).find(({ step, current }) => step.id === recordId && !current.isCalled);
  if (found === undefined) return [];
  return [{ type: 'serverStepCalled', at, ref: found.ref, ...(lines === undefined ? {} : { lines }) }];
}

// As an agent says it.
function retryText(attempt: number, { retryCountOnTaskFailure }: ServerStep, delayMs: number): string {
  const count = Math.min(Number(retryCountOnTaskFailure), taskRetries);
  return `RetryHelper encountered task failure, will retry (attempt #: ${attempt} out of ${count}) after ${delayMs} ms`;
}

/** Who is asked for a manual validation: its approvers, else those who are told of it, as authored. */
export function validators({ inputs }: ServerStep): readonly string[] {
  const approvers = namesIn(inputOf(inputs, 'approvers'));
  return approvers.length > 0 ? approvers : namesIn(inputOf(inputs, 'notifyUsers'));
}

/** The person whom a text names, as runs and approvals know people. */
export function personNamed(name: string): Identity {
  return { id: guidFromName('user', name.toLowerCase()), displayName: name, uniqueName: name };
}

function namesIn(text: string): readonly string[] {
  return text.split(/[\n,;]/).flatMap(name => name.trim() || []);
}

/** Anybody where the step names nobody; whoever started the run only if the step lets them. */
function mayAnswer(run: Run, step: ServerStep, by: Identity): boolean {
  const approvers = namesIn(inputOf(step.inputs, 'approvers')).map(name => name.toLowerCase());
  const isOwn = by.id === run.queued.requestedFor.id;
  const letsOwn = inputOf(step.inputs, 'allowApproversToApproveTheirOwnRuns', 'true').toLowerCase() !== 'false';
  const names = [by.id, by.displayName, by.uniqueName].map(name => name.toLowerCase());
  return (approvers.length === 0 || approvers.some(name => names.includes(name))) && (letsOwn || !isOwn);
}
