import type { Instant } from '../base/clock.ts';
import { cancelGraceMs } from '../base/limits.ts';
import { serverJobDue } from './agentless/server-job.ts';
import type { JobRef, RunEvent } from './events.ts';
import { gateDue } from './gate/follow-gate.ts';
import { activeJobs, type JobState, type Run } from './state.ts';

type HeldJob = Extract<JobState, { state: 'assigned' | 'inProgress' }>;

const minuteMs = 60_000;

/** When a job that an agent has must next be looked at: at its timeout, or when it should long have stopped. */
function deadline(job: HeldJob): Instant | undefined {
  if (job.cancel !== undefined) return job.cancel.at + job.dispatch.cancelTimeoutMinutes * minuteMs + cancelGraceMs;
  const { timeoutMinutes } = job.dispatch;
  return job.state === 'inProgress' && timeoutMinutes > 0 ? job.since + timeoutMinutes * minuteMs : undefined;
}

/** Jobs that have run for longer than they may: they are told to stop. */
export function dueCancels(run: Run, at: Instant): RunEvent[] {
  return heldJobs(run)
    .filter(([, job]) => job.cancel === undefined && isDue(job, at))
    .map(([ref]) => ({ type: 'jobCancelRequested', at, ref, reason: 'timedOut' }));
}

/** Jobs that were told to stop and have not: their agent counts as lost. */
export function dueLosses(run: Run, at: Instant): RunEvent[] {
  return heldJobs(run)
    .filter(([, job]) => job.cancel !== undefined && isDue(job, at))
    .map(([ref, job]) => ({ type: 'jobAbandoned', at, ref, reason: lostAgentText(job.agent) }));
}

/** When the run wants its next `tick`. */
export function nextDue(run: Run): Instant | undefined {
  if (run.state === 'completed') return undefined;
  const gates = [...run.stages.values()].flatMap(({ state, gate }) => (state === 'pending' && gate ? gate : []));
  const held = heldJobs(run).map(([, job]) => job);
  const times = held
    .flatMap(job => [deadline(job) ?? [], serverJobDue(run, job) ?? []].flat())
    .concat(gates.flatMap(gate => gateDue(gate) ?? []));
  return times.length === 0 ? undefined : Math.min(...times);
}

/** What the service says of a job whose agent is gone. */
function lostAgentText(agent: string): string {
  return `We stopped hearing from agent ${agent}. Verify the agent machine is running and has a healthy network connection.`;
}

function isDue(job: HeldJob, at: Instant): boolean {
  return (deadline(job) ?? Number.POSITIVE_INFINITY) <= at;
}

function heldJobs(run: Run): [JobRef, HeldJob][] {
  const found: [JobRef, HeldJob][] = [];
  for (const [ref, job] of activeJobs(run)) {
    if (job.state === 'assigned' || job.state === 'inProgress') found.push([ref, job]);
  }
  return found;
}
