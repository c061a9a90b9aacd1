import type { RecordId, TimelineId } from '../base/id.ts';
import type { Result } from '../base/result.ts';

export type RecordState = 'pending' | 'inProgress' | 'completed';

export type CheckRecordType =
  | 'Checkpoint.Approval'
  | 'Checkpoint.TaskCheck'
  | 'Checkpoint.ExtendsCheck'
  | 'Checkpoint.ExclusiveLock';

export type Issue = {
  readonly type: 'error' | 'warning';
  readonly category: string;
  readonly message: string;
  readonly data: Readonly<Record<string, string>>;
};

/** An earlier attempt of what a record shows: the record stands in a timeline of its own. */
export type PreviousAttempt = {
  readonly attempt: number;
  readonly timelineId: TimelineId;
  readonly recordId: RecordId;
};

/** One line of a run's timeline: what a client sees of a stage, phase, job or step. Times are ISO texts, as the agent sent them. */
export type TimelineRecord = {
  readonly id: RecordId;
  readonly parentId: RecordId | null;
  /** `Stage` <- `Phase` <- `Job` <- `Task`; `Checkpoint` stands below its stage, and the checks below it. */
  readonly type: string;
  readonly name: string;
  readonly refName: string | null;
  readonly identifier: string | null;
  readonly order: number | null;
  readonly attempt: number;
  /** Oldest first; where their records are to be read. */
  readonly previousAttempts: readonly PreviousAttempt[];
  readonly state: RecordState;
  readonly result: Result | null;
  readonly resultCode: string | null;
  readonly startTime: string | null;
  readonly finishTime: string | null;
  readonly percentComplete: number | null;
  readonly currentOperation: string | null;
  readonly workerName: string | null;
  /** Of a job that agents take: the pool it was put before. */
  readonly pool: string | null;
  readonly logId: number | null;
  /** The timeline with the parts that its step tells of (`task.logdetail`). */
  readonly detailsId: TimelineId | null;
  readonly task: { readonly id: string; readonly name: string; readonly version: string } | null;
  readonly issues: readonly Issue[];
  readonly errorCount: number;
  readonly warningCount: number;
  /** How many events the run had when it was last changed. */
  readonly changeId: number;
  /** Output variables; secrets are never among them. */
  readonly variables: Readonly<Record<string, string>>;
};

/** A partial record: absent members stay as they are, as the agent's PATCH means it. */
export type RecordChange = { readonly id: RecordId } & { readonly [K in keyof TimelineRecord]?: TimelineRecord[K] };
