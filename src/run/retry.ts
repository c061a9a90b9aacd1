import type { Instant } from '../base/clock.ts';
import type { Identity, RetriedJob, RunEvent } from './events.ts';
import { groupName, type JobGroup, type Run, type StageState } from './state.ts';

export type RetryRequest = {
  readonly stage: string;
  /** All jobs of the stage, not only those that did not succeed and what depends on them. */
  readonly forceAllJobs: boolean;
  readonly by: Identity;
  readonly at: Instant;
};

/** Tries a stage again that failed or was canceled; any stage that is over, when all of its jobs are forced. */
export function retryStage(run: Run, { stage: name, forceAllJobs, by, at }: RetryRequest): readonly RunEvent[] {
  const stage = run.stages.get(name);
  if (stage?.state !== 'completed' || run.state === 'canceling') return [];
  if (!forceAllJobs && !isUnsuccessful(stage)) return [];
  const jobs = forceAllJobs ? [...stage.groups.values()].flatMap(wholeGroup) : retriedJobs(stage);
  return [
    { type: 'stageRetried', at, stage: name, attempt: stage.attempt + 1, by, jobs, reopened: skippedAfter(run, name) },
  ];
}

/** Whether something failed, was canceled, or was abandoned. */
export function isUnsuccessful(of: { readonly result: StageState['result'] }): boolean {
  return of.result === 'failed' || of.result === 'canceled' || of.result === 'abandoned';
}

/** Jobs that did not succeed, and those that depend on them. Groups are in file order, so a job may stand before what it depends on. */
function retriedJobs(stage: StageState): readonly RetriedJob[] {
  const again = new Set([...stage.groups.values()].filter(isUnsuccessful).map(group => group.plan.name));
  const own = new Set(again);
  for (let size = -1; size !== again.size; ) {
    size = again.size;
    for (const { plan } of stage.groups.values())
      if (plan.dependsOn.some(name => again.has(name))) again.add(plan.name);
  }
  return [...stage.groups.values()].flatMap(group => {
    const { name, dependsOn } = group.plan;
    if (!again.has(name)) return [];
    return own.has(name) && !dependsOn.some(before => again.has(before)) ? failedLegs(group) : wholeGroup(group);
  });
}

/** Only the legs of a matrix that did not succeed run again; a deployment runs again as a whole. */
function failedLegs(group: JobGroup): readonly RetriedJob[] {
  if (group.expansion === undefined || group.expansion.kind === 'deployment') return wholeGroup(group);
  const legs = [...group.jobs.values()].flatMap(({ leg, ...job }) =>
    leg !== undefined && job.state === 'completed' && isUnsuccessful(job) ? [leg.name] : [],
  );
  return [{ job: group.plan.name, attempt: group.attempt + 1, legs }];
}

/** A job that never began has nothing to begin again. */
function wholeGroup(group: JobGroup): readonly RetriedJob[] {
  return group.state === 'pending' ? [] : [{ job: group.plan.name, attempt: group.attempt + 1 }];
}

/**
 * The stages that were skipped, as it may be, because of one before them, or of a stage that was skipped because of that. What is started by
 * hand comes after nothing, and a stage that ended in another way keeps its end.
 */
function skippedAfter(run: Run, name: string): readonly string[] {
  const after = new Set([name]);
  for (let size = -1; size !== after.size; ) {
    size = after.size;
    for (const stage of run.stages.values())
      if (neverBegan(stage) && stage.plan.dependsOn.some(each => after.has(each))) after.add(stage.plan.name);
  }
  after.delete(name);
  return [...after];
}

/** Whether a stage was skipped, or all of its jobs were, without anybody having started it by hand. */
function neverBegan({ plan, result, groups }: StageState): boolean {
  return plan.isManual !== true && result === 'skipped' && [...groups.values()].every(({ jobs }) => jobs.size === 0);
}

/** Where the jobs of a stage stand when it begins again. */
export function retriedGroups(
  groups: StageState['groups'],
  jobs: readonly RetriedJob[],
  pending: (plan: JobGroup['plan'], attempt: number) => JobGroup,
): StageState['groups'] {
  const changed = new Map(groups);
  for (const { job, attempt, legs } of jobs) {
    const group = groups.get(groupName(job));
    if (group === undefined) throw new Error(`The stage has no job '${job}'.`);
    changed.set(job, legs === undefined ? pending(group.plan, attempt) : withPendingLegs(group, attempt, legs));
  }
  return changed;
}

function withPendingLegs(group: JobGroup, attempt: number, again: readonly string[]): JobGroup {
  const jobs = [...group.jobs].map(([name, job]) =>
    job.leg !== undefined && again.includes(job.leg.name)
      ? ([name, { plan: job.plan, leg: job.leg, attempt, state: 'pending' }] as const)
      : ([name, job] as const),
  );
  return { ...group, attempt, state: 'inProgress', result: undefined, jobs: new Map(jobs) };
}
