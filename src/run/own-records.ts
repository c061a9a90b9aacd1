import type { TimelineId } from '../base/id.ts';
import type { TimelineRecord } from './timeline.ts';

/** Where a change says that a record stands; absent: where it stood. */
export type PlacedRecord = { readonly id: string; readonly parentId?: string | null };

/**
 * What of a run's timeline belongs to one job: its record, and all that stands below it. What is not in the timeline belongs to nobody yet.
 */
export class OwnRecords {
  readonly #records: readonly TimelineRecord[];
  readonly #parents: ReadonlyMap<string, string | null>;
  readonly #jobId: string;

  constructor(records: readonly TimelineRecord[], jobId: string) {
    this.#records = records;
    this.#parents = new Map(records.map(({ id, parentId }) => [id, parentId]));
    this.#jobId = jobId;
  }

  /** Whether a record is the job's, or nobody's. */
  isFree(id: string): boolean {
    return !this.#parents.has(id.toLowerCase()) || this.#isBelow(this.#parents, id);
  }

  /** Whether the job may make these changes: to records of its own, and to new ones that it puts below its own. */
  mayChange(changes: readonly PlacedRecord[]): boolean {
    const added = changes.flatMap(({ id, parentId = null }) =>
      this.#parents.has(id.toLowerCase()) ? [] : [[id.toLowerCase(), parentId] as const],
    );
    const parents = new Map([...added, ...this.#parents]);
    return changes.every(
      ({ id, parentId }) => this.#isBelow(parents, id) && (!parentId || this.#holds(parents, id, parentId)),
    );
  }

  /** Whether a timeline is neither that of an earlier attempt nor has the details of another job's step. */
  isFreeTimeline(id: TimelineId): boolean {
    return this.#records.every(
      record =>
        !record.previousAttempts.some(({ timelineId }) => timelineId === id) &&
        (record.detailsId !== id || this.#isBelow(this.#parents, record.id)),
    );
  }

  /** Whether no record of another job has a log. */
  isFreeLog(logId: number): boolean {
    return this.#records.every(record => record.logId !== logId || this.#isBelow(this.#parents, record.id));
  }

  // The record of the job itself stays where it is.
  #holds(parents: ReadonlyMap<string, string | null>, id: string, parentId: string): boolean {
    return id.toLowerCase() === this.#jobId ? parentId === parents.get(this.#jobId) : this.#isBelow(parents, parentId);
  }

  #isBelow(parents: ReadonlyMap<string, string | null>, id: string): boolean {
    const passed = new Set<string>();
    for (let at: string | null | undefined = id.toLowerCase(); at; at = parents.get(at)?.toLowerCase()) {
      if (at === this.#jobId) return true;
      // Records that were put in a ring stand below nothing.
      if (passed.has(at)) return false;
      passed.add(at);
    }
    return false;
  }
}
