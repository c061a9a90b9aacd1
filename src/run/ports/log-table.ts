import type { Instant } from '../../base/clock.ts';
import type { RunKey } from '../events.ts';

/** A log's facts; its bytes are in the `BlobStore`. */
export type LogRow = {
  /** From 1 within the run. */
  readonly id: number;
  readonly createdAt: Instant;
  readonly changedAt: Instant;
  readonly lineCount: number;
  /** Bytes that were acknowledged; what a blob holds beyond them was cut off by a crash and is overwritten. */
  readonly sizeBytes: number;
};

/** Which logs a run has, and how far each was acknowledged. Safe to call concurrently. */
export interface LogTable {
  /** Makes an empty log with the run's next id. */
  create(run: RunKey, at: Instant): Promise<LogRow>;
  get(run: RunKey, id: number): Promise<LogRow | undefined>;
  /** By id, ascending. */
  list(run: RunKey): Promise<readonly LogRow[]>;
  /** Sets size and lines if the log still has `fromBytes`; false when it has not, so that two writers can't interleave. */
  grow(
    run: RunKey,
    id: number,
    fromBytes: number,
    to: { sizeBytes: number; lineCount: number; at: Instant },
  ): Promise<boolean>;
  /** Removes all logs of a run. Safe to repeat. */
  removeAll(run: RunKey): Promise<void>;
}
