import type { FastifyReply } from 'fastify';
import { scopeWords } from '../../access/scopes.ts';
import type { AuthorizeQuery } from '../../wire/oauth.ts';
import { hidden, html, sendPage } from './page.ts';

/** What the page that asks for consent shows. */
export type Consent = {
  readonly application: { readonly name: string; readonly description: string };
  readonly organization: string;
  readonly scopes: readonly string[];
  readonly redirectUri: string;
  readonly query: AuthorizeQuery;
  /** Shows that the form came from this page. */
  readonly proof: string;
  /** What was wrong with the last answer. */
  readonly problem?: string;
};

/** Sends the page that names what an application asks for. */
export function sendConsent(reply: FastifyReply, consent: Consent): FastifyReply {
  const { application, organization, scopes, redirectUri, query, proof, problem } = consent;
  const { origin } = new URL(redirectUri);
  const wishes = scopes.map(name => `<li>${html(scopeWords[name] ?? name)} <code>${html(name)}</code></li>`);
  const fields = Object.entries({ ...query, proof }).map(([name, value]) => hidden(name, value));
  const body = `<main><h1>${html(application.name)} asks for access to ${html(organization)}</h1>
<p>${html(application.description)}</p>
<p>If you agree, it may, on your behalf:</p>
<ul>${wishes.join('')}</ul>
<p>You are sent back to <code>${html(origin)}</code>. You can take your consent back at any time.</p>
${problem === undefined ? '' : `<p role="alert">${html(problem)}</p>`}
<form method="post" action="/oauth2/authorize">${fields.join('')}
<label for="token">Your personal access token, to sign in</label>
<input id="token" name="token" type="password" autocomplete="off" spellcheck="false">
<button class="main" name="answer" value="accept">Accept</button><button name="answer" value="deny">Deny</button>
</form></main>`;
  // Browsers check where a form's answer leads to as well, so the application's address is among the targets.
  return sendPage(reply, { title: 'Authorize an application', body, formTargets: `'self' ${origin}` });
}

/** Sends a page that says why nothing can be asked. */
export function sendProblem(reply: FastifyReply, message: string): FastifyReply {
  const body = `<main><h1>The application can't be authorized</h1><p role="alert">${html(message)}</p></main>`;
  return sendPage(reply.code(400), { title: 'Not authorized', body });
}
