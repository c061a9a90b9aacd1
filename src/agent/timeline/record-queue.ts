import type { WireTimelineRecord } from '../../wire/agent-protocol.ts';

/** Records of one call at most. */
const recordsPerCall = 100;

/**
 * Collects changes of timeline records and sends them merged: one partial record for each that changed since the last call. Changes of
 * a call that failed are kept and sent with the next ones.
 */
export class RecordQueue {
  readonly #send: (records: readonly WireTimelineRecord[]) => Promise<void>;
  #changed = new Map<string, WireTimelineRecord>();

  constructor(send: (records: readonly WireTimelineRecord[]) => Promise<void>) {
    this.#send = send;
  }

  put(change: WireTimelineRecord): void {
    this.#changed.set(change.id, { ...this.#changed.get(change.id), ...change });
  }

  /** Sends what has changed. Throws what the server answered when it failed; nothing is lost then. */
  async flush(): Promise<void> {
    while (this.#changed.size > 0) {
      const records = [...this.#changed.values()].slice(0, recordsPerCall);
      for (const { id } of records) this.#changed.delete(id);
      try {
        await this.#send(records);
      } catch (failure) {
        this.#takeBack(records);
        throw failure;
      }
    }
  }

  /** Whether changes wait that carry output variables, which must not be lost. */
  get holdsVariables(): boolean {
    return [...this.#changed.values()].some(record => Object.keys(record.variables ?? {}).length > 0);
  }

  #takeBack(records: readonly WireTimelineRecord[]): void {
    const newer = this.#changed;
    this.#changed = new Map(records.map(record => [record.id, record]));
    for (const record of newer.values()) this.put(record);
  }
}
