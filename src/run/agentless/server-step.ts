import type { Instant } from '../../base/clock.ts';
import type { JobId } from '../../base/id.ts';
import { restCallLeaseMs } from '../../base/limits.ts';
import { type OfferedStep, offeredSteps } from '../offered-steps.ts';
import type { JobState, Run } from '../state.ts';
import { expandText } from '../variables.ts';
import { inputOf, type ServerTaskKind, serverTaskKind } from './server-tasks.ts';

export type RunningJob = Extract<JobState, { state: 'assigned' | 'inProgress' }>;

/** A step of a job without an agent, its texts with all variables but secrets put in. */
export type ServerStep = OfferedStep & { readonly kind: ServerTaskKind | undefined };

const minuteMs = 60_000;

/** The steps of a job without an agent, in order. */
export function serverSteps(run: Run, job: RunningJob): readonly ServerStep[] {
  const { jobId, variables } = job.dispatch;
  const text = (authored: string): string => expandText(authored, variables, run.queued.predefined);
  return authoredSteps(run, job, jobId).map(step => ({
    ...step,
    kind: serverTaskKind(step.task),
    displayName: text(step.displayName),
    continueOnError: text(step.continueOnError),
    timeoutInMinutes: text(step.timeoutInMinutes),
    inputs: Object.fromEntries(Object.entries(step.inputs).map(([name, value]) => [name, text(value)])),
  }));
}

/** The steps with nothing put in, for who may see secrets. */
export function authoredSteps(run: Run, job: RunningJob, jobId: JobId): readonly OfferedStep[] {
  return offeredSteps(job.plan, jobId, { leg: job.leg, hasArtifacts: run.queued.hasArtifacts });
}

/** How long a `Delay` takes, in milliseconds; `undefined` where its minutes are no number. */
export function delayMs(step: ServerStep): number | undefined {
  const text = inputOf(step.inputs, 'delayForMinutes', '0').trim();
  const minutes = Number(text);
  return text === '' || !Number.isFinite(minutes) || minutes < 0 ? undefined : minutes * minuteMs;
}

/** When a step that has begun must be looked at again; `undefined` for one that waits for somebody. */
export function stepDue(step: ServerStep, since: Instant, isCalled: boolean): Instant | undefined {
  const times = [stepTimeout(step, since)];
  if (step.kind === 'delay') times.push(since + (delayMs(step) ?? 0));
  if (step.kind === 'invokeRest' && !isCalled) times.push(since + restCallLeaseMs);
  const known = times.filter(time => time !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

/** When a step has run for as long as it may; `undefined` where only its job has a limit. */
export function stepTimeout({ timeoutInMinutes }: ServerStep, since: Instant): Instant | undefined {
  const minutes = Number(timeoutInMinutes);
  return timeoutInMinutes.trim() !== '' && minutes > 0 ? since + minutes * minuteMs : undefined;
}
