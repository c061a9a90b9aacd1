import type { RecordId } from '../../base/id.ts';
import type { RunEvent, RunKey } from '../events.ts';
import type { LogStore } from '../logs.ts';
import type { RunRow, RunStore } from '../ports/run-store.ts';
import type { TimelineRecord } from '../timeline.ts';
import { TimelineView } from '../timeline-view.ts';

/** A log as it stands. */
export type FollowedLog = {
  readonly id: number;
  readonly recordId: RecordId;
  /** It is a step's. A job's repeats those of its steps. */
  readonly isShown: boolean;
  readonly lineCount: number;
  /** Its job is over, and with it the log. */
  readonly isClosed: boolean;
};

/** A run as it stands, and what of it is new since the last look. */
export type RunLook = {
  readonly row: RunRow;
  readonly changed: readonly TimelineRecord[];
  /** By id, ascending. A log that no record names yet is not among them. */
  readonly logs: readonly FollowedLog[];
};

/** Reads a run again and again, of its events only the new ones. */
export class FollowedRun {
  readonly #key: RunKey;
  readonly #runs: RunStore;
  readonly #logs: LogStore;
  readonly #timeline = new TimelineView();
  readonly #records = new Map<RecordId, TimelineRecord>();
  readonly #recordOfLog = new Map<number, RecordId>();
  #version = 0;

  constructor(key: RunKey, runs: RunStore, logs: LogStore) {
    this.#key = key;
    this.#runs = runs;
    this.#logs = logs;
  }

  /** The row is read first and the logs last: what a completed run has logged is there, and so are the events that completed it. */
  async look(): Promise<RunLook | undefined> {
    const row = await this.#runs.row(this.#key);
    if (row === undefined || row.notes.isDeleted) return undefined;
    const events = await this.#runs.read(this.#key, this.#version);
    this.#version += events.length;
    for (const event of events) this.#apply(event);
    const changed = events.length === 0 ? [] : this.#changed();
    const logs: FollowedLog[] = [];
    for (const { id, lineCount } of await this.#logs.list(this.#key)) {
      const recordId = this.#recordOfLog.get(id);
      const record = recordId && this.#records.get(recordId);
      if (record === undefined) continue;
      const isShown = record.type === 'Task';
      logs.push({ id, recordId: record.id, isShown, lineCount, isClosed: this.#isOver(record) });
    }
    return { row, changed, logs };
  }

  get records(): readonly TimelineRecord[] {
    return this.#timeline.records;
  }

  #apply(event: RunEvent): void {
    this.#timeline.apply(event);
    if (event.type !== 'recordsChanged') return;
    for (const { id, logId } of event.records) if (typeof logId === 'number') this.#recordOfLog.set(logId, id);
  }

  /** A record is made anew with every change of it. */
  #changed(): TimelineRecord[] {
    const changed = this.#timeline.records.filter(record => this.#records.get(record.id) !== record);
    for (const record of changed) this.#records.set(record.id, record);
    return changed;
  }

  // An agent that was taken for lost may still send lines.
  #isOver(record: TimelineRecord): boolean {
    const { type, parentId } = record;
    const job = type === 'Job' ? record : parentId === null ? undefined : this.#records.get(parentId);
    return job?.state === 'completed' && job.result !== 'abandoned';
  }
}
