import type { Approval, ApprovalStep } from '../../run/approvals.ts';
import { approvalAddress } from './addresses.ts';
import { proofField } from './frame.ts';
import { type Markup, markup } from './markup.ts';
import type { RunFacts } from './run-facts.ts';
import { agoTime } from './time-words.ts';
import type { Visit } from './visit.ts';

/** The approvals and manual validations that a run waits for, each with a form for who may answer. */
export function waitingApprovals(visit: Visit, { row, approvals }: RunFacts): Markup {
  const waiting = approvals.filter(({ status, startedAt }) => status === 'pending' && startedAt !== undefined);
  if (waiting.length === 0) return markup``;
  return markup`<section aria-labelledby="waiting"><h2 id="waiting">Waiting for an answer</h2>${waiting.map(approval =>
    approvalView(visit, approvalAddress(visit, row.projectId, row.key.runId), approval),
  )}</section>`;
}

function approvalView(visit: Visit, address: string, approval: Approval): Markup {
  const { resource, stage, instructions, startedAt, createdAt } = approval;
  const title =
    resource === undefined
      ? markup`Manual validation in <bdi>${stage}</bdi>`
      : markup`Approval for <bdi>${resource.name}</bdi>, before stage <bdi>${stage}</bdi>`;
  const text = instructions === '' ? '' : markup`<p class="l">${instructions}</p>`;
  return markup`<div class="box"><h3 id="A${approval.id}">${title}</h3>${text}
<p class="lead">Asked ${agoTime(startedAt ?? createdAt, visit.now)}. ${neededText(approval)}</p>${peopleOf(approval)}${formOf(visit, address, approval)}</div>`;
}

function neededText({ steps, minRequired, isInOrder }: Approval): string {
  if (steps.length < 2) return '';
  const count = minRequired <= 0 || minRequired >= steps.length ? 'All of them' : `${minRequired} of them`;
  return `${count} must approve${isInOrder ? ', one after the other' : ''}.`;
}

function peopleOf({ steps }: Approval): Markup | string {
  return steps.length === 0 ? '' : markup`<ul class="notes">${steps.map(personView)}</ul>`;
}

function personView({ approver, isAsked, answer }: ApprovalStep): Markup {
  const said = answer === undefined ? (isAsked ? 'is asked' : 'has yet to be asked') : wordOf(answer.isApproved);
  const comment = answer === undefined || answer.comment === '' ? '' : markup`: ${answer.comment}`;
  return markup`<li><bdi>${approver.displayName}</bdi> ${said}${comment}</li>`;
}

function wordOf(isApproved: boolean): string {
  return isApproved ? 'approved' : 'rejected';
}

/** Whether the one or the other may answer is for the run to say: here it is only shown to nobody who lacks the scope. */
function formOf(visit: Visit, address: string, { id, resource }: Approval): Markup | string {
  if (!visit.may('runPage.approve')) return '';
  const yes = resource === undefined ? 'Resume' : 'Approve';
  return markup`<form method="post" action="${address}">${proofField(visit.proof ?? '')}<input type="hidden" name="approval" value="${id}">
<label for="C${id}">Comment</label><textarea id="C${id}" name="comment" rows="2"></textarea>
<button class="main" name="answer" value="approved" aria-describedby="A${id}">${yes}</button> <button name="answer" value="rejected" aria-describedby="A${id}">Reject</button></form>`;
}
