import type { FastifyReply } from 'fastify';
import type { BrowserSessions } from './browser-sessions.ts';
import { type ServiceError, serviceError } from './errors.ts';
import type { Caller } from './tokens.ts';

/** What is answered to a form that no page of ours gave its sender. */
export function formForeign(): ServiceError {
  return serviceError(
    'argument',
    'The form has expired, or it did not come from this page. Please load the page again.',
  );
}

/** Throws where a form is none that a page gave to who sends it. */
export function checkForm(sessions: BrowserSessions, caller: Caller, { proof }: { readonly proof?: string }): void {
  if (!sessions.accepts(caller, proof ?? '')) throw formForeign();
}

/** Leads from a form to a page. It is asked for anew, so that one that is loaded again does nothing twice. */
export function seeOther(reply: FastifyReply, path: string): FastifyReply {
  return reply.header('cache-control', 'no-store').redirect(path, 303);
}
