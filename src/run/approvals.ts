import type { Instant } from '../base/clock.ts';
import type { RecordId } from '../base/id.ts';
import type { ApprovalAnswer, Approver, Check } from './checks.ts';
import type { RunKey } from './events.ts';
import { askedOf, blockedFrom, requiredOf } from './gate/approval.ts';
import type { CheckState } from './gate/gate.ts';
import type { Run, StageState } from './state.ts';

/** An approval as clients see it. */
export type Approval = {
  readonly id: RecordId;
  readonly run: RunKey;
  readonly runName: string;
  readonly pipeline: { readonly id: number; readonly name: string };
  readonly stage: string;
  readonly stageAttempt: number;
  /** What the approval guards; absent for a manual validation, which is a step. */
  readonly resource: Check['resource'] | undefined;
  readonly status: 'pending' | 'approved' | 'rejected' | 'timedOut' | 'canceled';
  readonly instructions: string;
  readonly minRequired: number;
  readonly isInOrder: boolean;
  readonly mayApproveOwn: boolean;
  /** Whose word does not count. */
  readonly blocked: readonly Approver[];
  /** When it was asked for; while others have their turn, when the run was queued. */
  readonly createdAt: Instant;
  /** When it was first asked for; absent while others have their turn. */
  readonly startedAt: Instant | undefined;
  readonly completedAt: Instant | undefined;
  readonly postponedUntil: Instant | undefined;
  /** In the order of the approvers. */
  readonly steps: readonly ApprovalStep[];
};

export type ApprovalStep = {
  readonly approver: Approver;
  /** Whether it is this approver's turn, or was. */
  readonly isAsked: boolean;
  readonly answer: ApprovalAnswer | undefined;
};

/** The approvals that stages of a run wait for, or waited for, in their newest attempts. */
export function approvalsOf(key: RunKey, run: Run): readonly Approval[] {
  return [...run.stages.values()].flatMap(stage =>
    (stage.gate?.checks ?? []).flatMap(check => approvalOf(key, run, stage, check) ?? []),
  );
}

function approvalOf(key: RunKey, run: Run, stage: StageState, state: CheckState): Approval | undefined {
  const rule = state.check;
  if (rule.kind !== 'approval') return undefined;
  const { queued } = run;
  const asked = state.state === 'inProgress' ? askedOf(rule, state.answers) : [];
  return {
    id: state.id,
    run: key,
    runName: queued.name,
    pipeline: { id: queued.pipeline.id, name: queued.pipeline.name },
    stage: stage.plan.name,
    stageAttempt: stage.attempt,
    resource: rule.resource,
    status: state.state === 'completed' ? state.outcome : 'pending',
    instructions: rule.instructions,
    minRequired: requiredOf(rule),
    isInOrder: rule.isInOrder,
    mayApproveOwn: rule.mayApproveOwn,
    blocked: blockedFrom(rule, queued.requestedFor),
    createdAt: state.state === 'pending' ? run.createdAt : state.since,
    startedAt: state.state === 'pending' ? undefined : state.since,
    completedAt: state.state === 'completed' ? state.at : undefined,
    postponedUntil: state.postponedUntil,
    steps: rule.approvers.map(approver => {
      const answer = state.answers.find(each => each.approver === approver.id);
      return { approver, isAsked: answer !== undefined || asked.includes(approver), answer };
    }),
  };
}
