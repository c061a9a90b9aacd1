import type { Approval, ApprovalStep } from '../../run/approvals.ts';
import type { Approver } from '../../run/checks.ts';
import type { Identity } from '../../run/events.ts';
import type { Approval as WireApproval } from '../../wire/approvals.ts';
import { dateText } from './dates.ts';
import { identityReference } from './identity-reference.ts';

/** An approval of a project's run, with its steps where the request asks for them. */
export function approvalResource(
  base: string,
  projectId: string,
  approval: Approval,
  expand: { readonly steps: boolean; readonly permissions: boolean },
): WireApproval {
  const { id, run, runName, pipeline, startedAt, completedAt, createdAt } = approval;
  const project = `${base}/${projectId}`;
  const answered = approval.steps.flatMap(({ answer }) => (answer === undefined ? [] : [answer.at]));
  const may = expand.permissions ? { permissions: 'view' as const } : {};
  return {
    id,
    steps: expand.steps
      ? approval.steps.map((step, index) => ({ ...stepResource(base, approval, step, index), ...may }))
      : [],
    status: statusOf(approval),
    createdOn: dateText(startedAt ?? createdAt),
    lastModifiedOn: dateText(Math.max(completedAt ?? 0, startedAt ?? createdAt, ...answered)),
    executionOrder: approval.isInOrder ? 'inSequence' : 'anyOrder',
    minRequiredApprovers: approval.minRequired,
    blockedApprovers: approval.blocked.map(each => identityReference(base, named(each))),
    ...(approval.instructions === '' ? {} : { instructions: approval.instructions }),
    ...may,
    _links: { self: { href: `${project}/_apis/pipelines/approvals/${id}` } },
    pipeline: {
      owner: {
        _links: {
          web: { href: `${project}/_build/results?buildId=${run.runId}` },
          self: { href: `${project}/_apis/build/Builds/${run.runId}` },
        },
        id: run.runId,
        name: runName,
      },
      id: String(pipeline.id),
      name: pipeline.name,
    },
  };
}

/** An approval whose turn has not come is said to be uninitiated. */
export function statusOf({ status, startedAt }: Approval): WireApproval['status'] {
  return status === 'pending' && startedAt === undefined ? 'uninitiated' : status;
}

function stepResource(
  base: string,
  approval: Approval,
  { approver, isAsked, answer }: ApprovalStep,
  index: number,
): WireApproval['steps'][number] {
  const begun = approval.startedAt ?? approval.createdAt;
  const by = answer === undefined ? undefined : identityReference(base, answer.by);
  return {
    assignedApprover: identityReference(base, named(approver)),
    ...(by === undefined ? {} : { actualApprover: by }),
    status: stepStatus(approval, isAsked, answer),
    comment: answer?.comment ?? '',
    lastModifiedOn: dateText(answer?.at ?? begun),
    order: index + 1,
    ...(by === undefined ? {} : { lastModifiedBy: by }),
    ...(isAsked ? { initiatedOn: dateText(begun) } : {}),
    history: (approver.handedOn ?? []).map(({ from, by: who, comment, at }) => ({
      assignedTo: identityReference(base, named(from)),
      comment,
      createdBy: identityReference(base, who),
      createdOn: dateText(at),
    })),
  };
}

function named({ id, displayName, uniqueName = displayName }: Omit<Approver, 'handedOn'>): Identity {
  return { id, displayName, uniqueName };
}

// Those who were not needed, or not asked before it was over, are skipped.
function stepStatus(approval: Approval, isAsked: boolean, answer: ApprovalStep['answer']): WireApproval['status'] {
  if (answer !== undefined) return answer.isApproved ? 'approved' : 'rejected';
  if (approval.status === 'pending') return isAsked ? 'pending' : 'uninitiated';
  return approval.status === 'approved' || approval.status === 'rejected' ? 'skipped' : approval.status;
}
