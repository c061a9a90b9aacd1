import { issueMessageChars, recordIssues } from '../../base/limits.ts';
import { newGuid } from '../../base/new-guid.ts';
import type { Result } from '../../base/result.ts';
import type { WireIssue, WireTimelineRecord, WireVariable } from '../../wire/agent-protocol.ts';

/** What a record is when it is made. */
export type NewEntry = Pick<WireTimelineRecord, 'parentId' | 'type' | 'name' | 'order' | 'task'>;

/** Takes the changes of records; texts that may hold secrets are masked before they get here. */
export type RecordSink = { put(change: WireTimelineRecord): void };

/** One timeline record as the agent keeps it: every change goes to the sink as a partial record. */
export class TimelineEntry {
  readonly id: string;
  readonly refName: string;
  readonly #sink: RecordSink;
  readonly #issues: WireIssue[] = [];
  readonly #variables: Record<string, WireVariable> = {};
  #errorCount = 0;
  #warningCount = 0;
  #percent = 0;
  #details: string | undefined;

  constructor(id: string, refName: string, sink: RecordSink) {
    this.id = id;
    this.refName = refName;
    this.#sink = sink;
  }

  /** Announces a record that waits for its turn. */
  announce(entry: NewEntry, workerName: string): void {
    this.#put({ ...entry, refName: this.refName, state: 'pending', percentComplete: 0, workerName });
  }

  rename(name: string): void {
    this.#put({ name });
  }

  start(): void {
    this.#put({ state: 'inProgress', startTime: now() });
  }

  complete(result: Result, resultCode?: string): void {
    const code = resultCode === undefined ? {} : { resultCode };
    this.#put({ state: 'completed', result, finishTime: now(), percentComplete: 100, ...code });
  }

  /** Keeps the first issues of each type, and counts all. */
  issue(issue: WireIssue): void {
    if (issue.type === 'error') this.#errorCount += 1;
    else this.#warningCount += 1;
    const count = issue.type === 'error' ? this.#errorCount : this.#warningCount;
    if (count <= recordIssues) this.#issues.push({ ...issue, message: shorten(issue.message) });
    this.#put({ issues: [...this.#issues], errorCount: this.#errorCount, warningCount: this.#warningCount });
  }

  get errorCount(): number {
    return this.#errorCount;
  }

  /** Progress in percent; it never decreases. */
  progress(percent: number, currentOperation: string): void {
    this.#percent = Math.max(this.#percent, Math.min(100, Math.max(0, Math.trunc(percent))));
    this.#put({ percentComplete: this.#percent, currentOperation });
  }

  /** Publishes an output variable. */
  output(name: string, variable: WireVariable): void {
    this.#variables[name] = variable;
    this.#put({ variables: { ...this.#variables } });
  }

  get outputs(): Readonly<Record<string, WireVariable>> {
    return this.#variables;
  }

  /** The timeline of the record's parts; made with the first of them. */
  get details(): string {
    if (this.#details === undefined) {
      this.#details = newGuid();
      this.#put({ details: { id: this.#details } });
    }
    return this.#details;
  }

  log(id: number): void {
    this.#put({ log: { id } });
  }

  #put(change: Omit<WireTimelineRecord, 'id'>): void {
    this.#sink.put({ id: this.id, ...change });
  }
}

function shorten(message: string): string {
  return message.length <= issueMessageChars ? message : `${message.slice(0, issueMessageChars)}...`;
}

/** The time as records carry it: ISO text with seven digits of a second. */
function now(): string {
  return `${new Date().toISOString().slice(0, -1)}0000Z`;
}
