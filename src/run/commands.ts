import type { Instant } from '../base/clock.ts';
import type { TimelineId } from '../base/id.ts';
import type { Result } from '../base/result.ts';
import type { Approver, Check } from './checks.ts';
import type { Annotation, Identity, JobRef, Outputs } from './events.ts';
import type { RecordChange } from './timeline.ts';

/** What people, agents and the clock ask of a run. Late and repeated commands are no errors: they decide to nothing. */
export type Command =
  | { readonly type: 'begin'; readonly at: Instant }
  /** The pipeline is paused no more: a run that was held begins. */
  | { readonly type: 'release'; readonly at: Instant }
  | { readonly type: 'assignJob'; readonly at: Instant; readonly ref: JobRef; readonly agent: string }
  | { readonly type: 'startJob'; readonly at: Instant; readonly ref: JobRef }
  | {
      readonly type: 'changeRecords';
      readonly at: Instant;
      readonly records: readonly RecordChange[];
      /** The timeline that one of the run's records has for itself. Default: the run's. */
      readonly details?: TimelineId;
    }
  | {
      readonly type: 'finishJob';
      readonly at: Instant;
      readonly ref: JobRef;
      readonly result: Result;
      readonly outputs: Outputs;
    }
  /** No agent may have a job that waits for one. */
  | { readonly type: 'refuseJob'; readonly at: Instant; readonly ref: JobRef; readonly reason: string }
  /** The agent that has the job is gone. */
  | { readonly type: 'loseAgent'; readonly at: Instant; readonly ref: JobRef; readonly reason: string }
  /** Notes something on the run; the one command that a completed run takes. */
  | ({ readonly type: 'annotate'; readonly at: Instant } & Annotation)
  /** Deletes the run: nothing where it is not over, or is kept. A deleted run takes no commands. */
  | { readonly type: 'delete'; readonly at: Instant }
  | { readonly type: 'cancel'; readonly at: Instant; readonly by: Identity }
  /** Starts a stage that is triggered by hand, also in a run that is over and was not canceled. */
  | { readonly type: 'startStage'; readonly at: Instant; readonly stage: string; readonly by: Identity }
  | { readonly type: 'cancelStage'; readonly at: Instant; readonly stage: string; readonly by: Identity }
  | {
      readonly type: 'retryStage';
      readonly at: Instant;
      readonly stage: string;
      readonly forceAllJobs: boolean;
      readonly by: Identity;
    }
  /** The checks that a ready stage has to pass. */
  | { readonly type: 'openGate'; readonly at: Instant; readonly stage: string; readonly checks: readonly Check[] }
  /** Somebody's word in an approval, by its id; one that approves may say from when it counts. */
  | {
      readonly type: 'answerApproval';
      readonly at: Instant;
      readonly approvalId: string;
      readonly isApproved: boolean;
      readonly comment: string;
      readonly postponedUntil?: Instant;
      readonly by: Identity;
    }
  /** Somebody hands an approval on to somebody else: one that was his to give, or with `isAdministrator` anyone's. */
  | {
      readonly type: 'reassignApproval';
      readonly at: Instant;
      readonly approvalId: string;
      /** The id of who was asked; absent for the one who hands it on. */
      readonly from?: string;
      readonly to: Omit<Approver, 'handedOn'>;
      readonly comment: string;
      readonly isAdministrator: boolean;
      readonly by: Identity;
    }
  /** A stage got the lock that it waits for, or will never get it. */
  | { readonly type: 'settleLock'; readonly at: Instant; readonly checkId: string; readonly isHeld: boolean }
  /** What a check called has answered; `waiting` is for one that says later how it ended. */
  | {
      readonly type: 'settleCheck';
      readonly at: Instant;
      readonly checkId: string;
      readonly answer: 'approved' | 'rejected' | 'waiting';
      readonly message?: string;
    }
  /** Somebody answers a manual validation, by its record. */
  | {
      readonly type: 'answerValidation';
      readonly at: Instant;
      readonly recordId: string;
      readonly approved: boolean;
      readonly comment: string;
      readonly by: Identity;
    }
  /** The call that a step made was answered; whoever was called says later how it ended. */
  | {
      readonly type: 'markServerCall';
      readonly at: Instant;
      readonly recordId: string;
      /** What was done, for the step's log; secrets are hidden. */
      readonly lines?: readonly string[];
    }
  | {
      readonly type: 'finishServerStep';
      readonly at: Instant;
      readonly recordId: string;
      readonly result: Result;
      readonly message?: string;
      /** What was done, for the step's log; secrets are hidden. */
      readonly lines?: readonly string[];
    }
  /** Time has passed: timeouts are looked at. */
  | { readonly type: 'tick'; readonly at: Instant };
