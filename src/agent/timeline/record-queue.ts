import { AgentServerError, type WireTimelineRecord } from '../../wire/agent-protocol.ts';

/** Records of one call at most. */
const recordsPerCall = 100;

/** A change of a record of the job, or of one of the parts of a step, which stand in a timeline of their own. */
export type RecordChange = WireTimelineRecord & { readonly detailsOf?: string };

type Send = (records: readonly RecordChange[]) => Promise<void>;

/**
 * Collects changes of timeline records and sends them merged: one partial record for each that changed since the last call, one call at a
 * time. Changes of a call that failed are kept and sent with the next ones, so that an older one never overwrites a newer. A record that the
 * server refuses as such is given up, lest it hold up all others.
 */
export class RecordQueue {
  readonly #send: Send;
  #changed = new Map<string, RecordChange>();
  #flushing: Promise<void> | undefined;

  constructor(send: Send) {
    this.#send = send;
  }

  put(change: RecordChange): void {
    this.#changed.set(change.id, { ...this.#changed.get(change.id), ...change });
  }

  /** Sends what has changed, unless that is being done already. */
  pulse(): void {
    if (this.#flushing === undefined) void this.flush().catch(() => undefined);
  }

  /** Sends all that has changed until now. Throws when the server could not be reached; nothing is lost then. */
  async flush(): Promise<void> {
    while (this.#flushing !== undefined) await this.#flushing.catch(() => undefined);
    this.#flushing = this.#sendAll();
    try {
      await this.#flushing;
    } finally {
      this.#flushing = undefined;
    }
  }

  /** Lets `send` take along what has changed until now, once nothing is being sent. What it could not send is kept. */
  async handOver(send: Send): Promise<void> {
    while (this.#flushing !== undefined || this.#changed.size > recordsPerCall) await this.flush();
    const records = this.#take();
    try {
      await send(records);
    } catch (failure) {
      this.#takeBack(records);
      throw failure;
    }
  }

  #take(): readonly WireTimelineRecord[] {
    const records = [...this.#changed.values()].slice(0, recordsPerCall);
    for (const { id } of records) this.#changed.delete(id);
    return records;
  }

  async #sendAll(): Promise<void> {
    while (this.#changed.size > 0) {
      const records = this.#take();
      try {
        await this.#send(records);
      } catch (failure) {
        if (!isRefused(failure)) {
          this.#takeBack(records);
          throw failure;
        }
        if (records.length > 1) await this.#sendOneByOne(records);
      }
    }
  }

  async #sendOneByOne(records: readonly RecordChange[]): Promise<void> {
    for (const record of records) {
      await this.#send([record]).catch(failure => {
        if (!isRefused(failure)) this.#takeBack([record]);
      });
    }
  }

  #takeBack(records: readonly RecordChange[]): void {
    const newer = this.#changed;
    this.#changed = new Map(records.map(record => [record.id, record]));
    for (const record of newer.values()) this.put(record);
  }
}

/** The server has read the records and will not take them, today or later. */
function isRefused(failure: unknown): boolean {
  return failure instanceof AgentServerError && [400, 413, 422].includes(failure.status);
}
