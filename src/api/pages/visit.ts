import type { FastifyRequest } from 'fastify';
import type { Instant } from '../../base/clock.ts';
import { type BrowserSessions, homeOf } from '../http/browser-sessions.ts';
import { type OperationName, operations } from '../http/operations.ts';
import { allows } from '../http/scope-rules.ts';
import type { Caller } from '../http/tokens.ts';
import type { Services } from '../services.ts';

/** Somebody who looks at a page. */
export type Visit = {
  readonly organization: string;
  /** The path of the organization's pages: `/fabrikam`. */
  readonly home: string;
  readonly caller: Caller;
  /** What each form brings. Absent for who came by a token: no page has a form for him. */
  readonly proof: string | undefined;
  readonly now: Instant;
  /** Whether a form of an operation, or a link to it, is shown. */
  may(operation: OperationName): boolean;
};

export function visitOf(services: Services, sessions: BrowserSessions, request: FastifyRequest): Visit {
  const { caller } = request;
  const proof = sessions.proofFor(caller);
  return {
    organization: services.organization,
    home: homeOf(request),
    caller,
    proof,
    now: services.clock.now(),
    may: operation => proof !== undefined && allows(caller.granted, operations[operation].scope),
  };
}
