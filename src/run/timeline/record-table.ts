import type { Instant } from '../../base/clock.ts';
import type { RecordId } from '../../base/id.ts';
import type { Result } from '../../base/result.ts';
import type { RecordChange, TimelineRecord } from '../timeline.ts';

/** The records of a timeline, in order of appearance, and those of earlier attempts and of details, which are set aside. */
export class RecordTable {
  readonly #records = new Map<RecordId, TimelineRecord>();
  /** What changes are numbered with. */
  #changeId = 0;
  readonly #setAside = new Map<string, TimelineRecord[]>();

  /** What follows is one change, with a number of its own. */
  nextChange(): void {
    this.#changeId += 1;
  }

  get all(): readonly TimelineRecord[] {
    return [...this.#records.values()];
  }

  get(id: RecordId): TimelineRecord | undefined {
    return this.#records.get(id);
  }

  /** The records of earlier attempts that were set aside under a timeline's id. */
  setAside(timelineId: string): readonly TimelineRecord[] {
    return this.#setAside.get(timelineId) ?? [];
  }

  add(record: Partial<TimelineRecord> & { readonly id: RecordId }): void {
    this.#records.set(record.id, { ...empty(record.id), ...record, changeId: this.#changeId });
  }

  /** Puts a record in another's place in the order. */
  replace(id: RecordId, record: TimelineRecord): void {
    const changed = { ...record, changeId: this.#changeId };
    const all = [...this.#records].map(([key, known]) => (key === id ? changed : known));
    this.#records.clear();
    for (const each of all) this.#records.set(each.id, each);
  }

  /** Changes a record, or makes it: members that are absent or null stay as they are. */
  change(id: RecordId, change: Omit<RecordChange, 'id'>): void {
    this.#records.set(id, this.#changed(this.#records.get(id), id, change));
  }

  /** Like `change`, in a timeline of its own. */
  changeAside(timelineId: string, id: RecordId, change: Omit<RecordChange, 'id'>): void {
    const records = this.#setAside.get(timelineId) ?? [];
    const place = records.findIndex(record => record.id === id);
    records.splice(place === -1 ? records.length : place, 1, this.#changed(records[place], id, change));
    this.#setAside.set(timelineId, records);
  }

  #changed(before: TimelineRecord | undefined, id: RecordId, change: Omit<RecordChange, 'id'>): TimelineRecord {
    const given = Object.entries(change).filter(([, value]) => value !== undefined && value !== null);
    return { ...(before ?? empty(id)), ...Object.fromEntries(given), changeId: this.#changeId };
  }

  start(id: RecordId, at: Instant): void {
    if (this.#records.get(id)?.state === 'pending') this.change(id, { state: 'inProgress', startTime: iso(at) });
  }

  finish(id: RecordId, result: Result, at: Instant): void {
    this.change(id, { state: 'completed', result, finishTime: this.#records.get(id)?.finishTime ?? iso(at) });
  }

  /** Adds an error to a record. */
  blame(id: RecordId, reason: string): void {
    const { issues = [], errorCount = 0 } = this.#records.get(id) ?? {};
    const issue = { type: 'error', category: 'General', message: reason, data: {} } as const;
    this.change(id, { issues: [...issues, issue], errorCount: errorCount + 1 });
  }

  /** Ends what is open below a record: the steps that a lost or canceled agent left would stay in progress for ever. */
  closeBelow(parent: RecordId, result: Result, at: Instant): void {
    for (const record of this.childrenOf(parent)) {
      if (record.state !== 'completed') this.finish(record.id, record.state === 'inProgress' ? result : 'skipped', at);
    }
  }

  childrenOf(parent: RecordId): readonly TimelineRecord[] {
    return this.all.filter(record => record.parentId === parent);
  }

  /** Sets a record of an earlier attempt aside, with what stands below it. */
  retire(id: RecordId, timelineId: string): void {
    const record = this.#records.get(id);
    if (record === undefined) return;
    for (const child of this.childrenOf(id)) this.retire(child.id, timelineId);
    this.copyAside(record, timelineId);
    this.#records.delete(id);
  }

  /** Takes a record away, with what stands below it. */
  remove(id: RecordId): void {
    for (const child of this.childrenOf(id)) this.remove(child.id);
    this.#records.delete(id);
  }

  /** Keeps a record as it is now under a timeline's id. */
  copyAside(record: TimelineRecord, timelineId: string): void {
    const records = this.#setAside.get(timelineId) ?? [];
    this.#setAside.set(timelineId, [record, ...records]);
  }
}

export function iso(at: Instant): string {
  return new Date(at).toISOString();
}

function empty(id: RecordId): TimelineRecord {
  return {
    id,
    parentId: null,
    type: 'Task',
    name: '',
    refName: null,
    identifier: null,
    order: null,
    attempt: 1,
    previousAttempts: [],
    state: 'pending',
    result: null,
    resultCode: null,
    startTime: null,
    finishTime: null,
    percentComplete: null,
    currentOperation: null,
    workerName: null,
    pool: null,
    logId: null,
    detailsId: null,
    task: null,
    issues: [],
    errorCount: 0,
    warningCount: 0,
    changeId: 0,
    variables: {},
  };
}
