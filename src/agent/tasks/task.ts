import type { WireStep } from '../../wire/agent-protocol.ts';
import type { CommandPolicy } from '../command/command-policy.ts';
import type { JobContext } from '../job/job-context.ts';
import type { StepContext } from '../step/step-context.ts';
import type { StepPlace } from '../step/step-place.ts';
import type { TaskInputs } from './task-inputs.ts';

/** What a task says about itself at the top of its log. */
export type TaskHeader = {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly friendlyName: string;
  readonly description: string;
  readonly author: string;
  readonly help: string;
};

/** A program that a task runs. It gets the step's environment. */
export type ProgramCall = {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Added to the step's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /**
   * What becomes of its output. `commands`: it is the step's own, logging commands in it are carried out. `plain`: it is logged as it is,
   * for it may repeat what strangers wrote. `taken`: it goes to `stdout` and is not logged. Default: `commands`.
   */
  readonly output?: 'commands' | 'plain' | 'taken';
  /** The program sends both streams down the one of its output. Default: not. */
  readonly isJoined?: boolean;
  /** Takes the standard output where it is `taken`. The bytes of a chunk are its own until it returns. */
  readonly stdout?: (chunk: Buffer) => void;
  /** Shown the text that goes to the standard error stream, in pieces of whole lines, secrets hidden. */
  readonly stderr?: (lines: string) => void;
};

/** What a task works with. */
export type TaskRun = {
  readonly wire: WireStep;
  readonly step: StepContext;
  /** In paths of `place`, as is `environment`. */
  readonly inputs: TaskInputs;
  readonly place: StepPlace;
  /** The step's environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Aborted when the step is to end. */
  readonly signal: AbortSignal;
  /** Runs a program and answers its exit code. Throws `StepStopped` when the step was stopped meanwhile, `TaskFailure` when there is no such program. */
  run(call: ProgramCall): Promise<number>;
};

/** One of a task's executions. It ends well, or throws: a `TaskFailure` is the user's to read. */
export type TaskExecution = (run: TaskRun) => Promise<void>;

/** A task as the agent runs it: one of its own, or a package. It has one execution at least. */
export type Task = {
  readonly header: TaskHeader;
  /** Inputs that have a default, by name. */
  readonly defaults: Readonly<Record<string, string>>;
  readonly main?: TaskExecution;
  /** The major versions that it stands for, where one of another number has other inputs. Default: all. */
  readonly majors?: readonly string[];
  /** Its programs run where the step's target says, which may be a container. Default: it runs on the agent's machine. */
  readonly inTarget?: boolean;
  /** It is run by Node. Default: not. */
  readonly needsNode?: boolean;
  /** Runs before all steps of the job, under the step's condition. */
  readonly pre?: TaskExecution;
  /** Runs after all steps of the job, whatever happened. */
  readonly post?: TaskExecution;
  /** The folder that its programs read their own files from, where that is not the agent's. */
  readonly folder?: string;
  /** What a step without a `displayName` is called. Default: the task's name. */
  readonly displayName?: (wire: WireStep, job: JobContext) => string;
  /** What its logging commands may do. Default: all. */
  readonly policy?: CommandPolicy;
  /** Variables that become outputs whenever the task sets them. Default: none. */
  readonly outputVariables?: readonly string[];
};

/** The step failed; the message is its error. */
export class TaskFailure extends Error {
  override readonly name = 'TaskFailure';
}
