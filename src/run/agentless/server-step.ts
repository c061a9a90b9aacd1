import type { Instant } from '../../base/clock.ts';
import type { JobId } from '../../base/id.ts';
import { restCallLeaseMs, taskRetries } from '../../base/limits.ts';
import { type OfferedStep, offeredSteps } from '../offered-steps.ts';
import type { Dispatch, JobState, Run, ServerStepState } from '../state.ts';
import { expandText } from '../variables.ts';
import { inputOf, type ServerTaskKind, serverTaskKind } from './server-tasks.ts';

export type RunningJob = Extract<JobState, { state: 'assigned' | 'inProgress' }>;

/** A step that has begun and is not over. */
export type RunningStep = Extract<ServerStepState, { state: 'inProgress' }>;

/** A job that was given to somebody, whether it still runs or not. */
export type DispatchedJob = Pick<JobState, 'plan' | 'leg'> & { readonly dispatch: Dispatch };

/** A step of a job without an agent, its texts with all variables but secrets put in. */
export type ServerStep = OfferedStep & { readonly kind: ServerTaskKind | undefined };

const secondMs = 1_000;
const minuteMs = 60_000;

/** The steps of a job without an agent, in order. */
export function serverSteps(run: Run, job: DispatchedJob): readonly ServerStep[] {
  const { jobId, variables } = job.dispatch;
  const text = (authored: string): string => expandText(authored, variables, run.queued.predefined);
  return authoredSteps(run, job, jobId).map(step => ({
    ...step,
    kind: serverTaskKind(step.task),
    displayName: text(step.displayName),
    continueOnError: text(step.continueOnError),
    timeoutInMinutes: text(step.timeoutInMinutes),
    retryCountOnTaskFailure: text(step.retryCountOnTaskFailure),
    inputs: Object.fromEntries(Object.entries(step.inputs).map(([name, value]) => [name, text(value)])),
  }));
}

/** The steps with nothing put in, for who may see secrets. */
export function authoredSteps(run: Run, job: DispatchedJob, jobId: JobId): readonly OfferedStep[] {
  return offeredSteps(job.plan, jobId, { leg: job.leg, hasArtifacts: run.queued.hasArtifacts });
}

/** How long a `Delay` takes, in milliseconds; `undefined` where its minutes are no number. */
export function delayMs(step: ServerStep): number | undefined {
  const text = inputOf(step.inputs, 'delayForMinutes', '0').trim();
  const minutes = Number(text);
  return text === '' || !Number.isFinite(minutes) || minutes < 0 ? undefined : minutes * minuteMs;
}

/** When a step that has begun must be looked at again; `undefined` for one that waits for somebody. */
export function stepDue(step: ServerStep, { since, triedAt, retryAt, isCalled }: RunningStep): Instant | undefined {
  const times = [stepTimeout(step, since), retryAt];
  if (step.kind === 'delay') times.push(since + (delayMs(step) ?? 0));
  if (step.kind === 'invokeRest' && !isCalled && retryAt === undefined) times.push(triedAt + restCallLeaseMs);
  const known = times.filter(time => time !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

/** When a step that failed is tried again; `undefined` where it is not. As on an agent, it waits longer each time. */
export function retryAfter(step: ServerStep, { retries }: RunningStep, at: Instant): Instant | undefined {
  const count = Number(step.retryCountOnTaskFailure);
  const allowed = Number.isInteger(count) ? Math.min(count, taskRetries) : 0;
  return retries < allowed ? at + (retries + 1) ** 2 * secondMs : undefined;
}

/** When a step has run for as long as it may; `undefined` where only its job has a limit. */
export function stepTimeout({ timeoutInMinutes }: ServerStep, since: Instant): Instant | undefined {
  const minutes = Number(timeoutInMinutes);
  return timeoutInMinutes.trim() !== '' && minutes > 0 ? since + minutes * minuteMs : undefined;
}
