import type { Instant } from '../../base/clock.ts';
import type { ApprovalAnswer, Approver, CheckRule } from '../checks.ts';
import type { Identity } from '../events.ts';

type ApprovalRule = Extract<CheckRule, { readonly kind: 'approval' }>;

/** Whether the answers so far decide an approval. */
export function verdictOf(rule: ApprovalRule, answers: readonly ApprovalAnswer[]): 'approved' | 'rejected' | undefined {
  if (answers.some(answer => !answer.isApproved)) return 'rejected';
  return answers.length >= requiredOf(rule) ? 'approved' : undefined;
}

/** How many must approve. */
export function requiredOf({ minRequired, approvers }: ApprovalRule): number {
  return minRequired <= 0 ? approvers.length : Math.min(minRequired, approvers.length);
}

/** Those whose turn it is: all who have not answered, or only the next of them. */
export function askedOf(rule: ApprovalRule, answers: readonly ApprovalAnswer[]): readonly Approver[] {
  const open = rule.approvers.filter(({ id }) => !answers.some(({ approver }) => approver === id));
  return rule.isInOrder ? open.slice(0, 1) : open;
}

/** The approver in whose place somebody may answer now; `undefined` for who may not. */
export function approverFor(
  rule: ApprovalRule,
  answers: readonly ApprovalAnswer[],
  by: Identity,
  requestedFor: Identity,
): Approver | undefined {
  if (blockedFrom(rule, requestedFor).some(each => isOf(each, by))) return undefined;
  return askedOf(rule, answers).find(approver => isOf(approver, by));
}

/** Whose word does not count: those who are named, and who asked for the run where that one may not approve it. */
export function blockedFrom(
  { blocked = [], mayApproveOwn }: ApprovalRule,
  requestedFor: Identity,
): readonly Approver[] {
  return mayApproveOwn ? blocked : [...blocked, requestedFor];
}

/** Whether somebody is an approver: by id, or by either name, because checks may know only a name. */
export function isOf({ id, uniqueName, displayName }: Approver, by: Identity): boolean {
  const names = [by.id, by.uniqueName, by.displayName].map(name => name.toLowerCase());
  return [id, uniqueName ?? id, displayName].some(name => names.includes(name.toLowerCase()));
}

/** Whether an approval that is decided counts yet. */
export function countsAt(postponedUntil: Instant | undefined, at: Instant): boolean {
  return postponedUntil === undefined || at >= postponedUntil;
}
