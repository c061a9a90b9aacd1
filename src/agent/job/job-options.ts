import type { AgentServer } from '../../wire/agent-server.ts';
import type { LineTaker } from '../log/direct-feed.ts';
import type { LocalTask } from '../tasks/package-sources.ts';
import type { AgentFacts } from '../variables/agent-variables.ts';
import type { JobStatus } from './job-status.ts';
import type { WorkspaceNotes } from './workspace-mapping.ts';

/** How one job is run. */
export type JobOptions = {
  readonly server: AgentServer;
  readonly agent: AgentFacts;
  /** The agent's work folder. No other job may use it at the same time. */
  readonly workFolder: string;
  /** Where tools are kept for all jobs. Default: `_tool` in the work folder. */
  readonly toolsFolder?: string;
  /** Where downloaded task packages are kept for all jobs. Default: `_tasks` in the work folder. */
  readonly tasksFolder?: string;
  /** The folder of a task package that is on this machine already, by its id and full version. Default: none is. */
  readonly localTask?: LocalTask;
  /** What steps may see of the agent's own environment. Default: what `passedOn` leaves of this process's. */
  readonly environment?: Readonly<Record<string, string>>;
  /** How often records, logs and live lines go out, in milliseconds. Default: 500. */
  readonly feedIntervalMs?: number;
  /**
   * Takes every line of every step at once, in place of the live lines that a server gets: masked, each with its line end, every character a
   * byte of their UTF-8. Processes are not read further until a promise that it answers resolves. Default: nobody does.
   */
  readonly takeLines?: LineTaker;
  /** Repeat the lines of the steps in the job's log, as the service's agent does. Default: true. */
  readonly repeatSteps?: boolean;
  /** Given where the work folder goes with its agent: then nothing is noted in it for an agent that comes after. Default: notes are files in it. */
  readonly passingNotes?: WorkspaceNotes;
  /** Ends the job from outside. Default: nobody does. */
  readonly status?: JobStatus;
  /** Back-off before the first repetition of a step that failed, in milliseconds. Default: 1000. */
  readonly retryUnitMs?: number;
};
