import type { RecordId } from '../base/id.ts';
import type { RunRow } from './ports/run-store.ts';
import type { TimelineRecord } from './timeline.ts';

/** Whole lines of a step's log, as they are stored. */
export type LiveLines = {
  readonly logId: number;
  /** The record of the step. */
  readonly recordId: RecordId;
  /** From 1. */
  readonly startLine: number;
  readonly lines: readonly string[];
};

/** What is told to those who follow a run. `cursor` is their place once they have it. */
export type LiveEvent =
  /** How the run stands. */
  | { readonly type: 'state'; readonly run: RunRow }
  /** Records that are new or have changed, whole. */
  | { readonly type: 'records'; readonly records: readonly TimelineRecord[] }
  | ({ readonly type: 'lines'; readonly cursor: string } & LiveLines)
  /** The run is over, and nothing more is coming. */
  | { readonly type: 'end'; readonly cursor: string; readonly run: RunRow };

/** Makes the bytes of an event, once for all who follow. */
export type EncodeLive = (event: LiveEvent) => Uint8Array;

/** Somebody who follows a run. */
export interface Follower {
  /** Takes bytes, which nobody changes any more. False once it is behind: it is given more when it has `drained`. */
  take(bytes: Uint8Array): boolean;
  /** Resolves when it has passed on all that it took, and when it is gone. */
  drained(): Promise<void>;
  /** Nothing more is coming. */
  end(): void;
  readonly isGone: boolean;
}
