import type { Instant } from '../base/clock.ts';
import type { JobId } from '../base/id.ts';
import type { Result, RunResult } from '../base/result.ts';
import type { PlanJob, PlanStage } from '../plan/model.ts';
import type {
  CancelReason,
  Expansion,
  JobLeg,
  JobRef,
  JobVariable,
  Outputs,
  QueuedRun,
  RunNotes,
  ValidationWord,
} from './events.ts';
import type { Gate } from './gate/gate.ts';

/*
 * A stage:  pending ─▶ inProgress ─▶ completed      A stage whose condition is false goes from pending to completed (skipped).
 *
 * A job of the plan (group):  pending ─▶ inProgress ─▶ completed      It is over when all of its legs are. Condition false: completed (skipped).
 *
 * A job:    pending ─▶ queued ─▶ assigned ─▶ inProgress ─▶ completed
 *              │          ▲─────────┘ the agent was lost before it began
 *              └─ not to run ─▶ completed (skipped)      Every state may go to completed: canceled, abandoned.
 *
 * A run:    inProgress ─▶ completed, or inProgress ─▶ canceling ─▶ completed. A stage that is retried or started by hand makes
 *           a completed run inProgress again.
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

/** What a step that the orchestrator runs itself did, for its log. */
export type ServerStepLine = { readonly at: Instant; readonly text: string };

/** A step that the orchestrator runs itself. */
export type ServerStepState = { readonly lines: readonly ServerStepLine[] } & (
  | {
      readonly state: 'inProgress';
      readonly since: Instant;
      /** When its newest try began: its call is made from then on. */
      readonly triedAt: Instant;
      /** How often it failed and was to be tried again. */
      readonly retries: number;
      /** It failed, and is tried again from then on. */
      readonly retryAt: Instant | undefined;
      /** Its call was answered: it waits for whoever it called. */
      readonly isCalled: boolean;
    }
  | {
      readonly state: 'completed';
      /** Absent where its condition was false, or could not be evaluated. */
      readonly since: Instant | undefined;
      readonly at: Instant;
      readonly result: Result;
      readonly answer: ValidationWord | undefined;
    }
);

type JobFacts = {
  readonly plan: PlanJob;
  /** There when a strategy made the job. */
  readonly leg: JobLeg | undefined;
  readonly attempt: number;
};

/** One job of a run: what an agent takes. `pending` is a leg that waits for its turn. */
export type JobState = JobFacts &
  (
    | { readonly state: 'pending' }
    | { readonly state: 'queued'; readonly dispatch: Dispatch }
    | {
        readonly state: 'assigned' | 'inProgress';
        readonly dispatch: Dispatch;
        readonly agent: string;
        readonly since: Instant;
        readonly cancel: JobCancel | undefined;
        /** Of a job without an agent: its steps so far; only the last may still run. */
        readonly serverSteps: readonly ServerStepState[];
      }
    | {
        readonly state: 'completed';
        readonly result: Result;
        readonly outputs: Outputs;
        readonly dispatch: Dispatch | undefined;
        /** As above, where it had begun. */
        readonly serverSteps: readonly ServerStepState[];
      }
  );

export type GroupTimes = {
  readonly queuedAt: Instant;
  /** When the first of its jobs began. */
  readonly startedAt: Instant | undefined;
  readonly finishedAt: Instant | undefined;
};

/** A job of the plan in its stage: what others depend on. It runs as one job, or as the legs that its strategy makes of it. */
export type JobGroup = {
  readonly plan: PlanJob;
  readonly attempt: number;
  readonly state: 'pending' | 'inProgress' | 'completed';
  /** There when `state` is `completed`. */
  readonly result: Result | undefined;
  /** There once a strategy has made legs of the job. */
  readonly expansion: Expansion | undefined;
  /** There with `expansion`. */
  readonly times: GroupTimes | undefined;
  /** By name in the run, in order. Empty before the group begins, and where it never does. */
  readonly jobs: ReadonlyMap<string, JobState>;
};

export type StageState = {
  readonly plan: PlanStage;
  readonly attempt: number;
  readonly state: 'pending' | 'inProgress' | 'completed';
  /** There when `state` is `completed`. */
  readonly result: Result | undefined;
  /** There once the stage's time has come, where stages wait for checks. */
  readonly gate: Gate | undefined;
  /** Somebody started it; only asked of stages that are triggered by hand. */
  readonly isTriggered: boolean;
  /** Somebody canceled it alone. */
  readonly isCanceling: boolean;
  /** By name of the plan, in file order. */
  readonly groups: ReadonlyMap<string, JobGroup>;
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
  /** Its pipeline was paused when it was queued: nothing begins until it is released. */
  readonly isHeld: boolean;
  readonly result: RunResult | undefined;
  readonly finishedAt: Instant | undefined;
  /** By stage name, in file order. */
  readonly stages: ReadonlyMap<string, StageState>;
};

/** The job that a reference names, or `undefined` where it names an attempt that is not the newest. */
export function jobAt(run: Run, ref: JobRef): JobState | undefined {
  const job = groupOf(run, ref)?.jobs.get(ref.job);
  return job?.attempt === ref.attempt ? job : undefined;
}

/** The job of the plan that a job of the run belongs to. */
export function groupOf(run: Run, ref: { readonly stage: string; readonly job: string }): JobGroup | undefined {
  return run.stages.get(ref.stage)?.groups.get(groupName(ref.job));
}

/** The name in the plan of a job of the run. */
export function groupName(job: string): string {
  const dot = job.indexOf('.');
  return dot === -1 ? job : job.slice(0, dot);
}

/** The name in the run of a leg. */
export function legName(group: string, leg: string): string {
  return `${group}.${leg}`;
}

/** The jobs of what has begun and is not over: all that an agent may have are among them. */
export function* activeJobs(run: Run): Generator<readonly [JobRef, JobState], undefined> {
  for (const [stage, { state, groups }] of run.stages) {
    if (state !== 'inProgress') continue;
    for (const group of groups.values()) {
      if (group.state !== 'inProgress') continue;
      for (const [name, job] of group.jobs) yield [{ stage, job: name, attempt: job.attempt }, job];
    }
  }
}

/** Every job of a run that has begun or waits for its turn, with what points at it. */
export function* jobsOf(run: Run): Generator<readonly [JobRef, JobState], undefined> {
  for (const [stage, { groups }] of run.stages) {
    for (const { jobs } of groups.values()) {
      for (const [name, job] of jobs) yield [{ stage, job: name, attempt: job.attempt }, job];
    }
  }
}
