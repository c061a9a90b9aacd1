import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Services } from '../services.ts';
import { BrowserSessions, homeOf } from './browser-sessions.ts';
import type { FrameworkRefusal, ServiceError } from './errors.ts';
import type { Operation } from './operation.ts';
import { operations } from './operations.ts';
import { allows } from './scope-rules.ts';

/** What is wrong, as people with a browser are told it. */
export class ProblemPages {
  readonly #services: Services;
  readonly #sessions: BrowserSessions;

  constructor(services: Services) {
    this.#services = services;
    this.#sessions = new BrowserSessions(services.access);
  }

  /** Whether a request is of somebody with a browser who looks at a page. */
  areFor(request: FastifyRequest): boolean {
    return operationOf(request)?.isPage === true && /\btext\/html\b/i.test(request.headers.accept ?? '');
  }

  async show(
    error: ServiceError | FrameworkRefusal,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<FastifyReply> {
    if (error.status === 401) return this.#refuse(request, reply);
    const { sendProblem } = await import('../pages/problem-page.ts');
    return sendProblem(reply.code(error.status), { message: error.message, ways: waysFrom(request) });
  }

  /** Lets people sign in, and tells who is signed in that it does not suffice. */
  async #refuse(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const right = canonical(request, this.#services.organization);
    // Cookies tell paths apart by the case of their letters, organizations do not.
    if (right !== undefined) return reply.redirect(right, 307);
    const caller = await this.#sessions.find(request);
    const rule = operationOf(request)?.scope ?? 'any';
    if (caller === undefined || allows(caller.granted, rule)) {
      const { sendSignIn } = await import('../pages/sign-in-page.ts');
      return sendSignIn(this.#services, request, reply.code(401).header('www-authenticate', 'Bearer'), {
        returnTo: seenPath(request),
      });
    }
    const { sendForbidden } = await import('../pages/problem-page.ts');
    const proof = this.#sessions.proofFor(caller) ?? '';
    return sendForbidden(reply.code(403), { caller, rule, proof, home: homeOf(request), ways: waysFrom(request) });
  }
}

function operationOf({ routeOptions }: FastifyRequest): Operation | undefined {
  const name = routeOptions.config.operation;
  return name === undefined ? undefined : operations[name];
}

/** The address in the spelling of the organization, where a request has another. */
function canonical({ url, base }: FastifyRequest, organization: string): string | undefined {
  const [, first = '', rest = ''] = /^\/([^/?]*)(.*)$/s.exec(url) ?? [];
  return first === encodeURIComponent(organization) ? undefined : `${homeOf({ base })}${rest}`;
}

/** The path of a request as the browser has it: behind a proxy there may be more before it. What only takes forms has a page beside it. */
function seenPath(request: FastifyRequest): string {
  const rest = request.url.replace(/^\/[^/?]*/, '');
  const shown = request.method === 'GET' ? rest : rest.replace(/\/_build\/approval(?=\?|$)/i, '/_build/results');
  return `${homeOf(request)}${shown}`;
}

/** Where somebody may want to go instead. */
function waysFrom(request: FastifyRequest): readonly { readonly text: string; readonly href: string }[] {
  const { project } = request.params as { readonly project?: string };
  const home = homeOf(request);
  const all = { text: 'All projects', href: home };
  if (project === undefined) return [all];
  return [{ text: `Pipelines of ${project}`, href: `${home}/${encodeURIComponent(project)}/_build` }, all];
}
