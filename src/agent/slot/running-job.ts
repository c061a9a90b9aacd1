import { jobLockMs } from '../../base/limits.ts';
import { type AgentJobRequest, AgentServerError, type TaskAgentSession } from '../../wire/agent-protocol.ts';
import { JobStatus } from '../job/job-status.ts';
import { runJob } from '../run-job.ts';
import type { SlotOptions } from './slot-options.ts';

/** How often an agent holds on to its job, in milliseconds. */
const renewMs = jobLockMs / 5;

/** What a canceled job gets at least for the steps that still run, in milliseconds. */
const shortestCancelMs = 60_000;

const shutdownMessage =
  'The agent has received a shutdown signal. This can happen when the agent service is stopped, or a manually started agent is canceled.';

/** A job that an agent holds: keeps hold of it while it runs, and passes on how it is to end. */
export class RunningJob {
  readonly #request: AgentJobRequest;
  readonly #session: TaskAgentSession;
  readonly #options: SlotOptions;
  readonly #status = new JobStatus();
  #cancelTimer: NodeJS.Timeout | undefined;

  constructor(request: AgentJobRequest, session: TaskAgentSession, options: SlotOptions) {
    this.#request = request;
    this.#session = session;
    this.#options = options;
  }

  get requestId(): number {
    return this.#request.requestId;
  }

  get jobId(): string {
    return this.#request.jobId;
  }

  /** Throws when the server could not be told how the job ended. */
  async run(): Promise<void> {
    const renewal = setInterval(() => void this.#renew(), renewMs).unref();
    const { server, identity, ...rest } = this.#options;
    const { id, name, version } = this.#session.agent;
    try {
      // A job that has gone to another agent since it was offered must not begin.
      await this.#renew();
      if (this.#status.lost) return;
      await runJob(this.#request, {
        ...rest,
        server,
        agent: { id, name, version: version || identity.version },
        status: this.#status,
      });
    } finally {
      clearInterval(renewal);
      clearTimeout(this.#cancelTimer);
    }
  }

  /** Cancels the job: steps that run even then have until the timeout, written `hh:mm:ss`. */
  cancel(timeout: string): void {
    if (this.#status.canceled.aborted) return;
    this.#status.cancel();
    this.#cancelTimer = setTimeout(() => this.#status.abort(), Math.max(shortestCancelMs, durationMs(timeout))).unref();
  }

  /** The agent goes: the running step is ended and no other begins. */
  shutDown(): void {
    this.#status.abort(shutdownMessage);
  }

  async #renew(): Promise<void> {
    try {
      await this.#options.server.renew(this.#session, this.#request.requestId);
    } catch (failure) {
      // Anything else passes, or the server gives the job up when its lock ends.
      if (failure instanceof AgentServerError && failure.status === 404) this.#status.lose();
    }
  }
}

function durationMs(text: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = text.split(':').map(Number);
  const total = ((hours * 60 + minutes) * 60 + seconds) * 1000;
  return Number.isFinite(total) ? total : 0;
}
