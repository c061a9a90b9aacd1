import { guidFromName, type RecordId } from '../../base/id.ts';
import type { Command } from '../commands.ts';
import type { RunEvent } from '../events.ts';
import type { Run, StageState } from '../state.ts';
import { approverFor, isOf } from './approval.ts';
import type { CheckState, Gate } from './gate.ts';

const minuteMs = 60_000;

type CommandOf<Type extends Command['type']> = Extract<Command, { readonly type: Type }>;

/** A check that waits, with where it stands. */
export type WaitingCheck = {
  readonly stage: StageState;
  readonly check: Extract<CheckState, { readonly state: 'inProgress' }>;
};

/** Stages that are ready, and of which nobody knows yet which checks they have. */
export function readyStages(run: Run): readonly StageState[] {
  return [...run.stages.values()].filter(stage => stage.gate?.state === 'ready' && stage.state === 'pending');
}

/** The checks of a run that wait. */
export function waitingChecks(run: Run): readonly WaitingCheck[] {
  return [...run.stages.values()].flatMap(stage =>
    (stage.state === 'pending' ? (stage.gate?.checks ?? []) : []).flatMap(check =>
      check.state === 'inProgress' ? [{ stage, check }] : [],
    ),
  );
}

/** The checks that a stage has to pass are known. */
export function openGate(run: Run, { stage: name, checks, at }: CommandOf<'openGate'>): readonly RunEvent[] {
  const stage = run.stages.get(name);
  if (stage?.gate?.state !== 'ready' || stage.state !== 'pending') return [];
  const { attempt } = stage;
  const named = checks.map(check => ({ id: checkId(run, name, attempt, check.id), check }));
  return [{ type: 'gateOpened', at, stage: name, attempt, checks: named }];
}

/** Somebody's word in an approval. */
export function answerApproval(run: Run, command: CommandOf<'answerApproval'>): readonly RunEvent[] {
  const found = waitingChecks(run).find(({ check }) => check.id === command.approvalId);
  const rule = found?.check.check;
  if (found === undefined || rule?.kind !== 'approval') return [];
  const { by, isApproved, comment, at, postponedUntil } = command;
  const approver = approverFor(rule, found.check.answers, by, run.queued.requestedFor);
  if (approver === undefined) return [];
  const place = { at, stage: found.stage.plan.name, attempt: found.stage.attempt, check: found.check.id };
  const answer = { approver: approver.id, by, isApproved, comment, at };
  const postponed: readonly RunEvent[] =
    postponedUntil === undefined || !isApproved ? [] : [{ type: 'approvalPostponed', ...place, until: postponedUntil }];
  return [{ type: 'approvalAnswered', ...place, answer }, ...postponed];
}

/** Somebody else is asked in an approver's place, unless that one has answered already, or the other is asked too. */
export function reassignApproval(run: Run, command: CommandOf<'reassignApproval'>): readonly RunEvent[] {
  const found = waitingChecks(run).find(({ check }) => check.id === command.approvalId);
  const rule = found?.check.check;
  if (found === undefined || rule?.kind !== 'approval') return [];
  const { by, to, comment, at, isAdministrator } = command;
  const open = rule.approvers.filter(({ id }) => !found.check.answers.some(({ approver }) => approver === id));
  const approver = open.find(each => (command.from === undefined ? isOf(each, by) : each.id === command.from));
  if (approver === undefined || !(isAdministrator || isOf(approver, by))) return [];
  if (rule.approvers.some(({ id }) => id.toLowerCase() === to.id.toLowerCase())) return [];
  const place = { at, stage: found.stage.plan.name, attempt: found.stage.attempt, check: found.check.id };
  return [{ type: 'approvalReassigned', ...place, approver: approver.id, to, comment, by }];
}

/** A stage got the lock that it waits for, or will never get it. */
export function settleLock(run: Run, { checkId: id, isHeld, at }: CommandOf<'settleLock'>): readonly RunEvent[] {
  const found = waitingChecks(run).find(({ check }) => check.id === id && check.check.kind === 'exclusiveLock');
  if (found === undefined) return [];
  const { plan, attempt } = found.stage;
  const outcome = isHeld ? 'approved' : 'canceled';
  return [{ type: 'checkCompleted', at, stage: plan.name, attempt, check: found.check.id, outcome }];
}

/** What a check called has answered: it has passed, waits for a word, is asked again later, or has failed. */
export function settleCheck(run: Run, command: CommandOf<'settleCheck'>): readonly RunEvent[] {
  const { checkId: id, answer, message, at } = command;
  const found = waitingChecks(run).find(({ check }) => check.id === id);
  const rule = found?.check.check;
  if (found === undefined || rule?.kind !== 'call' || found.check.retryAt !== undefined) return [];
  const place = { at, stage: found.stage.plan.name, attempt: found.stage.attempt, check: found.check.id };
  if (answer === 'waiting') return found.check.isCalled ? [] : [{ type: 'checkCalled', ...place }];
  if (answer === 'approved') return [{ type: 'checkCompleted', ...place, outcome: 'approved' }];
  const retryAt = at + rule.retryMinutes * minuteMs;
  const isLast = rule.retryMinutes === 0 || retryAt >= found.check.since + rule.timeoutMinutes * minuteMs;
  const why = message ?? 'The check was answered with no.';
  if (isLast) return [{ type: 'checkCompleted', ...place, outcome: 'rejected', message: why }];
  return [{ type: 'checkRetried', ...place, retryAt, message: why }];
}

/** Locks that a stage holds, or waits for. */
export function lockChecks(gate: Gate | undefined): readonly CheckState[] {
  return (gate?.checks ?? []).filter(({ check, state }) => check.kind === 'exclusiveLock' && state !== 'pending');
}

function checkId(run: Run, stage: string, attempt: number, check: string): RecordId {
  return guidFromName(run.queued.planId, `${stage}/${attempt}/check/${check}`) as RecordId;
}
