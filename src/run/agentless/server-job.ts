import type { Instant } from '../../base/clock.ts';
import type { Result } from '../../base/result.ts';
import { evaluateCondition } from '../../expression/condition.ts';
import type { StatusFunctions } from '../../expression/scope.ts';
import type { JobRef, RunEvent, ServerStepRef } from '../events.ts';
import type { Run } from '../state.ts';
import { scopeOf } from '../variables.ts';
import {
  delayMs,
  type RunningJob,
  type RunningStep,
  type ServerStep,
  serverSteps,
  stepDue,
  stepTimeout,
} from './server-step.ts';
import { inputOf } from './server-tasks.ts';

/**
 * What follows for a job without an agent: its steps begin one after the other, and end by time, by an answer, or with their job. An empty
 * answer means that it waits.
 */
export function followServerJob(run: Run, ref: JobRef, job: RunningJob, at: Instant): readonly RunEvent[] {
  const steps = serverSteps(run, job);
  const current = job.serverSteps.at(-1);
  const index = job.serverSteps.length - (current?.state === 'inProgress' ? 1 : 0);
  const step = steps[index];
  if (current?.state === 'inProgress' && step !== undefined) return followStep(ref, job, { step, index, current }, at);
  const results = job.serverSteps.flatMap(each => (each.state === 'completed' ? [each.result] : []));
  if (job.cancel !== undefined)
    return [endJob(ref, at, job.cancel.reason === 'timedOut' ? timedOut(results) : 'canceled')];
  return [
    step === undefined ? endJob(ref, at, jobResult(results)) : enterStep(run, ref, job, step, index, results, at),
  ];
}

/** When a job without an agent must be looked at again, beside its own timeout. */
export function serverJobDue(run: Run, job: RunningJob): Instant | undefined {
  const current = job.serverSteps.at(-1);
  // Asked of every job after every event: those with an agent have no such step.
  if (current?.state !== 'inProgress') return undefined;
  const step = serverSteps(run, job)[job.serverSteps.length - 1];
  if (step === undefined) return undefined;
  return stepDue(step, current);
}

/** How a step ended: what went wrong, what its log says, and the word that ended it. */
export type StepEnd = Pick<Extract<RunEvent, { type: 'serverStepCompleted' }>, 'message' | 'lines' | 'answer'>;

/** The event that ends a step, with what follows from `continueOnError`. */
export function endStep(
  ref: JobRef,
  step: ServerStep,
  index: number,
  at: Instant,
  result: Result,
  end: StepEnd = {},
): RunEvent {
  const isForgiven = result === 'failed' && step.continueOnError.toLowerCase() === 'true';
  return {
    type: 'serverStepCompleted',
    at,
    ref,
    step: stepRef(step, index),
    result: isForgiven ? 'succeededWithIssues' : result,
    ...end,
  };
}

type Current = { readonly step: ServerStep; readonly index: number; readonly current: RunningStep };

function followStep(ref: JobRef, job: RunningJob, { step, index, current }: Current, at: Instant): readonly RunEvent[] {
  const { since, retryAt } = current;
  const resumes = step.kind === 'manualValidation' && inputOf(step.inputs, 'onTimeout').toLowerCase() === 'resume';
  if (job.cancel?.reason === 'canceled') return [endStep(ref, step, index, at, 'canceled')];
  const isOver = job.cancel !== undefined || at >= (stepTimeout(step, since) ?? Number.POSITIVE_INFINITY);
  if (isOver)
    return [
      resumes
        ? endStep(ref, step, index, at, 'succeeded', { lines: [resumeText] })
        : endStep(ref, step, index, at, 'failed', { message: timeoutText }),
    ];
  if (retryAt !== undefined && at >= retryAt)
    return [{ type: 'serverStepStarted', at, ref, step: stepRef(step, index) }];
  if (step.kind !== 'delay') return [];
  const delay = delayMs(step);
  if (delay === undefined) {
    const given = inputOf(step.inputs, 'delayForMinutes');
    const message = `The value '${given}' of delayForMinutes is no number of minutes.`;
    return [endStep(ref, step, index, at, 'failed', { message })];
  }
  return at >= since + delay ? [endStep(ref, step, index, at, 'succeeded')] : [];
}

const timeoutText = 'The task has timed out.';
/** What the service says of a step whose condition is false. */
const skippedText = 'Skipping step due to condition evaluation.';
const resumeText = 'Nobody answered in time: the run goes on.';

function enterStep(
  run: Run,
  ref: JobRef,
  job: RunningJob,
  step: ServerStep,
  index: number,
  results: readonly Result[],
  at: Instant,
): RunEvent {
  const scope = scopeOf(job.dispatch.variables, run.queued.predefined, {});
  const verdict = evaluateCondition(step.condition, 'stepCondition', { ...scope, status: stepStatus(results) });
  if (!verdict.ok) return endStep(ref, step, index, at, 'failed', { message: verdict.message });
  if (!verdict.value) return endStep(ref, step, index, at, 'skipped', { lines: [skippedText] });
  return { type: 'serverStepStarted', at, ref, step: stepRef(step, index) };
}

/** What the record and the log of a step show of it. */
export function stepRef(step: ServerStep, index: number): ServerStepRef {
  const { id, name: refName, displayName, task } = step;
  return { index, id, refName, name: displayName === '' ? task.name : displayName, task };
}

function stepStatus(results: readonly Result[]): StatusFunctions {
  const hasFailed = results.includes('failed');
  return {
    always: () => true,
    canceled: () => false,
    failed: () => hasFailed,
    succeeded: () => !hasFailed,
    succeededOrFailed: () => true,
  };
}

function jobResult(results: readonly Result[]): Result {
  if (results.includes('failed')) return 'failed';
  return results.includes('succeededWithIssues') ? 'succeededWithIssues' : 'succeeded';
}

/** A job whose time is over before its steps were done: what was resumed counts as done. */
function timedOut(results: readonly Result[]): Result {
  return results.includes('failed') || results.length === 0 ? 'failed' : jobResult(results);
}

function endJob(ref: JobRef, at: Instant, result: Result): RunEvent {
  return { type: 'jobCompleted', at, ref, result, outputs: {} };
}
