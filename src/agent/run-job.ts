import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../base/message-of.ts';
import type { Result } from '../base/result.ts';
import { type AgentJobRequest, AgentServerError, type JobCompleted } from '../wire/agent-protocol.ts';
import type { AgentServer } from '../wire/agent-server.ts';
import { finalizeJob } from './job/finalize-job.ts';
import { clearTemp } from './job/folders.ts';
import { initializeJob } from './job/initialize-job.ts';
import type { JobContext } from './job/job-context.ts';
import type { JobOptions } from './job/job-options.ts';
import { makeJob } from './job/make-job.ts';
import type { StepList } from './job/step-list.ts';
import { removeJobMark, writeJobMark } from './process/job-mark.ts';
import { runStep } from './step/run-step.ts';

const standardFeedIntervalMs = 500;

/** How long to wait before a server that did not take the beginning of a job is told again, in milliseconds. */
const beginAgainMs = 500;

/**
 * Runs a job and reports everything about it, up to its `JobCompleted`. Never throws for what the job does; throws when the server could
 * not be told how the job ended.
 */
export async function runJob(request: AgentJobRequest, options: JobOptions): Promise<Result> {
  let job: JobContext;
  try {
    job = makeJob(request, options);
  } catch (failure) {
    return refuseJob(request, options, failure);
  }
  const pulse = setInterval(() => beat(job), options.feedIntervalMs ?? standardFeedIntervalMs).unref();
  try {
    if (!(await begin(job))) return job.status.result;
    if (options.passingNotes === undefined) writeJobMark(job.folders.work, job.processes.lookupId);
    beat(job);
    await runSteps(job);
    await report(job, options.server);
  } finally {
    clearInterval(pulse);
    clearTemp(job.folders);
    job.processes[Symbol.dispose]();
    if (options.passingNotes === undefined) removeJobMark(job.folders.work);
  }
  return job.status.result;
}

/**
 * Tells the server that the job begins, and waits until it knows: only then may a step run, or the job could run a second time elsewhere after
 * this agent or the server was killed. False when the job is no longer this agent's.
 */
async function begin(job: JobContext): Promise<boolean> {
  const { timeline, status } = job;
  timeline.start();
  for (;;) {
    try {
      await timeline.queue.flush();
      return true;
    } catch (failure) {
      if (failure instanceof AgentServerError && failure.status === 404) status.lose();
      if (status.aborted.aborted) return false;
      await sleep(beginAgainMs, undefined, { signal: status.aborted }).catch(() => undefined);
    }
  }
}

/** Sends what has changed. What fails is kept for the next time. */
function beat(job: JobContext): void {
  job.timeline.queue.pulse();
  job.logs.pulse();
}

async function runSteps(job: JobContext): Promise<void> {
  const name = job.variables.expandText(job.request.jobDisplayName);
  job.logs.job.message(`##[section]Starting: ${name}`);
  const explain = (): void => {
    if (typeof job.status.aborted.reason === 'string') jobError(job, job.status.aborted.reason);
  };
  job.status.aborted.addEventListener('abort', explain);
  try {
    await runAll(job, await initializeJob(job));
  } catch (failure) {
    jobError(job, messageOf(failure));
    job.status.fail();
  } finally {
    job.status.aborted.removeEventListener('abort', explain);
  }
  await finalizeJob(job);
  job.logs.job.message(`##[section]Finishing: ${name}`);
}

/** Containers go whatever became of the steps. */
async function runAll(job: JobContext, { pre, main, post, containers }: StepList): Promise<void> {
  const steps = [...pre, ...main, ...post];
  if (containers === undefined) {
    for (const step of steps) await runStep(job, step);
    return;
  }
  const { initializeContainers, stopContainers } = await import('./container/initialize-containers.ts');
  try {
    await initializeContainers(job, containers.start, steps);
    for (const step of steps) await runStep(job, step);
  } finally {
    await stopContainers(job, containers.stop);
  }
}

function jobError(job: JobContext, message: string): void {
  job.logs.job.message(`##[error]${message}`);
  job.timeline.job.issue({ type: 'error', category: 'General', message });
}

async function report(job: JobContext, server: AgentServer): Promise<void> {
  const { timeline, logs, request, status } = job;
  const [logId] = await Promise.all([logs.closeJob().catch(() => undefined), ...job.closing]);
  if (status.lost) return;
  if (logId !== undefined) timeline.job.log(logId);
  timeline.job.complete(status.result);
  const {
    plan,
    timeline: { id: timelineId },
  } = request;
  const completed = () => jobCompleted(request, status.result, timeline.outputs);
  try {
    await timeline.handOver(records => server.completeJob(plan, completed(), { timelineId, records }));
  } catch {
    // What the server never heard of may be output variables, without which other jobs would go wrong.
    await timeline.queue.flush().catch(() => status.fail());
    await server.completeJob(plan, completed());
  }
}

/** A job that cannot even begin fails, with the reason as an issue of its record. */
async function refuseJob(request: AgentJobRequest, { server }: JobOptions, failure: unknown): Promise<Result> {
  const issue = { type: 'error', category: 'General', message: messageOf(failure) } as const;
  const { plan, timeline, jobId } = request;
  const record = { id: jobId, state: 'completed', result: 'failed', issues: [issue], errorCount: 1 } as const;
  await server.updateRecords(plan, timeline.id, [record]);
  await server.completeJob(plan, jobCompleted(request, 'failed', {}));
  return 'failed';
}

function jobCompleted(
  { jobId, requestId }: AgentJobRequest,
  result: Result,
  outputs: JobCompleted['outputs'],
): JobCompleted {
  return { name: 'JobCompleted', jobId, requestId, result, outputs };
}
