import type { Instant } from '../base/clock.ts';
import type { JobId } from '../base/id.ts';
import type { Result, RunResult } from '../base/result.ts';
import type { PlanJob, PlanStage } from '../plan/model.ts';
import type { CancelReason, JobVariable, Outputs, QueuedRun, RunNotes } from './events.ts';

/*
 * A stage:  pending ─▶ inProgress ─▶ completed      A stage whose condition is false goes from pending to completed (skipped).
 *
 * A job:    pending ─▶ queued ─▶ assigned ─▶ inProgress ─▶ completed
 *              │          ▲─────────┘ the agent was lost before it began
 *              └─ condition false ─▶ completed (skipped)      Every state may go to completed: canceled, abandoned.
 *
 * A run:    inProgress ─▶ completed, or inProgress ─▶ canceling ─▶ completed.
 */

/** An attempt of a job that an agent may have, or have had. */
export type Dispatch = {
  readonly jobId: JobId;
  readonly requestId: number;
  readonly pool: string;
  readonly demands: readonly string[];
  readonly timeoutMinutes: number;
  readonly cancelTimeoutMinutes: number;
  readonly continueOnError: boolean;
  readonly variables: Readonly<Record<string, JobVariable>>;
};

/** Set when a job was told to stop; the agent has until then before the job counts as lost. */
export type JobCancel = { readonly reason: CancelReason; readonly at: Instant };

export type JobState = { readonly plan: PlanJob; readonly attempt: number } & (
  | { readonly state: 'pending' }
  | { readonly state: 'queued'; readonly dispatch: Dispatch }
  | {
      readonly state: 'assigned' | 'inProgress';
      readonly dispatch: Dispatch;
      readonly agent: string;
      readonly since: Instant;
      readonly cancel: JobCancel | undefined;
    }
  | {
      readonly state: 'completed';
      readonly result: Result;
      readonly outputs: Outputs;
      readonly dispatch: Dispatch | undefined;
    }
);

export type StageState = {
  readonly plan: PlanStage;
  readonly attempt: number;
  readonly state: 'pending' | 'inProgress' | 'completed';
  /** There when `state` is `completed`. */
  readonly result: Result | undefined;
  /** By job name, in file order. */
  readonly jobs: ReadonlyMap<string, JobState>;
};

/** A run as its events so far make it. */
export type Run = {
  readonly queued: QueuedRun;
  /** The run number: as queued, or as it was changed since. */
  readonly name: string;
  readonly notes: RunNotes;
  readonly createdAt: Instant;
  /** When its first job began. */
  readonly startedAt: Instant | undefined;
  readonly state: 'inProgress' | 'canceling' | 'completed';
  readonly result: RunResult | undefined;
  readonly finishedAt: Instant | undefined;
  /** By stage name, in file order. */
  readonly stages: ReadonlyMap<string, StageState>;
};

/** The job that a reference names, or `undefined` where it names an attempt that is not the newest. */
export function jobAt(run: Run, ref: { stage: string; job: string; attempt: number }): JobState | undefined {
  const job = run.stages.get(ref.stage)?.jobs.get(ref.job);
  return job?.attempt === ref.attempt ? job : undefined;
}
