import { Type } from 'typebox';
import type { TokenAnswer } from '../../access/personal-tokens.ts';
import { defaultTokenMs } from '../../base/limits.ts';
import {
  PagedPatTokens,
  PatTokenCreateRequest,
  PatTokenResult,
  PatTokensQuery,
  PatTokenUpdateRequest,
} from '../../wire/tokens.ts';
import type { Api } from '../http/api.ts';
import { serviceError } from '../http/errors.ts';
import { noContent } from '../http/no-content.ts';
import { organizationParams, organizationPath } from '../http/paths.ts';
import { patPage, patToken } from '../resources/pat-resource.ts';
import type { Services } from '../services.ts';

const path = `${organizationPath}/tokens/pats`;
const params = Type.Object(organizationParams);
const missing: PatTokenResult = { patToken: null, patTokenError: 'authorizationNotFound' };

/** The caller's personal access tokens. What is asked wrongly is answered 200 with a reason, as the service does here. */
export function tokenRoutes(api: Api, services: Services): void {
  readTokens(api, services);
  createToken(api, services);
  updateToken(api, services);
  revokeToken(api, services);
}

// One address for both, as the service has it: the list, and with `authorizationId` one token.
function readTokens(api: Api, { access, organization, clock }: Services): void {
  api.get(
    path,
    {
      config: { operation: 'pats.list' },
      schema: {
        params,
        querystring: PatTokensQuery,
        response: { 200: Type.Union([PagedPatTokens, PatTokenResult]) },
      },
    },
    async ({ query, caller }) => {
      if (query.authorizationId === undefined)
        return patPage(organization, await access.tokens.list(caller), query, clock.now());
      const token = await access.tokens.get(caller, query.authorizationId);
      return token === undefined
        ? missing
        : { patToken: patToken(organization, token), patTokenError: 'none' as const };
    },
  );
}

function createToken(api: Api, { access, organization, clock }: Services): void {
  api.post(
    path,
    {
      config: { operation: 'pats.create' },
      schema: { params, body: PatTokenCreateRequest, response: { 200: PatTokenResult } },
    },
    async ({ body: { displayName: name = '', scope = '', validTo }, caller }) => {
      const expiresAt = validTo === undefined ? clock.now() + defaultTokenMs : Date.parse(validTo);
      const made = await access.tokens.create(caller, { name, scope, expiresAt });
      return result(made, ({ token, text }) => patToken(organization, token, text));
    },
  );
}

function updateToken(api: Api, { access, organization }: Services): void {
  api.put(
    path,
    {
      config: { operation: 'pats.update' },
      schema: { params, body: PatTokenUpdateRequest, response: { 200: PatTokenResult } },
    },
    async ({ body: { authorizationId, displayName, scope, validTo }, caller }) => {
      const changed = await access.tokens.update(caller, authorizationId, {
        ...(displayName === undefined ? {} : { name: displayName }),
        ...(scope === undefined ? {} : { scope }),
        ...(validTo === undefined ? {} : { expiresAt: Date.parse(validTo) }),
      });
      return changed === undefined ? missing : result(changed, token => patToken(organization, token));
    },
  );
}

function revokeToken(api: Api, { access }: Services): void {
  api.delete(
    path,
    {
      config: { operation: 'pats.revoke' },
      schema: { params, querystring: Type.Object({ authorizationId: Type.String() }) },
    },
    async ({ query: { authorizationId }, caller }, reply) => {
      if (await access.tokens.revoke(caller, authorizationId)) return noContent(reply);
      throw serviceError('tokenMissing', `The personal access token '${authorizationId}' does not exist.`);
    },
  );
}

function result<Value>(
  answer: TokenAnswer<Value>,
  toToken: (value: Value) => NonNullable<PatTokenResult['patToken']>,
): PatTokenResult {
  return answer.ok
    ? { patToken: toToken(answer.value), patTokenError: 'none' }
    : { patToken: null, patTokenError: answer.problem };
}
