import { join } from 'node:path';
import type { AgentIdentity, AgentServer } from '../wire/agent-server.ts';
import { passingNotes } from './job/workspace-mapping.ts';
import type { LineTaker } from './log/direct-feed.ts';
import { AgentSlot } from './slot/agent-slot.ts';
import type { SlotOptions } from './slot/slot-options.ts';
import type { LocalTask } from './tasks/package-sources.ts';
import { passedOn } from './variables/environment.ts';

export type AgentOptions = {
  readonly server: AgentServer;
  readonly identity: AgentIdentity;
  /** Made when it is missing. Each agent of the protocol has a folder of its own in it, `<pool>-<number>`, and all share `_tool` and `_tasks`. */
  readonly workFolder: string;
  /** Ends the agent: a running job is canceled and reported, then the sessions are closed. */
  readonly signal: AbortSignal;
  /**
   * How many jobs run at once. An agent of the protocol runs one job, so there are as many agents: `name-1`, `name-2` and so on, or the
   * one of the given name where `parallel` is 1. Default: 1.
   */
  readonly parallel?: number;
  /** How often records, logs and live lines of a job go out, in milliseconds. Default: 500. */
  readonly feedIntervalMs?: number;
  /**
   * Takes every line of every step at once, in place of the live lines that a server gets: masked, each with its line end, every character a
   * byte of their UTF-8. Processes are not read further until a promise that it answers resolves. Default: nobody does.
   */
  readonly takeLines?: LineTaker;
  /** Repeat the lines of the steps in the job's log, as the service's agent does. Default: true. */
  readonly repeatSteps?: boolean;
  /** Where downloaded task packages are kept. Default: `_tasks` in the work folder. */
  readonly tasksFolder?: string;
  /** The folder of a task package that is on this machine already. Default: none is. */
  readonly localTask?: LocalTask;
  /** The work folder goes with this agent: nothing is noted in it for one that comes after, should this one be killed. Default: false. */
  readonly isPassing?: boolean;
  /** Told what an operator should know: a lost connection, a job that could not be reported. Default: nobody is. */
  readonly report?: (message: string) => void;
};

/**
 * Takes jobs from a server and runs them until the signal. Throws an `AgentServerError` when the server does not want this agent: a wrong
 * token, a pool that does not exist. A server that is away is waited for.
 */
export async function runAgent(options: AgentOptions): Promise<void> {
  const parallel = Math.max(1, Math.trunc(options.parallel ?? 1));
  const environment = passedOn(process.env);
  const slots = Array.from(
    { length: parallel },
    (_, index) => new AgentSlot({ ...slotOptions(options, parallel, index + 1), environment }),
  );
  await Promise.all(slots.map(slot => slot.run()));
}

function slotOptions(options: AgentOptions, parallel: number, number: number): Omit<SlotOptions, 'environment'> {
  const tasksFolder = options.tasksFolder ?? join(options.workFolder, '_tasks');
  const notes = options.isPassing ? { passingNotes: passingNotes() } : {};
  const shared = { ...options, ...notes, toolsFolder: join(options.workFolder, '_tool'), tasksFolder };
  const { poolName, name } = options.identity;
  const workFolder = join(options.workFolder, `${poolName.replace(/[^\w.-]+/g, '-')}-${number}`);
  if (parallel === 1) return { ...shared, workFolder };
  return { ...shared, workFolder, identity: { ...options.identity, name: `${name}-${number}` } };
}
