import type { Result } from '../base/result.ts';
import { unreachable } from '../base/unreachable.ts';
import type { PlanJob, PlanStage } from '../plan/model.ts';
import { evolveServerSteps } from './agentless/evolve-step.ts';
import { annotated, noNotes } from './annotations.ts';
import type { JobRef, Outputs, RunEvent } from './events.ts';
import { evolveGate } from './gate/gate-state.ts';
import { retriedGroups } from './retry.ts';
import { type Dispatch, groupName, type JobGroup, type JobState, legName, type Run, type StageState } from './state.ts';

type EventOf<Type extends RunEvent['type']> = Extract<RunEvent, { readonly type: Type }>;

/** Folds one event into a run. Pure. `run` is `undefined` before the first event, which is always `runQueued`. */
export function evolve(run: Run | undefined, event: RunEvent): Run {
  if (event.type === 'runQueued') return begin(event);
  if (run === undefined) throw new Error(`A run's first event is runQueued, not ${event.type}.`);
  switch (event.type) {
    case 'runReleased':
      return { ...run, isHeld: false };
    case 'stageStarted':
      return withStage(run, event.stage, stage => ({ ...stage, attempt: event.attempt, state: 'inProgress' }));
    case 'stageCompleted':
      return withStage(run, event.stage, stage => ({ ...stage, state: 'completed', result: event.result }));
    case 'stageReady':
      return withStage(run, event.stage, stage => ({ ...stage, gate: { state: 'ready', checks: [] } }));
    case 'gateOpened':
    case 'checkStarted':
    case 'checkReopened':
    case 'checkCalled':
    case 'checkRetried':
    case 'checkCompleted':
    case 'approvalAnswered':
    case 'approvalReassigned':
    case 'approvalPostponed':
      return withStage(run, event.stage, stage => ({ ...stage, gate: stage.gate && evolveGate(stage.gate, event) }));
    case 'stageTriggered':
      return withStage(reopened(run), event.stage, stage => ({ ...stage, isTriggered: true }));
    case 'stageCancelRequested':
      return withStage(run, event.stage, stage => ({ ...stage, isCanceling: true }));
    case 'stageRetried':
      return retry(reopened(run), event);
    case 'jobExpanded':
      return withGroup(run, event.ref, group => expand(group, event));
    case 'legsCompleted':
      return withGroup(run, event.ref, group => completeLegs(group, event));
    case 'jobQueued':
      return withGroup(run, event.ref, group => queue(group, event));
    case 'jobSkipped':
      return completeJob(run, event.ref, 'skipped', {});
    case 'jobAbandoned':
      return completeJob(run, event.ref, 'abandoned', {});
    case 'jobAssigned':
      return withJob(run, event.ref, job => assign(job, event));
    case 'jobRequeued':
      return withJob(run, event.ref, job => ({ ...factsOf(job), state: 'queued', dispatch: dispatched(job) }));
    case 'jobStarted':
      return withGroup({ ...run, startedAt: run.startedAt ?? event.at }, event.ref, group => start(group, event));
    case 'jobCancelRequested':
      return withJob(run, event.ref, job => ({ ...held(job), cancel: { reason: event.reason, at: event.at } }));
    case 'jobCompleted':
      return completeJob(run, event.ref, event.result, event.outputs);
    case 'runAnnotated':
      return annotated(run, event);
    case 'serverStepStarted':
    case 'serverStepCalled':
    case 'serverStepRetried':
    case 'serverStepCompleted':
      return withJob(run, event.ref, job => {
        const before = held(job);
        return { ...before, serverSteps: evolveServerSteps(before.serverSteps, event) };
      });
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
  const isHeld = queued.isHeld === true;
  return { queued, name, notes: noNotes, createdAt: at, state: 'inProgress', isHeld, ...nothingYet, stages };
}

function pendingStage(plan: PlanStage): StageState {
  const groups = new Map(plan.jobs.map(job => [job.name, pendingGroup(job, 1)]));
  return {
    plan,
    attempt: 1,
    state: 'pending',
    result: undefined,
    gate: undefined,
    isTriggered: false,
    isCanceling: false,
    groups,
  };
}

/** A run goes on that may be over. */
function reopened(run: Run): Run {
  return run.state === 'completed' ? { ...run, state: 'inProgress', result: undefined, finishedAt: undefined } : run;
}

function retry(run: Run, event: EventOf<'stageRetried'>): Run {
  const again = withStage(run, event.stage, stage => ({
    ...stage,
    attempt: event.attempt,
    state: 'pending',
    result: undefined,
    gate: undefined,
    isTriggered: true,
    isCanceling: false,
    groups: retriedGroups(stage.groups, event.jobs, pendingGroup),
  }));
  return event.reopened.reduce(
    (before, name) =>
      withStage(before, name, stage => ({
        ...stage,
        state: 'pending',
        result: undefined,
        gate: undefined,
        groups: notBegun(stage.groups),
      })),
    again,
  );
}

/** Jobs that were skipped may run now: their conditions are asked again. */
function notBegun(groups: StageState['groups']): StageState['groups'] {
  return new Map([...groups].map(([name, { plan, attempt }]) => [name, pendingGroup(plan, attempt)]));
}

function pendingGroup(plan: PlanJob, attempt: number): JobGroup {
  return {
    plan,
    attempt,
    state: 'pending',
    result: undefined,
    expansion: undefined,
    times: undefined,
    jobs: new Map(),
  };
}

function withStage(run: Run, name: string, change: (stage: StageState) => StageState): Run {
  const stage = run.stages.get(name);
  if (stage === undefined) throw new Error(`The run has no stage '${name}'.`);
  return { ...run, stages: new Map(run.stages).set(name, change(stage)) };
}

function withGroup(run: Run, ref: JobRef, change: (group: JobGroup) => JobGroup): Run {
  return withStage(run, ref.stage, stage => {
    const name = groupName(ref.job);
    const group = stage.groups.get(name);
    if (group === undefined) throw new Error(`Stage '${ref.stage}' has no job '${name}'.`);
    return { ...stage, groups: new Map(stage.groups).set(name, change(group)) };
  });
}

function withJob(run: Run, ref: JobRef, change: (job: JobState) => JobState): Run {
  return withGroup(run, ref, group => {
    const job = group.jobs.get(ref.job);
    if (job === undefined) throw new Error(`Job '${ref.job}' of stage '${ref.stage}' has not begun.`);
    return { ...group, jobs: new Map(group.jobs).set(ref.job, change(job)) };
  });
}

function expand(group: JobGroup, { ref, at, expansion }: EventOf<'jobExpanded'>): JobGroup {
  const { plan } = group;
  const jobs = expansion.legs.map((leg): [string, JobState] => [
    legName(plan.name, leg.name),
    { plan, leg, attempt: ref.attempt, state: 'pending' },
  ]);
  const times = { queuedAt: at, startedAt: undefined, finishedAt: undefined };
  return { ...group, state: 'inProgress', expansion, times, jobs: new Map(jobs) };
}

function completeLegs(group: JobGroup, { result, at }: EventOf<'legsCompleted'>): JobGroup {
  return { ...group, state: 'completed', result, times: group.times && { ...group.times, finishedAt: at } };
}

function start(group: JobGroup, { ref, at }: EventOf<'jobStarted'>): JobGroup {
  const job = group.jobs.get(ref.job);
  if (job === undefined) throw new Error(`Job '${ref.job}' of stage '${ref.stage}' has not begun.`);
  const jobs = new Map(group.jobs).set(ref.job, { ...held(job), state: 'inProgress', since: at });
  return { ...group, jobs, times: group.times && { ...group.times, startedAt: group.times.startedAt ?? at } };
}

function queue(group: JobGroup, event: EventOf<'jobQueued'>): JobGroup {
  const { job: name, attempt } = event.ref;
  const leg = group.jobs.get(name)?.leg;
  const job: JobState = { plan: group.plan, leg, attempt, state: 'queued', dispatch: dispatchOf(event) };
  return { ...group, state: 'inProgress', jobs: new Map(group.jobs).set(name, job) };
}

function assign(job: JobState, event: EventOf<'jobAssigned'>): JobState {
  return {
    ...factsOf(job),
    state: 'assigned',
    dispatch: dispatched(job),
    agent: event.agent,
    since: event.at,
    cancel: undefined,
    serverSteps: [],
  };
}

/** Ends a job; a job of the plan that has no legs ends with it, or without having begun. */
function completeJob(run: Run, ref: JobRef, result: Result, outputs: Outputs): Run {
  return withGroup(run, ref, group => {
    const job = group.jobs.get(ref.job);
    const jobs = job === undefined ? group.jobs : new Map(group.jobs).set(ref.job, completed(job, result, outputs));
    return group.expansion === undefined ? { ...group, state: 'completed', result, jobs } : { ...group, jobs };
  });
}

function completed(job: JobState, result: Result, outputs: Outputs): JobState {
  const dispatch = 'dispatch' in job ? job.dispatch : undefined;
  const serverSteps = 'serverSteps' in job ? job.serverSteps : [];
  return { ...factsOf(job), state: 'completed', result, outputs, dispatch, serverSteps };
}

function factsOf({ plan, leg, attempt }: JobState): Pick<JobState, 'plan' | 'leg' | 'attempt'> {
  return { plan, leg, attempt };
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
