import type { FastifyReply, FastifyRequest } from 'fastify';
import { homeOf } from '../http/browser-sessions.ts';
import { FormGuard } from '../http/form-guard.ts';
import { sendPage } from '../http/page.ts';
import type { Services } from '../services.ts';
import { proofField } from './frame.ts';
import { markup } from './markup.ts';
import { style } from './style.ts';

export type SignIn = {
  /** The path that somebody wanted to see. */
  readonly returnTo: string;
  readonly problem?: string;
};

/** Sends the page on which people sign in to see the pages of runs. */
export function sendSignIn(
  services: Services,
  request: FastifyRequest,
  reply: FastifyReply,
  { returnTo, problem }: SignIn,
): FastifyReply {
  const proof = guardOf(services, request).proofFor(request, reply, returnTo);
  const alert = problem === undefined ? '' : markup`<p role="alert">${problem}</p>`;
  const body = markup`<main><h1>Sign in to ${services.organization}</h1>${alert}
<p>Paste a personal access token of yours. The server printed one when it was first started; <code>millrace token create</code> makes others. To look at runs it needs the scope <code>vso.build</code>.</p>
<form method="post" action="${homeOf(request)}/_signin">${proofField(proof)}<input type="hidden" name="returnTo" value="${returnTo}">
<label for="token">Personal access token</label>
<input id="token" name="token" type="password" autocomplete="current-password" spellcheck="false" required autofocus>
<button class="main">Sign in</button></form></main>`;
  return sendPage(reply, { title: 'Sign in – Millrace', body: body.text, formTargets: "'self'", style });
}

/** Sees to it that the form of the sign-in page comes from the browser that was given it. */
export function guardOf({ access }: Services, request: FastifyRequest): FormGuard {
  return new FormGuard(access.formKey, { name: 'millrace-pages-visitor', path: homeOf(request) });
}
