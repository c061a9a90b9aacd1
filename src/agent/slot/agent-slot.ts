import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../../base/message-of.ts';
import type {
  AgentJobRequest,
  JobCancelMessage,
  TaskAgentMessage,
  TaskAgentSession,
} from '../../wire/agent-protocol.ts';
import { AgentServerError } from '../../wire/agent-protocol.ts';
import { endAbandonedJob } from '../process/job-mark.ts';
import { RunningJob } from './running-job.ts';
import type { SlotOptions } from './slot-options.ts';

/** How long to wait before the server is tried again, in milliseconds: doubled each time up to the longest. */
const firstPauseMs = 500;
const longestPauseMs = 30_000;

/**
 * One agent of the protocol: connected, it polls for messages and runs one job at a time. It goes on polling while a job runs, for that is how
 * a cancellation arrives. A job outlives its session: when the session is lost the slot connects anew and the job runs on.
 */
export class AgentSlot {
  readonly #options: SlotOptions;
  #job: RunningJob | undefined;
  #ended: Promise<void> = Promise.resolve();
  #pauseMs = firstPauseMs;

  constructor(options: SlotOptions) {
    this.#options = options;
  }

  /** Works until the signal; a running job is then canceled and reported first. Throws when the server refuses this agent. */
  async run(): Promise<void> {
    const { signal } = this.#options;
    const stop = (): void => this.#job?.shutDown();
    if (this.#options.passingNotes === undefined) this.#endAbandoned();
    await this.#removeOld();
    signal.addEventListener('abort', stop);
    try {
      while (!signal.aborted) await this.#serveSession();
    } finally {
      signal.removeEventListener('abort', stop);
      this.#job?.shutDown();
      await this.#ended;
    }
  }

  /** The first start in a folder, such as that of every local run, loads nothing for it. */
  async #removeOld(): Promise<void> {
    const { workFolder } = this.#options;
    if (!existsSync(workFolder)) return;
    const { removeOldWorkspaces } = await import('../job/remove-old-workspaces.ts');
    await removeOldWorkspaces(workFolder, Date.now());
  }

  /** What the job of an agent that was killed has left running must not run beside the next job. */
  #endAbandoned(): void {
    const { workFolder, identity } = this.#options;
    const count = endAbandonedJob(workFolder);
    if (count > 0)
      this.#report(`Agent ${identity.name} ended ${count} processes that a job left when its agent was killed.`);
  }

  async #serveSession(): Promise<void> {
    const session = await this.#connect();
    if (session === undefined) return;
    try {
      await this.#poll(session);
    } catch (failure) {
      this.#report(`The session of agent ${session.agent.name} was lost: ${messageOf(failure)}`);
      await this.#pause();
    } finally {
      if (this.#options.signal.aborted) await this.#ended;
      await this.#options.server.disconnect(session).catch(() => undefined);
    }
  }

  /** `undefined` when the server cannot be reached now. */
  async #connect(): Promise<TaskAgentSession | undefined> {
    const { server, identity } = this.#options;
    try {
      return await server.connect(identity);
    } catch (failure) {
      if (isRefusal(failure)) throw failure;
      this.#report(`Agent ${identity.name} could not connect: ${messageOf(failure)}`);
      await this.#pause();
      return undefined;
    }
  }

  async #poll(session: TaskAgentSession): Promise<void> {
    const { server, signal } = this.#options;
    for (let last = 0; !signal.aborted; ) {
      try {
        const message = await server.nextMessage(session, last, signal);
        this.#pauseMs = firstPauseMs;
        if (message === undefined) continue;
        last = message.messageId;
        this.#handle(message, session);
        await server.deleteMessage(session, message.messageId);
      } catch (failure) {
        if (signal.aborted) return;
        if (isRefusal(failure)) throw failure;
        // The same session goes on once the server answers again: opening another one would make the server give up the job that runs.
        this.#report(`Agent ${session.agent.name} got no message: ${messageOf(failure)}`);
        await this.#pause();
      }
    }
  }

  #handle({ messageType, body }: TaskAgentMessage, session: TaskAgentSession): void {
    if (messageType === 'PipelineAgentJobRequest') this.#start(JSON.parse(body), session);
    if (messageType === 'JobCancellation') this.#cancel(JSON.parse(body));
  }

  /** A job that is offered while another is being reported starts after it. The same job offered again is already on its way. */
  #start(request: AgentJobRequest, session: TaskAgentSession): void {
    if (this.#job?.requestId === request.requestId) return;
    const job = new RunningJob(request, session, this.#options);
    this.#job = job;
    this.#ended = this.#ended.then(() => this.#run(job, request.jobDisplayName));
  }

  async #run(job: RunningJob, name: string): Promise<void> {
    try {
      await job.run();
    } catch (failure) {
      this.#report(`Job '${name}' could not be reported: ${messageOf(failure)}`);
    }
    if (this.#job === job) this.#job = undefined;
  }

  #cancel(message: JobCancelMessage): void {
    if (this.#job?.jobId === message.jobId) this.#job.cancel(message.timeout);
  }

  async #pause(): Promise<void> {
    await sleep(this.#pauseMs, undefined, { signal: this.#options.signal }).catch(() => undefined);
    this.#pauseMs = Math.min(this.#pauseMs * 2, longestPauseMs);
  }

  #report(message: string): void {
    this.#options.report?.(message);
  }
}

/** The server answered, and will not answer differently later: wrong token, no such pool. Another owner's session may end, so that is waited for. */
function isRefusal(failure: unknown): boolean {
  return (
    failure instanceof AgentServerError &&
    failure.status >= 400 &&
    failure.status < 500 &&
    ![408, 409, 429].includes(failure.status)
  );
}
