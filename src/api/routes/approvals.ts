import { Type } from 'typebox';
import { listedApprovals } from '../../base/limits.ts';
import type { ApprovalChange } from '../../run/approval-changes.ts';
import type { Approval as RunApproval } from '../../run/approvals.ts';
import type { Approver } from '../../run/checks.ts';
import type { Identity } from '../../run/events.ts';
import type { Project } from '../../run/ports/catalogue.ts';
import { Approval, ApprovalExpand, ApprovalStatus, ApprovalUpdate } from '../../wire/approvals.ts';
import { Collection } from '../../wire/json-schema.ts';
import type { Api } from '../http/api.ts';
import { type ServiceError, serviceError } from '../http/errors.ts';
import { projectOf } from '../http/lookups.ts';
import { projectParams, projectPath } from '../http/paths.ts';
import { allows } from '../http/scope-rules.ts';
import type { Caller } from '../http/tokens.ts';
import { approvalResource, statusOf } from '../resources/approval-resource.ts';
import { idsOf } from '../resources/id-list.ts';
import type { Services } from '../services.ts';

const approvals = `${projectPath}/pipelines/approvals`;
const expand = { $expand: Type.Optional(ApprovalExpand) };
const withSteps = { steps: true, permissions: false };

/** The approvals that stages of a project's runs wait for, or waited for, and the manual validations that steps of them are. */
export function approvalRoutes(api: Api, services: Services): void {
  queryApprovals(api, services);
  getApproval(api, services);
  updateApprovals(api, services);
}

function queryApprovals(api: Api, services: Services): void {
  api.get(
    approvals,
    {
      config: { operation: 'approvals.query' },
      schema: {
        params: Type.Object(projectParams),
        querystring: Type.Object({
          ...expand,
          approvalIds: Type.Optional(Type.String()),
          userIds: Type.Optional(Type.String()),
          state: Type.Optional(ApprovalStatus),
          top: Type.Optional(Type.Integer({ minimum: 0 })),
        }),
        response: { 200: Collection(Approval) },
      },
    },
    async request => {
      const project = await projectOf(services, request.params);
      const { approvalIds, userIds, state, top = listedApprovals, $expand } = request.query;
      const users = userIds === undefined ? undefined : idsOf(userIds);
      const found = await candidates(services, project, approvalIds);
      const wanted = found.filter(approval => isInState(approval, state) && isFor(approval, users));
      const value = wanted
        .slice(0, Math.min(top, listedApprovals))
        .map(approval => approvalResource(request.base, project.id, approval, expanded($expand)));
      return { count: value.length, value };
    },
  );
}

function getApproval(api: Api, services: Services): void {
  api.get(
    `${approvals}/:approvalId`,
    {
      config: { operation: 'approvals.get' },
      schema: {
        params: Type.Object({ ...projectParams, approvalId: Type.String() }),
        querystring: Type.Object(expand),
        response: { 200: Approval },
      },
    },
    async request => {
      const project = await projectOf(services, request.params);
      const approval = await approvalOf(services, project, request.params.approvalId);
      return approvalResource(request.base, project.id, approval, expanded(request.query.$expand));
    },
  );
}

function updateApprovals(api: Api, services: Services): void {
  api.patch(
    approvals,
    {
      config: { operation: 'approvals.update' },
      schema: {
        params: Type.Object(projectParams),
        body: Type.Array(ApprovalUpdate),
        response: { 200: Collection(Approval) },
      },
    },
    async request => {
      const project = await projectOf(services, request.params);
      const wishes: Wish[] = [];
      for (const update of request.body) {
        const before = await approvalOf(services, project, update.approvalId);
        wishes.push({ before, change: changeOf(before, update, request.caller) });
      }
      await applyAll(services, wishes, request.caller.identity);
      const value: Approval[] = [];
      for (const { before } of wishes) {
        const after = await approvalOf(services, project, before.id);
        value.push(approvalResource(request.base, project.id, after, withSteps));
      }
      return { count: value.length, value };
    },
  );
}

/** What is asked for, with the approval as it stood before. */
type Wish = { readonly before: RunApproval; readonly change: ApprovalChange };

/** All of it, or, where something of it is not allowed, nothing. */
async function applyAll({ orchestrator }: Services, wishes: readonly Wish[], by: Identity): Promise<void> {
  const refused = await orchestrator.firstRefusedApproval(wishes.map(({ change }) => change));
  const wrong = refused === undefined ? undefined : wishes[refused];
  if (wrong !== undefined) throw refusal(wrong.before, by);
  for (const { before, change } of wishes)
    if (!(await orchestrator.changeApproval(change)).ok) throw refusal(before, by);
}

