import type { FastifyReply } from 'fastify';
import type { Wish } from '../../access/authorization.ts';
import { AuthorizeForm, AuthorizeQuery } from '../../wire/oauth.ts';
import type { Api } from '../http/api.ts';
import { sendConsent, sendProblem } from '../http/consent-page.ts';
import { FormGuard } from '../http/form-guard.ts';
import { formType, readForms } from '../http/forms.ts';
import { Tokens } from '../http/tokens.ts';
import type { Services } from '../services.ts';

const path = '/oauth2/authorize';
const cookie = { name: 'millrace-consent', path };

/** The page on which a person lets an application act for him. Nobody stays signed in: the token counts for the one answer. */
export function authorizeRoutes(api: Api, services: Services): void {
  const guard = new FormGuard(services.access.formKey, cookie);
  api.register(async (scope: Api) => {
    readForms(scope);
    showPage(scope, services, guard);
    takeAnswer(scope, services, guard);
  });
}

function showPage(api: Api, services: Services, guard: FormGuard): void {
  api.get(
    path,
    { config: { operation: 'oauth.show', produces: 'text/html' }, schema: { querystring: AuthorizeQuery } },
    async (request, reply) => {
      const checked = await services.access.authorization.check(asked(request.query));
      if (!checked.ok) return sendProblem(reply, checked.message);
      const proof = guard.proofFor(request, reply, ...words(request.query));
      return showConsent(services, reply, { wish: checked.value, query: request.query, proof });
    },
  );
}

function takeAnswer(api: Api, services: Services, guard: FormGuard): void {
  const tokens = new Tokens(services.access.bearers, services.clock);
  const { authorization } = services.access;
  api.post(
    path,
    {
      config: { operation: 'oauth.answer', produces: 'text/html', consumes: formType },
      schema: { body: AuthorizeForm },
    },
    async (request, reply) => {
      const { proof = '', token = '', answer, ...query } = request.body;
      const checked = await authorization.check(asked(query));
      if (!checked.ok) return sendProblem(reply, checked.message);
      const wish = checked.value;
      if (!guard.accepts(request, proof, ...words(query)))
        return sendProblem(reply, 'The form has expired, or it did not come from this page. Please start again.');
      if (answer !== 'accept') return sendBack(reply, wish, { error: 'access_denied', state: query.state });
      const holder = await tokens.bearer(token.trim());
      if (holder === undefined || holder.project !== undefined)
        return showConsent(services, reply, { wish, query, proof, problem: 'The token is not valid.' });
      const granted = await authorization.grant(holder, wish);
      if (granted.ok) return sendBack(reply, wish, { code: granted.value, state: query.state });
      return showConsent(services, reply, { wish, query, proof, problem: granted.message });
    },
  );
}

type Showing = {
  readonly wish: Wish;
  readonly query: AuthorizeQuery;
  readonly proof: string;
  readonly problem?: string;
};

function showConsent(
  { organization }: Services,
  reply: FastifyReply,
  { wish, query, proof, problem }: Showing,
): FastifyReply {
  if (problem !== undefined) reply.code(403);
  const { application, scopes, redirectUri } = wish;
  const shown = { application, organization, scopes, redirectUri, query, proof };
  return sendConsent(reply, problem === undefined ? shown : { ...shown, problem });
}

/** What the form is about, for its proof. */
function words({ client_id = '', redirect_uri = '', scope = '', state = '' }: AuthorizeQuery): readonly string[] {
  return [client_id, redirect_uri, scope, state];
}

function asked({ client_id = '', response_type = '', scope = '', redirect_uri = '' }: AuthorizeQuery) {
  return { clientId: client_id, responseType: response_type, scope, redirectUri: redirect_uri };
}

function sendBack(
  reply: FastifyReply,
  { redirectUri }: Wish,
  said: Readonly<Record<string, string | undefined>>,
): FastifyReply {
  const to = new URL(redirectUri);
  for (const [name, value] of Object.entries(said)) if (value !== undefined) to.searchParams.set(name, value);
  return reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer').redirect(to.href, 302);
}
