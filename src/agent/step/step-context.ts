import type { Result } from '../../base/result.ts';
import type { AsyncCommand } from '../command/async-command.ts';
import type { CommandPolicy } from '../command/command-policy.ts';
import type { JobContext } from '../job/job-context.ts';
import { mergeResults } from '../job/job-status.ts';
import type { RecordLog } from '../log/record-log.ts';
import type { TimelineEntry } from '../timeline/timeline-entry.ts';

/** A part of an issue that a logging command may give: `sourcepath`, `linenumber`, `code` and so on. */
export type IssueData = Readonly<Record<string, string>>;

/** What the code of one record writes to: its log, its timeline record and its result. */
export class StepContext {
  readonly job: JobContext;
  readonly entry: TimelineEntry;
  readonly log: RecordLog;
  /** What the step's logging commands may do; all of them must allow it. */
  readonly policies: CommandPolicy[] = [];
  /** Variables, in lower case, that are outputs of the step whenever it sets them. */
  outputVariables: ReadonlySet<string> = new Set();
  /** `task.settaskvariable`: the variables that a task's executions share. */
  taskVariables = new Map<string, string>();
  /** What its logging commands have left for its end. */
  readonly asyncCommands: AsyncCommand[] = [];
  readonly #done = Promise.withResolvers<void>();
  #result: Result | undefined;
  #closed = false;

  constructor(job: JobContext, entry: TimelineEntry, log: RecordLog) {
    this.job = job;
    this.entry = entry;
    this.log = log;
  }

  /** The result so far; `succeeded` when nothing spoke against it. */
  get result(): Result {
    return this.#result ?? 'succeeded';
  }

  /** The step was left to itself: what its task still writes or finds counts no more. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Resolves when the step has said that it is done (`task.complete` with `done`). */
  get done(): Promise<void> {
    return this.#done.promise;
  }

  get isDebug(): boolean {
    return this.job.variables.isOn('system.debug');
  }

  write(message: string): void {
    this.log.message(message);
  }

  debug(message: string): void {
    if (this.isDebug) this.write(`##[debug]${message}`);
  }

  error(message: string, data: IssueData = {}): void {
    this.#issue('error', message, data);
  }

  warning(message: string, data: IssueData = {}): void {
    this.#issue('warning', message, data);
  }

  /** Lets a result count: it may only get worse. */
  merge(result: Result): void {
    if (this.#closed) return;
    this.#result = mergeResults(this.#result, result);
  }

  /** Sets the result, whatever it was. */
  assign(result: Result): void {
    this.#result = result;
  }

  /** Starts a repetition of the step: the result of the attempt before no longer counts. */
  startOver(): void {
    this.#result = undefined;
  }

  /** The step has nothing more to say. */
  finish(): void {
    this.#done.resolve();
  }

  close(): void {
    this.#closed = true;
  }

  #issue(type: 'error' | 'warning', message: string, data: IssueData): void {
    if (this.#closed) return;
    this.write(`##[${type}]${message}`);
    // Hidden here already: the record keeps only the beginning of a long message, which could be a cut through a secret.
    const shown = this.job.masker.mask(message);
    const { category = 'General', ...rest } = data;
    const logFileLineNumber = String(this.log.lineNumber);
    this.entry.issue({ type, category, message: shown, data: { ...rest, logFileLineNumber } });
  }
}
