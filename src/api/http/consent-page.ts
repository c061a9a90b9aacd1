import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import { scopeWords } from '../../access/scopes.ts';
import type { AuthorizeQuery } from '../../wire/oauth.ts';

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

const style = `body{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:3rem auto;padding:0 1rem;color:#1b1b1b;background:#fff}
h1{font-size:1.4rem}code{color:#555}[role=alert]{color:#a4262c}label{display:block;margin:1rem 0 .25rem}
input{font:inherit;width:100%;box-sizing:border-box;padding:.4rem}button{font:inherit;padding:.4rem 1.2rem;margin:1rem .5rem 0 0}
@media(prefers-color-scheme:dark){body{color:#eee;background:#1b1b1b}code{color:#bbb}[role=alert]{color:#ff9ba1}}`;
const styleHash = createHash('sha256').update(style).digest('base64');

/** Sends the page that names what an application asks for. It needs no script, and none could run on it. */
export function sendConsent(reply: FastifyReply, consent: Consent): FastifyReply {
  const { application, organization, scopes, redirectUri, query, proof, problem } = consent;
  const { origin } = new URL(redirectUri);
  const wishes = scopes.map(name => `<li>${html(scopeWords[name] ?? name)} <code>${html(name)}</code></li>`);
  const fields = Object.entries({ ...query, proof }).map(([name, value]) => hidden(name, value));
  const body = `<h1>${html(application.name)} asks for access to ${html(organization)}</h1>
<p>${html(application.description)}</p>
<p>If you agree, it may, on your behalf:</p>
<ul>${wishes.join('')}</ul>
<p>You are sent back to <code>${html(origin)}</code>. You can take your consent back at any time.</p>
${problem === undefined ? '' : `<p role="alert">${html(problem)}</p>`}
<form method="post" action="/oauth2/authorize">${fields.join('')}
<label for="token">Your personal access token, to sign in</label>
<input id="token" name="token" type="password" autocomplete="off" spellcheck="false">
<button name="answer" value="accept">Accept</button><button name="answer" value="deny">Deny</button>
</form>`;
  return sendPage(reply, { title: 'Authorize an application', body, formTarget: origin });
}

/** Sends a page that says why nothing can be asked. */
export function sendProblem(reply: FastifyReply, message: string): FastifyReply {
  const body = `<h1>The application can't be authorized</h1><p role="alert">${html(message)}</p>`;
  return sendPage(reply.code(400), { title: 'Not authorized', body });
}

type Page = { readonly title: string; readonly body: string; readonly formTarget?: string };

// Browsers check where a form's answer leads to as well, so the application's address is among the forms' targets.
function sendPage(reply: FastifyReply, { title, body, formTarget }: Page): FastifyReply {
  const forms = formTarget === undefined ? "'none'" : `'self' ${formTarget}`;
  const policy = `default-src 'none'; style-src 'sha256-${styleHash}'; form-action ${forms}; frame-ancestors 'none'; base-uri 'none'`;
  return reply
    .headers({
      'content-security-policy': policy,
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    })
    .type('text/html; charset=utf-8')
    .send(
      `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title><style>${style}</style><main>${body}</main></html>`,
    );
}

function hidden(name: string, value: string): string {
  return `<input type="hidden" name="${html(name)}" value="${html(value)}">`;
}

function html(text: string): string {
  return text.replace(/[&<>"']/g, letter => `&#${letter.charCodeAt(0)};`);
}
