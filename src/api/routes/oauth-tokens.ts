import type { FastifyReply } from 'fastify';
import type { ExchangeProblem } from '../../access/authorization.ts';
import type { ProofKind } from '../../access/grants.ts';
import { OAuthError, RevokeForm, TokenAnswer, TokenForm } from '../../wire/oauth.ts';
import type { Api } from '../http/api.ts';
import { tokenAddress } from '../http/base-url.ts';
import { formType, readForms } from '../http/forms.ts';
import { noContent } from '../http/no-content.ts';
import type { Services } from '../services.ts';

const secretType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

const kinds: Readonly<Record<string, ProofKind>> = {
  'urn:ietf:params:oauth:grant-type:jwt-bearer': 'code',
  refresh_token: 'refreshToken',
};

/** Where applications get their tokens, and give them back. They prove who they are with their secret, not with a token. */
export function oauthTokenRoutes(api: Api, services: Services): void {
  api.register(async (scope: Api) => {
    readForms(scope);
    exchange(scope, services);
    revoke(scope, services);
  });
}

function exchange(api: Api, { access }: Services): void {
  api.post(
    '/oauth2/token',
    {
      config: { operation: 'oauth.exchange', consumes: formType },
      schema: { body: TokenForm, response: { 200: TokenAnswer, 400: OAuthError } },
    },
    async (request, reply) => {
      const { body } = request;
      const { client_assertion: secret, assertion: proof, redirect_uri: redirectUri, grant_type = '' } = body;
      if (grant_type === 'client_credentials' && body.client_assertion_type === secretType)
        return agentToken(access, secret ?? '', tokenAddress(request.base), reply);
      const kind = kinds[grant_type];
      if (body.client_assertion_type !== secretType || !secret || !proof || redirectUri === undefined)
        return refuse(reply, incomplete);
      if (kind === undefined) return refuse(reply, unknownGrant(grant_type));
      const issued = await access.authorization.exchange({ kind, secret, proof, redirectUri });
      if ('error' in issued) return refuse(reply, problemOf(issued));
      return unkept(reply).send({
        access_token: issued.accessToken,
        token_type: 'jwt-bearer',
        expires_in: issued.expiresInSeconds,
        refresh_token: issued.refreshToken,
        scope: issued.scopes.join(' '),
      });
    },
  );
}

/** What an agent gets that proves with its own key who it is. */
async function agentToken(
  { agents }: Services['access'],
  assertion: string,
  audience: string,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const issued = await agents.exchange(assertion, audience);
  if (issued === undefined)
    return refuse(reply, {
      error: 'invalid_client',
      error_description: 'The assertion is signed by no agent that is known.',
    });
  const { token, expiresInSeconds } = issued;
  return unkept(reply).send({ access_token: token, token_type: 'bearer', expires_in: expiresInSeconds });
}

function revoke(api: Api, { access }: Services): void {
  api.post(
    '/oauth2/revoke',
    {
      config: { operation: 'oauth.revoke', consumes: formType },
      schema: { body: RevokeForm, response: { 400: OAuthError } },
    },
    async ({ body: { client_assertion: secret = '', token: proof = '' } }, reply) => {
      if (secret === '' || proof === '') return refuse(reply, incomplete);
      const problem = await access.authorization.revoke({ secret, proof });
      return problem === undefined ? noContent(reply) : refuse(reply, problemOf(problem));
    },
  );
}

const incomplete: OAuthError = {
  error: 'invalid_request',
  error_description: `The request is a form (${formType}) with client_assertion_type ${secretType}, client_assertion, grant_type, assertion and redirect_uri.`,
};

function unknownGrant(type: string): OAuthError {
  const known = Object.keys(kinds).join(' or ');
  return { error: 'unsupported_grant_type', error_description: `The grant type '${type}' is not ${known}.` };
}

function problemOf({ error, description }: ExchangeProblem): OAuthError {
  return { error, error_description: description };
}

function refuse(reply: FastifyReply, problem: OAuthError): FastifyReply {
  return unkept(reply).code(400).send(problem);
}

function unkept(reply: FastifyReply): FastifyReply {
  return reply.header('cache-control', 'no-store').type('application/json; charset=utf-8');
}
