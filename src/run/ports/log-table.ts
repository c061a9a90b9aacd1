import type { Instant } from '../../base/clock.ts';
import type { RunKey } from '../events.ts';

/** A log's facts. */
export type LogRow = {
  /** From 1 within the run. */
  readonly id: number;
  readonly createdAt: Instant;
  readonly changedAt: Instant;
  readonly lineCount: number;
  /** Bytes that were acknowledged; what a blob holds beyond them was cut off by a crash and is overwritten. */
  readonly sizeBytes: number;
};

/** How far a log goes. `bytes` is all of it, where the table is to keep it; otherwise its bytes are in the `BlobStore`. */
export type LogExtent = Pick<LogRow, 'lineCount' | 'sizeBytes'> & { readonly bytes?: Uint8Array };

/** A log with its bytes, where the table keeps them. */
export type Log = LogRow & Pick<LogExtent, 'bytes'>;

/** Which logs a run has, and how far each was acknowledged; and the bytes of small ones. Safe to call concurrently. */
export interface LogTable {
  /** Makes logs with the run's next ids, in this order; all or none. */
  create(run: RunKey, at: Instant, logs: readonly LogExtent[]): Promise<readonly LogRow[]>;
  get(run: RunKey, id: number): Promise<Log | undefined>;
  /** By id, ascending. */
  list(run: RunKey): Promise<readonly LogRow[]>;
  /** Sets what a log is if it still has `fromBytes`; false when it has not, so that two writers can't interleave. */
  grow(run: RunKey, id: number, fromBytes: number, to: LogExtent & { readonly at: Instant }): Promise<boolean>;
  /** Removes all logs of a run. Safe to repeat. */
  removeAll(run: RunKey): Promise<void>;
}
