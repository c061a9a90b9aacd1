import type { PolicyConfiguration } from '../../run/policy.ts';
import type { PolicyEvaluation } from '../../run/policy-evaluations.ts';
import { type PolicyType, policyTypes } from '../../run/policy-types.ts';
import type {
  PolicyEvaluation as WireEvaluation,
  PolicyConfiguration as WirePolicy,
  PolicyType as WireType,
} from '../../wire/policies.ts';
import { dateText } from './dates.ts';
import { identityReference } from './identity-reference.ts';

type At = { readonly base: string; readonly projectId: string };

/** A type of policy. */
export function policyTypeResource(at: At, { id, name, description }: PolicyType): WireType {
  const url = typeUrl(at, id);
  return { description, _links: { self: { href: url } }, id, url, displayName: name };
}

/** One revision of a policy. */
export function policyResource(at: At, policy: PolicyConfiguration): WirePolicy {
  const { id, revision, typeId, by, isEnabled, isBlocking, settings } = policy;
  const url = `${at.base}/${at.projectId}/_apis/policy/configurations/${id}`;
  const displayName = policyTypes.find(type => type.id === typeId)?.name ?? '';
  return {
    createdBy: identityReference(at.base, by),
    createdDate: dateText(policy.at),
    isEnabled,
    isBlocking,
    isDeleted: false,
    isEnterpriseManaged: false,
    settings,
    _links: { self: { href: url }, policyType: { href: typeUrl(at, typeId) } },
    revision,
    id,
    url,
    type: { id: typeId, url: typeUrl(at, typeId), displayName },
  };
}

/** How a pull request stands to a policy. */
export function evaluationResource(at: At, pullRequestId: number, evaluation: PolicyEvaluation): WireEvaluation {
  const { policy, status, startedAt, completedAt, build } = evaluation;
  return {
    configuration: policyResource(at, policy),
    artifactId: `vstfs:///CodeReview/CodeReviewId/${at.projectId}/${pullRequestId}`,
    evaluationId: evaluationId(policy.id, pullRequestId),
    startedDate: dateText(startedAt),
    ...(completedAt === undefined ? {} : { completedDate: dateText(completedAt) }),
    status,
    ...(build === undefined ? {} : { context: contextOf(build) }),
  };
}

function contextOf({ run, isExpired }: NonNullable<PolicyEvaluation['build']>): NonNullable<WireEvaluation['context']> {
  return {
    buildId: run.key.runId,
    buildDefinitionId: run.pipeline.id,
    buildDefinitionName: run.pipeline.name,
    buildIsNotCurrent: isExpired,
    ...(run.startedAt === undefined ? {} : { buildStartedUtc: dateText(run.startedAt) }),
    isExpired,
    wasAutoRequeued: false,
  };
}

/** Evaluations are kept nowhere: their ids say of which policy and pull request they are. */
export function evaluationId(policyId: number, pullRequestId: number): string {
  const hex = (number: number, length: number): string => number.toString(16).padStart(length, '0');
  return `${hex(policyId, 8)}-0000-4000-8000-${hex(pullRequestId, 12)}`;
}

/** What an id of an evaluation says; `undefined` for one that is none. */
export function evaluationOf(id: string): { readonly policyId: number; readonly pullRequestId: number } | undefined {
  const [, policy, pull] = /^([0-9a-f]{8})-0000-4000-8000-0000([0-9a-f]{8})$/i.exec(id) ?? [];
  if (policy === undefined || pull === undefined) return undefined;
  return { policyId: Number.parseInt(policy, 16), pullRequestId: Number.parseInt(pull, 16) };
}

function typeUrl({ base, projectId }: At, id: string): string {
  return `${base}/${projectId}/_apis/policy/types/${id}`;
}
