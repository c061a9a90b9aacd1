import type { Instant } from '../base/clock.ts';
import type { Command } from './commands.ts';
import { decide } from './decide.ts';
import type { Identity, RunKey } from './events.ts';
import { fold } from './evolve.ts';
import type { Run } from './state.ts';

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

/** What somebody does with an approval of a run. */
export type ApprovalChange = { readonly run: RunKey } & (
  | { readonly answer: ApprovalWord }
  | { readonly reassign: Reassignment }
);

/** An approval and a manual validation are answered alike: a run has one of the two under an id. */
export function approvalCommands(change: ApprovalChange, at: Instant): readonly Command[] {
  if ('reassign' in change) return [{ type: 'reassignApproval', at, ...change.reassign }];
  const { approvalId: recordId, isApproved: approved, comment, by } = change.answer;
  return [
    { type: 'answerApproval', at, ...change.answer },
    { type: 'answerValidation', at, recordId, approved, comment, by },
  ];
}

/** The index of the first change that is not allowed once those before it are made; `undefined` where all of them are. Changes nothing. */
export async function firstRefused(
  changes: readonly ApprovalChange[],
  at: Instant,
  stateOf: (key: RunKey) => Promise<Run | undefined>,
): Promise<number | undefined> {
  const runs = new Map<number, Run>();
  for (const [index, change] of changes.entries()) {
    const run = runs.get(change.run.runId) ?? (await stateOf(change.run));
    if (run === undefined) return index;
    const events = approvalCommands(change, at).flatMap(command => decide(run, command));
    if (events.length === 0) return index;
    runs.set(change.run.runId, fold(events, run));
  }
  return undefined;
}
