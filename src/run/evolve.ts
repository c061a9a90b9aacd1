import { unreachable } from '../base/unreachable.ts';
import type { PlanStage } from '../plan/model.ts';
import { annotated, noNotes } from './annotations.ts';
import type { JobRef, RunEvent } from './events.ts';
import type { Dispatch, JobState, Run, StageState } from './state.ts';

type EventOf<Type extends RunEvent['type']> = Extract<RunEvent, { readonly type: Type }>;

/** Folds one event into a run. Pure. `run` is `undefined` before the first event, which is always `runQueued`. */
export function evolve(run: Run | undefined, event: RunEvent): Run {
  if (event.type === 'runQueued') return begin(event);
  if (run === undefined) throw new Error(`A run's first event is runQueued, not ${event.type}.`);
  switch (event.type) {
    case 'stageStarted':
      return withStage(run, event.stage, stage => ({ ...stage, attempt: event.attempt, state: 'inProgress' }));
    case 'stageCompleted':
      return withStage(run, event.stage, stage => ({ ...stage, state: 'completed', result: event.result }));
    case 'jobQueued':
      return withJob(run, event.ref, ({ plan }) => ({
        plan,
        attempt: event.ref.attempt,
        state: 'queued',
        dispatch: dispatchOf(event),
      }));
    case 'jobSkipped':
      return completeJob(run, event.ref, 'skipped', {});
    case 'jobAbandoned':
      return completeJob(run, event.ref, 'abandoned', {});
    case 'jobAssigned':
      return assign(run, event);
    case 'jobRequeued':
      return withJob(run, event.ref, job => ({
        plan: job.plan,
        attempt: job.attempt,
        state: 'queued',
        dispatch: dispatched(job),
      }));
    case 'jobStarted':
      return withJob({ ...run, startedAt: run.startedAt ?? event.at }, event.ref, job => ({
        ...held(job),
        state: 'inProgress',
        since: event.at,
      }));
    case 'jobCancelRequested':
      return withJob(run, event.ref, job => ({ ...held(job), cancel: { reason: event.reason, at: event.at } }));
    case 'jobCompleted':
      return completeJob(run, event.ref, event.result, event.outputs);
    case 'runAnnotated':
      return annotated(run, event);
    case 'recordsChanged':
      return run;
    case 'cancelRequested':
      return { ...run, state: 'canceling' };
    case 'runCompleted':
      return { ...run, state: 'completed', result: event.result, finishedAt: event.at };
    default:
      return unreachable(event);
  }
}

/** Folds a whole stream. Throws on an empty one. */
export function fold(events: Iterable<RunEvent>, from?: Run): Run {
  let run = from;
  for (const event of events) run = evolve(run, event);
  if (run === undefined) throw new Error('A run has at least one event.');
  return run;
}

function begin({ run: queued, at }: EventOf<'runQueued'>): Run {
  const stages = new Map(queued.plan.stages.map(stage => [stage.name, pendingStage(stage)]));
  const nothingYet = { result: undefined, startedAt: undefined, finishedAt: undefined };
  const { name } = queued;
  return { queued, name, notes: noNotes, createdAt: at, state: 'inProgress', ...nothingYet, stages };
}

function pendingStage(plan: PlanStage): StageState {
  const jobs = new Map(plan.jobs.map(job => [job.name, { plan: job, attempt: 1, state: 'pending' } as JobState]));
  return { plan, attempt: 1, state: 'pending', result: undefined, jobs };
}

function withStage(run: Run, name: string, change: (stage: StageState) => StageState): Run {
  const stage = run.stages.get(name);
  if (stage === undefined) throw new Error(`The run has no stage '${name}'.`);
  return { ...run, stages: new Map(run.stages).set(name, change(stage)) };
}

function withJob(run: Run, ref: JobRef, change: (job: JobState) => JobState): Run {
  return withStage(run, ref.stage, stage => {
    const job = stage.jobs.get(ref.job);
    if (job === undefined) throw new Error(`Stage '${ref.stage}' has no job '${ref.job}'.`);
    return { ...stage, jobs: new Map(stage.jobs).set(ref.job, change(job)) };
  });
}

function assign(run: Run, event: EventOf<'jobAssigned'>): Run {
  return withJob(run, event.ref, job => ({
    plan: job.plan,
    attempt: job.attempt,
    state: 'assigned',
    dispatch: dispatched(job),
    agent: event.agent,
    since: event.at,
    cancel: undefined,
  }));
}

function completeJob(
  run: Run,
  ref: JobRef,
  result: EventOf<'jobCompleted'>['result'],
  outputs: EventOf<'jobCompleted'>['outputs'],
): Run {
  return withJob(run, ref, job => ({
    plan: job.plan,
    attempt: job.attempt,
    state: 'completed',
    result,
    outputs,
    dispatch: 'dispatch' in job ? job.dispatch : undefined,
  }));
}

function dispatchOf(event: EventOf<'jobQueued'>): Dispatch {
  const { type: _type, at: _at, ref: _ref, ...dispatch } = event;
  return dispatch;
}

function dispatched(job: JobState): Dispatch {
  if (!('dispatch' in job) || job.dispatch === undefined) throw new Error(`Job '${job.plan.name}' was never queued.`);
  return job.dispatch;
}

function held(job: JobState): Extract<JobState, { state: 'assigned' | 'inProgress' }> {
  if (job.state !== 'assigned' && job.state !== 'inProgress') {
    throw new Error(`Job '${job.plan.name}' is ${job.state}: no agent has it.`);
  }
  return job;
}
