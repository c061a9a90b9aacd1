import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify';
import type { Services } from '../services.ts';
import { stamp } from './answer-headers.ts';
import { baseUrl } from './base-url.ts';
import { organizationMissing, unauthorized } from './error-words.ts';
import type { ServiceError } from './errors.ts';
import { allows, type Operation, type OperationName, operations } from './operations.ts';
import { type Caller, Tokens } from './tokens.ts';
import { askedVersion, chooseVersion } from './versions.ts';

export type OnRequest = (request: FastifyRequest, reply: FastifyReply, done: HookHandlerDoneFunction) => void;

/**
 * What a request passes before its route: the headers of the answer, the organization, the token, the token's scopes, the version.
 * One hook for all of it, made once for each route, because every hook costs each request.
 */
export class Admission {
  readonly #tokens: Tokens;
  readonly #organization: string;
  readonly #publicUrl: string | undefined;

  constructor(services: Services, publicUrl: string | undefined) {
    this.#tokens = new Tokens(services.tokens, services.organization, services.clock);
    this.#organization = services.organization;
    this.#publicUrl = publicUrl;
  }

  /** The hook of a route. */
  to(name: OperationName): OnRequest {
    const operation: Operation = operations[name];
    return (request, reply, done) => {
      stamp(request, reply);
      request.base = baseUrl(request.headers.host, this.#organization, this.#publicUrl);
      this.#checkOrganization(request);
      if (operation.scope === 'public') {
        done();
        return;
      }
      const header = request.headers.authorization ?? '';
      const known = this.#tokens.recall(header);
      if (known !== undefined) done(refusal(operation, known, request, reply));
      else this.#tokens.find(header).then(found => done(refusal(operation, found, request, reply)), done);
    };
  }

  #checkOrganization(request: FastifyRequest): void {
    const { organization } = request.params as { readonly organization?: string };
    if (organization === undefined || organization === this.#organization) return;
    if (organization.toLowerCase() !== this.#organization.toLowerCase()) throw organizationMissing(organization);
  }
}

/** What keeps a caller from an operation; `undefined` when nothing does, and then the answer knows its version. */
function refusal(
  operation: Operation,
  caller: Caller | undefined,
  request: FastifyRequest,
  reply: FastifyReply,
): ServiceError | undefined {
  if (caller === undefined) return unauthorized('');
  if (!allows(caller.granted, operation.scope)) return unauthorized(caller.identity.displayName);
  request.caller = caller;
  reply.header('x-vss-userdata', caller.userData);
  if (operation.location === undefined) return undefined;
  const asked = askedVersion(request.query as Record<string, unknown>, request.headers.accept);
  const chosen = chooseVersion(operation.location, request.method, asked);
  if (!chosen.ok) return chosen.error;
  reply.header('content-type', `application/json; charset=utf-8; api-version=${chosen.version}`);
  return undefined;
}