function changeOf(before: RunApproval, update: ApprovalUpdate, caller: Caller): ApprovalChange {
  return update.reassignTo === undefined
    ? answerOf(before, update, caller.identity)
    : reassignmentOf(before, update, caller);
}

function answerOf(
  before: RunApproval,
  { status, comment = '', deferredTo }: ApprovalUpdate,
  by: Identity,
): ApprovalChange {
  if (status !== 'approved' && status !== 'rejected')
    throw serviceError('approvalInvalid', 'An approval is answered with approved or rejected.');
  const postponedUntil = deferredTo === undefined ? undefined : Date.parse(deferredTo);
  if (Number.isNaN(postponedUntil)) throw serviceError('approvalInvalid', `'${deferredTo}' is not a date.`);
  if (before.resource === undefined && postponedUntil !== undefined)
    throw serviceError('approvalInvalid', 'A manual validation is answered at once, and not for later.');
  const word = { approvalId: before.id, isApproved: status === 'approved', comment, by };
  const answer = postponedUntil === undefined ? word : { ...word, postponedUntil };
  return { run: before.run, answer };
}

/** Asks somebody else: whoever is asked may do so, and whoever administers protected resources. */
function reassignmentOf(
  before: RunApproval,
  { comment = '', assignedApprover, reassignTo, status }: ApprovalUpdate,
  { identity: by, granted }: Caller,
): ApprovalChange {
  if (before.resource === undefined)
    throw serviceError('approvalInvalid', 'A manual validation is not handed on to others.');
  if (status === 'approved' || status === 'rejected')
    throw serviceError('approvalInvalid', 'An approval is either answered or handed on to somebody else.');
  const { uniqueName, displayName = uniqueName ?? reassignTo?.id, id = displayName } = reassignTo ?? {};
  if (!id || !displayName) throw serviceError('approvalInvalid', 'It is not said whom the approval is handed on to.');
  const from = assignedApprover && before.steps.find(({ approver }) => isSame(approver, assignedApprover))?.approver.id;
  if (assignedApprover !== undefined && from === undefined) throw refusal(before, by);
  const reassign = {
    approvalId: before.id,
    ...(from === undefined ? {} : { from }),
    to: { id, displayName, ...(uniqueName === undefined ? {} : { uniqueName }) },
    comment,
    isAdministrator: allows(granted, 'vso.pipelineresources_manage'),
    by,
  };
  return { run: before.run, reassign };
}

function isSame(approver: Approver, named: NonNullable<ApprovalUpdate['assignedApprover']>): boolean {
  const { id, uniqueName, displayName } = named;
  if (id !== undefined) return id.toLowerCase() === approver.id.toLowerCase();
  if (uniqueName !== undefined) return uniqueName.toLowerCase() === approver.uniqueName?.toLowerCase();
  return displayName !== undefined && displayName.toLowerCase() === approver.displayName.toLowerCase();
}

function refusal({ id, status }: RunApproval, by: Identity): ServiceError {
  if (status !== 'pending') return serviceError('approvalOver', `The approval ${id} is already ${status}.`);
  return serviceError('approvalRefused', `The user '${by.displayName}' is not asked for the approval ${id} now.`);
}

async function approvalOf(
  { orchestrator, organization }: Services,
  project: Project,
  id: string,
): Promise<RunApproval> {
  const approval = await orchestrator.approval(organization, project.id, id.toLowerCase());
  if (approval === undefined) throw serviceError('approvalMissing', `Approval with ID ${id} does not exist.`);
  return approval;
}

async function candidates(
  { orchestrator, organization }: Services,
  project: Project,
  approvalIds: string | undefined,
): Promise<readonly RunApproval[]> {
  if (approvalIds === undefined) return orchestrator.approvals(organization, project.id, listedApprovals);
  const ids = [...idsOf(approvalIds)].slice(0, listedApprovals);
  const found = await Promise.all(ids.map(id => orchestrator.approval(organization, project.id, id)));
  return found.filter(approval => approval !== undefined);
}

function isInState(approval: RunApproval, state: Approval['status'] | undefined): boolean {
  if (state === undefined || state === 'all' || state === 'undefined') return true;
  const status = statusOf(approval);
  return state === 'completed' ? status !== 'pending' && status !== 'uninitiated' : status === state;
}

function isFor({ steps }: RunApproval, users: ReadonlySet<string> | undefined): boolean {
  if (users === undefined || users.size === 0) return true;
  return steps.some(({ approver }) => users.has(approver.id.toLowerCase()));
}

function expanded(asked: 'none' | 'steps' | 'permissions' | undefined) {
  return { steps: asked === 'steps' || asked === 'permissions', permissions: asked === 'permissions' };
}
