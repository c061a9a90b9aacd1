import type { Instant } from '../../base/clock.ts';
import type { RecordId } from '../../base/id.ts';
import type { ApprovalAnswer, Check, CheckOutcome } from '../checks.ts';

/*
 * A stage's gate:  ready ─▶ open ─▶ passed (the stage starts), or failed (the stage completes)
 *
 * A check:  pending ─▶ inProgress ─▶ completed      Business hours that end while another check waits go back to inProgress;
 *                                                 a call that says no is begun again.
 */

/** One check of a stage's attempt. */
export type CheckState = {
  /** Also the id of the check's timeline record, and of the approval. */
  readonly id: RecordId;
  readonly check: Check;
  readonly answers: readonly ApprovalAnswer[];
  /** An approval counts only from then on. */
  readonly postponedUntil: Instant | undefined;
} & (
  | { readonly state: 'pending' }
  | {
      readonly state: 'inProgress';
      readonly since: Instant;
      /** When it was last begun: a call is made from then on. */
      readonly triedAt: Instant;
      /** It said no, and is asked again from then on. */
      readonly retryAt?: Instant;
      /** Its call was answered: it waits for what it called. */
      readonly isCalled: boolean;
    }
  | { readonly state: 'completed'; readonly since: Instant; readonly outcome: CheckOutcome; readonly at: Instant }
);

/** What stands between a stage whose time has come and its start. */
export type Gate = {
  /** `ready`: nobody has asked yet which checks there are. */
  readonly state: 'ready' | 'open';
  readonly checks: readonly CheckState[];
};

/** In which turn a check has its time: a turn begins once everything of the turns before has passed. */
export function turnOf({ check }: { readonly check: Check }): number {
  switch (check.kind) {
    case 'branchControl':
    case 'requiredTemplate':
      return 0;
    case 'approval':
      return check.turn === 'preCheck' ? 1 : check.turn === 'postCheck' ? 3 : 2;
    case 'businessHours':
    case 'call':
      return 2;
    case 'exclusiveLock':
      return 4;
  }
}

export function hasPassed(check: CheckState): boolean {
  return check.state === 'completed' && check.outcome === 'approved';
}
