import { Type } from 'typebox';
import type { PlanId } from '../../base/id.ts';
import { endpointMissing } from '../../resources/endpoints.ts';
import { useOf } from '../../resources/project-use.ts';
import { jobIdOf } from '../../run/job-id.ts';
import { organizationId } from '../../run/organization-id.ts';
import type { RunRow } from '../../run/ports/run-store.ts';
import { OidcToken, OpenIdConfiguration, OpenIdKeys } from '../../wire/identity-tokens.ts';
import { Dictionary, Guid } from '../../wire/json-schema.ts';
import type { Api } from '../http/api.ts';
import { unauthorized } from '../http/error-words.ts';
import { serviceError } from '../http/errors.ts';
import { planParams, planPath } from '../http/paths.ts';
import type { Caller } from '../http/tokens.ts';
import type { Services } from '../services.ts';

/** How a job proves to others which job it is, and how they verify it (OpenID Connect). */
export function identityTokenRoutes(api: Api, services: Services): void {
  createToken(api, services);
  describeIssuer(api);
  listKeys(api, services);
}

function createToken(api: Api, services: Services): void {
  api.post(
    `${planPath}/jobs/:jobId/oidctoken`,
    {
      config: { operation: 'oidcToken.create' },
      schema: {
        params: Type.Object({ ...planParams, jobId: Guid }),
        querystring: Type.Object({ serviceConnectionId: Type.Optional(Guid) }),
        body: Type.Optional(Dictionary(Type.String())),
        response: { 200: OidcToken },
      },
    },
    async request => {
      const row = await runOfPlan(services, request.params);
      await checkCaller(services, row, request.params.jobId, request.caller);
      const subject = await subjectOf(services, row, request.query.serviceConnectionId);
      const oidcToken = await services.access.identity.issue(
        { issuer: request.base, subject },
        claimsOf(services.organization, row),
      );
      return { oidcToken };
    },
  );
}

async function runOfPlan(
  { runs, organization }: Services,
  { planId, scopeIdentifier }: { readonly planId: string; readonly scopeIdentifier: string },
): Promise<RunRow> {
  const key = await runs.byPlan(organization, planId.toLowerCase() as PlanId);
  const row = key && (await runs.row(key));
  if (row !== undefined && row.projectId === scopeIdentifier.toLowerCase()) return row;
  throw serviceError('planMissing', `The plan ${planId} does not exist.`);
}

/** A token says that its bearer is this job, so nobody gets it but the job itself, while it runs. */
async function checkCaller(services: Services, row: RunRow, jobId: string, caller: Caller): Promise<void> {
  const { job } = caller;
  const request = job && (await services.queue.get(services.organization, job.requestId));
  const isIt =
    job?.runId === row.key.runId && request !== undefined && jobIdOf(row.planId, request) === jobId.toLowerCase();
  if (!isIt) throw unauthorized(caller.identity.displayName);
}

/** As the service names it: the connection that is used, or the pipeline that runs. */
async function subjectOf(
  { organization, resources }: Services,
  { projectId, facts, pipeline }: RunRow,
  connection: string | undefined,
): Promise<string> {
  const { projectName } = facts;
  if (connection === undefined) return `p://${organization}/${projectName}/${pipeline.name}`;
  const endpoint = await resources.endpoints.get(connection, projectId);
  const isAllowed =
    endpoint !== undefined &&
    (await resources.permissions.allows(projectId, { type: 'endpoint', id: endpoint.id }, pipeline.id));
  if (!isAllowed) throw endpointMissing(connection);
  return `sc://${organization}/${projectName}/${useOf(endpoint, projectId)?.name}`;
}

const claimNames = ['org_id', 'prj_id', 'def_id', 'rpo_id', 'rpo_uri', 'rpo_ver', 'rpo_ref', 'run_id'] as const;

function claimsOf(organization: string, { key, projectId, facts, pipeline }: RunRow) {
  const { self } = facts.repositories;
  const claims: Record<(typeof claimNames)[number], string> = {
    org_id: organizationId(organization),
    prj_id: projectId,
    def_id: String(pipeline.id),
    rpo_id: self?.id ?? '',
    rpo_uri: self?.url ?? '',
    rpo_ver: self?.version ?? '',
    rpo_ref: self?.refName ?? '',
    run_id: String(key.runId),
  };
  return claims;
}

// What others verify tokens with they read without a token of ours.
function describeIssuer(api: Api): void {
  api.get(
    '/:organization/.well-known/openid-configuration',
    {
      config: { operation: 'openId.describe' },
      schema: { params: Type.Object({ organization: Type.String() }), response: { 200: OpenIdConfiguration } },
    },
    async request => ({
      issuer: request.base,
      jwks_uri: `${request.base}/.well-known/jwks`,
      subject_types_supported: ['public', 'pairwise'],
      response_types_supported: ['id_token'],
      claims_supported: ['sub', 'aud', 'exp', 'iat', 'iss', 'jti', 'nbf', ...claimNames],
      id_token_signing_alg_values_supported: ['RS256'],
      scopes_supported: ['openid'],
    }),
  );
}

function listKeys(api: Api, { access }: Services): void {
  api.get(
    '/:organization/.well-known/jwks',
    {
      config: { operation: 'openId.keys' },
      schema: { params: Type.Object({ organization: Type.String() }), response: { 200: OpenIdKeys } },
    },
    async () => ({ keys: [...(await access.identity.publicKeys())] }),
  );
}
