import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import type { Result } from '../base/result.ts';
import type { AgentJobRequest } from '../wire/agent-protocol.ts';
import type { AgentServer } from '../wire/agent-server.ts';
import { checkoutPlaces, checkoutVariables } from './checkout/place.ts';
import { finalizeJob } from './job/finalize-job.ts';
import { clearTemp, jobFolders } from './job/folders.ts';
import { initializeJob } from './job/initialize-job.ts';
import type { JobContext } from './job/job-context.ts';
import { JobStatus } from './job/job-status.ts';
import { CallChain } from './log/call-chain.ts';
import { JobLogs } from './log/job-logs.ts';
import { Masker } from './mask.ts';
import { ProcessGroups } from './process/process-groups.ts';
import { type StopDelays, standardStopDelays } from './process/stop-process.ts';
import { runStep } from './step/run-step.ts';
import { JobTimeline } from './timeline/job-timeline.ts';
import { type AgentFacts, agentVariables } from './variables/agent-variables.ts';
import { JobVariables } from './variables/job-variables.ts';

export type JobOptions = {
  readonly server: AgentServer;
  readonly agent: AgentFacts;
  /** The agent's work folder. No other job may use it at the same time. */
  readonly workFolder: string;
  /** Where tools are kept for all jobs. Default: `_tool` in the work folder. */
  readonly toolsFolder?: string;
  /** How often records, logs and live lines go out, in milliseconds. Default: 500. */
  readonly feedIntervalMs?: number;
  /** Keep the job's folder for the next job. Default: true. */
  readonly keepWork?: boolean;
  /** Cancels the job from outside. Default: nobody does. */
  readonly status?: JobStatus;
  /** Back-off before the first repetition of a step that failed, in milliseconds. Default: 1000. */
  readonly retryUnitMs?: number;
};

const standardFeedIntervalMs = 500;
const standardRetryUnitMs = 1000;

/**
 * Runs a job and reports everything about it, up to its `JobCompleted`. Never throws for what the job does; throws when the server could
 * not be told how the job ended.
 */
export async function runJob(request: AgentJobRequest, options: JobOptions): Promise<Result> {
  const job = jobContext(request, options);
  const pulse = setInterval(() => beat(job), options.feedIntervalMs ?? standardFeedIntervalMs).unref();
  try {
    job.timeline.start();
    beat(job);
    await runSteps(job);
    await report(job, options.server);
  } finally {
    clearInterval(pulse);
    if (options.keepWork === false) rmSync(job.folders.workspace, { recursive: true, force: true });
    clearTemp(job.folders);
  }
  return job.status.result;
}

function jobContext(request: AgentJobRequest, options: JobOptions): JobContext {
  const { server, agent } = options;
  const { plan, timeline, jobId } = request;
  const masker = new Masker();
  const variables = new JobVariables();
  const folders = jobFolders(options.workFolder, 1, options.toolsFolder);
  setVariables(variables, masker, request, agentVariables(request, agent, folders));
  const checkouts = checkoutPlaces(request, folders, text => variables.expandText(text));
  setOwnVariables(variables, checkoutVariables([...checkouts.values()], folders));
  const calls = new CallChain();
  return {
    request,
    agent,
    folders,
    checkouts,
    variables,
    masker,
    timeline: new JobTimeline({
      jobId,
      agentName: agent.name,
      agentVersion: agent.version,
      masker,
      send: records => calls.call(() => server.updateRecords(plan, timeline.id, records)),
    }),
    logs: new JobLogs({
      jobId,
      masker,
      destination: {
        createLog: path => calls.call(() => server.createLog(plan, path)),
        appendLog: (id, bytes, lineCount) => calls.call(() => server.appendLog(plan, id, bytes, lineCount)),
      },
      sendFeed: feed => calls.call(() => server.appendFeed(plan, timeline.id, feed)),
    }),
    status: options.status ?? new JobStatus(),
    pathPrefixes: [],
    endpointVariables: new Map(),
    processes: new ProcessGroups(`vsts_${randomUUID()}`),
    closing: [],
    stopDelays: stopDelays(variables),
    retryUnitMs: options.retryUnitMs ?? standardRetryUnitMs,
  };
}

function setVariables(
  variables: JobVariables,
  masker: Masker,
  request: AgentJobRequest,
  own: Readonly<Record<string, string>>,
): void {
  for (const [name, { value = '', isSecret = false, isReadOnly = false }] of Object.entries(request.variables)) {
    variables.set(name, value, { isSecret, isReadOnly });
    if (isSecret) masker.add(value);
  }
  setOwnVariables(variables, own);
  for (const hint of request.mask) {
    if (hint.type === 'regex') masker.addPattern(hint.value);
    else masker.add(variables.get(hint.value) ?? '');
  }
  for (const { authorization } of request.resources.endpoints) {
    for (const value of Object.values(authorization.parameters)) masker.add(value);
  }
}

function setOwnVariables(variables: JobVariables, own: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(own)) variables.set(name, value, { isReadOnly: true });
}

/** The delays of the service's agent, which a variable of the job or of the agent's environment may change. */
function stopDelays(variables: JobVariables): StopDelays {
  const read = (name: string, standard: number): number => {
    const value = Number(variables.get(name) ?? process.env[name] ?? standard);
    return Number.isFinite(value) && value >= 0 ? value : standard;
  };
  return {
    sigintMs: read('PROCESS_SIGINT_TIMEOUT', standardStopDelays.sigintMs),
    sigtermMs: read('PROCESS_SIGTERM_TIMEOUT', standardStopDelays.sigtermMs),
  };
}

/** Sends what has changed. What fails is kept for the next time. */
function beat(job: JobContext): void {
  if (job.status.lost) return;
  job.timeline.queue.pulse();
  job.logs.pulse();
}

async function runSteps(job: JobContext): Promise<void> {
  const name = job.variables.expandText(job.request.jobDisplayName);
  job.logs.job.message(`##[section]Starting: ${name}`);
  try {
    const { main, post } = await initializeJob(job);
    for (const step of main) await runStep(job, step);
    for (const step of post) await runStep(job, step);
  } catch (failure) {
    const message = failure instanceof Error ? failure.message : String(failure);
    job.logs.job.message(`##[error]${message}`);
    job.timeline.job.issue({ type: 'error', category: 'General', message });
    job.status.fail();
  }
  await finalizeJob(job);
  job.logs.job.message(`##[section]Finishing: ${name}`);
}

async function report(job: JobContext, server: AgentServer): Promise<void> {
  if (job.status.lost) return;
  const { timeline, logs, request } = job;
  await Promise.all(job.closing);
  const logId = await logs.closeJob().catch(() => undefined);
  if (logId !== undefined) timeline.job.log(logId);
  timeline.job.complete(job.status.result);
  await timeline.queue.flush().catch(() => lostRecords(job));
  const { jobId, requestId, plan } = request;
  await server.completeJob(plan, {
    name: 'JobCompleted',
    jobId,
    requestId,
    result: job.status.result,
    outputs: timeline.outputs,
  });
}

/** The server never heard of some records: where they hold output variables other jobs would go wrong, so this one fails. */
function lostRecords(job: JobContext): void {
  if (job.timeline.queue.holdsVariables) job.status.fail();
}
