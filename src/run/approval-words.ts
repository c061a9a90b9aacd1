import type { Instant } from '../base/clock.ts';
import type { Command } from './commands.ts';
import type { Identity } from './events.ts';

/** Somebody's word in an approval; one that approves may say from when it counts. */
export type ApprovalWord = {
  readonly approvalId: string;
  readonly isApproved: boolean;
  readonly comment: string;
  readonly postponedUntil?: Instant;
  readonly by: Identity;
};

/** Whom else an approval is asked of; `from` is the id of the approver, absent for who hands it on. */
export type Reassignment = Omit<Extract<Command, { readonly type: 'reassignApproval' }>, 'type' | 'at'>;
