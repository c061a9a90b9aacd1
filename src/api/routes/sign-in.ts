import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { SignInForm, SignOutForm } from '../../wire/page-forms.ts';
import type { Api } from '../http/api.ts';
import { BrowserSessions, homeOf } from '../http/browser-sessions.ts';
import { formType } from '../http/forms.ts';
import { organizationParams } from '../http/paths.ts';
import { checkForm, formForeign, seeOther } from '../http/posted-form.ts';
import type { Services } from '../services.ts';

const params = Type.Object(organizationParams);
const posted = { produces: 'text/html', consumes: formType } as const;

/** How people sign in to the pages of runs with a browser, and out again. */
export function signInRoutes(api: Api, services: Services): void {
  const sessions = new BrowserSessions(services.access);
  showSignIn(api, services);
  signIn(api, services, sessions);
  signOut(api, sessions);
}

function showSignIn(api: Api, services: Services): void {
  api.get(
    '/:organization/_signin',
    { config: { operation: 'signIn.show', produces: 'text/html' }, schema: { params } },
    async (request, reply) => {
      const { sendSignIn } = await import('../pages/sign-in-page.ts');
      return sendSignIn(services, request, reply, { returnTo: homeOf(request) });
    },
  );
}

function signIn(api: Api, services: Services, sessions: BrowserSessions): void {
  api.post(
    '/:organization/_signin',
    { config: { operation: 'signIn.answer', ...posted }, schema: { params, body: SignInForm } },
    async (request, reply) => {
      const { guardOf, sendSignIn } = await import('../pages/sign-in-page.ts');
      const { proof = '', returnTo = '', token = '' } = request.body;
      if (!guardOf(services, request).accepts(request, proof, returnTo)) throw formForeign();
      if (await sessions.begin(request, reply, token.trim())) return seeOther(reply, ownPath(request, returnTo));
      const problem = 'The token is not valid, or it is no personal access token.';
      return sendSignIn(services, request, reply.code(403), { returnTo, problem });
    },
  );
}

function signOut(api: Api, sessions: BrowserSessions): void {
  api.post(
    '/:organization/_signout',
    { config: { operation: 'signOut.answer', ...posted }, schema: { params, body: SignOutForm } },
    async (request, reply) => {
      checkForm(sessions, request.caller, request.body);
      sessions.end(request, reply);
      return seeOther(reply, `${homeOf(request)}/_signin`);
    },
  );
}

/** A path of the organization's pages, and of no other place. */
function ownPath(request: FastifyRequest, path: string): string {
  const home = homeOf(request);
  return path === home || path.startsWith(`${home}/`) ? path : home;
}
