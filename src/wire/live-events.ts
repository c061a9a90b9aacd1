import type { Build, TimelineRecord } from './builds.ts';

/** How a run that is followed stands: the data of `state`, and of `end`, after which nothing comes. */
export type LiveState = Pick<Build, 'id' | 'buildNumber' | 'status' | 'result'>;

/** Records of a run's timeline that are new or have changed, whole: an element of the data of `records`. */
export type LiveRecord = Omit<TimelineRecord, 'log' | 'details'> & {
  readonly log: { readonly id: number } | null;
  /** The timeline of its parts. */
  readonly details: { readonly id: string } | null;
};

/** Lines of a step's log, as they are stored: the data of `lines`. */
export type LiveLines = {
  readonly logId: number;
  readonly recordId: string;
  /** From 1. */
  readonly startLine: number;
  readonly lines: readonly string[];
};
