import type { Instant } from '../../base/clock.ts';
import type { Command } from '../commands.ts';
import type { Identity, JobRef, RunEvent } from '../events.ts';
import { jobsOf, type Run } from '../state.ts';
import { endStep } from './server-job.ts';
import { type RunningJob, type ServerStep, serverSteps } from './server-step.ts';
import { inputOf } from './server-tasks.ts';

export type FoundStep = {
  readonly ref: JobRef;
  readonly job: RunningJob;
  readonly step: ServerStep;
  readonly index: number;
  readonly since: Instant;
  readonly isCalled: boolean;
};

/** The steps without an agent that run now. */
export function runningServerSteps(run: Run): readonly FoundStep[] {
  return [...jobsOf(run)].flatMap(([ref, job]): readonly FoundStep[] => {
    if (job.state !== 'inProgress' || job.serverSteps.length === 0) return [];
    const index = job.serverSteps.length - 1;
    const current = job.serverSteps[index];
    const step = serverSteps(run, job)[index];
    if (current?.state !== 'inProgress' || step === undefined) return [];
    return [{ ref, job, step, index, since: current.since, isCalled: current.isCalled }];
  });
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
  const rejection = `The validation was rejected by ${by.displayName}${words}`;
  return [approved ? endStep(ref, step, index, at, 'succeeded') : endStep(ref, step, index, at, 'failed', rejection)];
}

/** What a call that a step made led to, or whoever it called said later. */
export function finishServerStep(
  run: Run,
  { recordId, result, message, at }: Extract<Command, { type: 'finishServerStep' }>,
): readonly RunEvent[] {
  const found = runningServerSteps(run).find(each => each.step.id === recordId && each.step.kind === 'invokeRest');
  return found === undefined ? [] : [endStep(found.ref, found.step, found.index, at, result, message)];
}

/** The call of a step was answered, and the step waits for whoever it called to say how it ended. */
export function markCalled(
  run: Run,
  { recordId, at }: Extract<Command, { type: 'markServerCall' }>,
): readonly RunEvent[] {
  const found = runningServerSteps(run).find(each => each.step.id === recordId && !each.isCalled);
  return found === undefined ? [] : [{ type: 'serverStepCalled', at, ref: found.ref }];
}

/** Anybody where the step names nobody; whoever started the run only if the step lets them. */
function mayAnswer(run: Run, step: ServerStep, by: Identity): boolean {
  const approvers = inputOf(step.inputs, 'approvers')
    .split(/[\n,;]/)
    .flatMap(name => name.trim().toLowerCase() || []);
  const isOwn = by.id === run.queued.requestedFor.id;
  const letsOwn = inputOf(step.inputs, 'allowApproversToApproveTheirOwnRuns', 'true').toLowerCase() !== 'false';
  const names = [by.id, by.displayName, by.uniqueName].map(name => name.toLowerCase());
  return (approvers.length === 0 || approvers.some(name => names.includes(name))) && (letsOwn || !isOwn);
}
