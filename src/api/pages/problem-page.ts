import type { FastifyReply } from 'fastify';
import { scopeWords } from '../../access/scopes.ts';
import { sendPage } from '../http/page.ts';
import { leastScopes, type ScopeRule } from '../http/scope-rules.ts';
import type { Caller } from '../http/tokens.ts';
import { proofField } from './frame.ts';
import { type Markup, markup } from './markup.ts';
import { style } from './style.ts';

type Way = { readonly text: string; readonly href: string };

/** Sends a page that says what is wrong, and where to go on. */
export function sendProblem(
  reply: FastifyReply,
  { message, ways }: { readonly message: string; readonly ways: readonly Way[] },
): FastifyReply {
  const title = reply.statusCode === 404 ? 'Not found' : 'That did not work';
  return send(reply, title, markup`<p role="alert">${message}</p>${waysView(ways)}`);
}

/** Sends a page that says that the token with which somebody is signed in does not suffice. */
export function sendForbidden(
  reply: FastifyReply,
  of: {
    readonly caller: Caller;
    readonly rule: ScopeRule;
    readonly proof: string;
    readonly home: string;
    readonly ways: readonly Way[];
  },
): FastifyReply {
  const needed = [...new Set(leastScopes(of.rule).flat())];
  const list = needed.map(scope => markup`<li>${scopeWords[scope] ?? scope} <code>${scope}</code></li>`);
  return send(
    reply,
    'Not allowed',
    markup`<p role="alert">The token with which you are signed in, ${of.caller.identity.displayName}, does not allow this. It needs:</p><ul>${list}</ul>
<form method="post" action="${of.home}/_signout">${proofField(of.proof)}<button>Sign out, to sign in with another token</button></form>${waysView(of.ways)}`,
  );
}

function waysView(ways: readonly Way[]): Markup {
  return markup`<ul>${ways.map(({ text, href }) => markup`<li><a href="${href}">${text}</a></li>`)}</ul>`;
}

function send(reply: FastifyReply, title: string, body: Markup): FastifyReply {
  const page = markup`<main><h1>${title}</h1>${body}</main>`;
  return sendPage(reply, { title: `${title} – Millrace`, body: page.text, formTargets: "'self'", style });
}
