import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify';
import type { Services } from '../services.ts';
import { isSecure } from './answer-headers.ts';
import { BaseUrl } from './base-url.ts';
import type { Entrance } from './entrance.ts';
import { organizationMissing, unauthorized } from './error-words.ts';
import type { ServiceError } from './errors.ts';
import { type Operation, type OperationName, operations } from './operations.ts';
import { allows, type ScopeRule } from './scope-rules.ts';
import { type Caller, Tokens } from './tokens.ts';
import { askedVersion, Versions } from './versions.ts';

export type OnRequest = (request: FastifyRequest, reply: FastifyReply, done: HookHandlerDoneFunction) => void;

export type AdmissionOptions = {
  /** The address under which clients reach the server, without a slash at its end. Default: what their `Host` header says. */
  readonly publicUrl?: string;
  /** Whether metrics are read without a token. Default: false. */
  readonly anonymousMetrics?: boolean;
  /** Whether requests may name any api-version, or none. Default: false. */
  readonly looseVersions?: boolean;
};

/**
 * What a request passes before its route: the headers of the answer, the organization, the token, the token's scopes, the version.
 * One hook for all of it, made once for each route, because every hook costs each request.
 */
export class Admission {
  readonly #tokens: Tokens;
  readonly #organization: string;
  readonly #baseUrl: BaseUrl;
  readonly #entrance: Entrance;
  readonly #hasAnonymousMetrics: boolean;
  readonly #hasLooseVersions: boolean;

  constructor(services: Services, entrance: Entrance, options: AdmissionOptions) {
    const { publicUrl, anonymousMetrics = false, looseVersions = false } = options;
    this.#hasLooseVersions = looseVersions;
    this.#tokens = new Tokens(services.access.bearers, services.clock);
    this.#organization = services.organization;
    this.#entrance = entrance;
    this.#hasAnonymousMetrics = anonymousMetrics;
    this.#baseUrl = new BaseUrl(services.organization, publicUrl);
  }

  /** The hook of a route. */
  to(name: OperationName): OnRequest {
    const { scope: usual, location, ownJob = false }: Operation = operations[name];
    const scope = name === 'metrics.get' && this.#hasAnonymousMetrics ? 'public' : usual;
    const versions = location === undefined ? undefined : new Versions(location, this.#hasLooseVersions);
    return (request, reply, done) => {
      this.#entrance.begin(request, reply);
      request.base = this.#baseUrl.of(request.headers.host, isSecure(request));
      if (this.#entrance.answersPreflight(request, reply)) return;
      this.#checkOrganization(request);
      if (scope === 'public') {
        done(this.#entrance.count(request.ip));
        return;
      }
      const header = request.headers.authorization ?? '';
      const known = this.#tokens.recall(header);
      const decide = (caller: Caller | undefined): void =>
        done(this.#excess(scope, caller, request) ?? refusal({ scope, ownJob }, versions, caller, request, reply));
      if (known !== undefined) decide(known);
      else this.#tokens.find(header).then(decide).catch(done);
    };
  }

  // Agents are not held up: what a job prints and reports comes as fast as the job is, and must not be lost.
  #excess(scope: ScopeRule, caller: Caller | undefined, request: FastifyRequest): ServiceError | undefined {
    if (caller === undefined) return this.#entrance.count(request.ip);
    return scope === 'vso.agentpools_manage' ? undefined : this.#entrance.count(caller.identity.id);
  }

  #checkOrganization(request: FastifyRequest): void {
    const { organization } = request.params as { readonly organization?: string };
    if (organization === undefined || organization === this.#organization) return;
    if (organization.toLowerCase() !== this.#organization.toLowerCase()) throw organizationMissing(organization);
  }
}

type ProjectParam = { project?: string };

/** Whether a request is for the one project of its caller. One that names no project is made to: it finds nothing of the others then. */
function isWithin(own: Caller['project'], params: ProjectParam): boolean {
  if (own === undefined) return true;
  const asked = params.project?.toLowerCase() ?? own.id;
  params.project = own.id;
  return asked === own.id || asked === own.name.toLowerCase();
}

/** What keeps a caller from an operation; `undefined` when nothing does, and then the answer knows its version. */
function refusal(
  { scope, ownJob }: { readonly scope: ScopeRule; readonly ownJob: boolean },
  versions: Versions | undefined,
  caller: Caller | undefined,
  request: FastifyRequest,
  reply: FastifyReply,
): ServiceError | undefined {
  if (caller === undefined) return unauthorized('');
  const may = allows(caller.granted, scope) || (ownJob && caller.job !== undefined);
  if (!may || !isWithin(caller.project, request.params as ProjectParam))
    return unauthorized(caller.identity.displayName);
  request.caller = caller;
  reply.header('x-vss-userdata', caller.userData);
  if (versions === undefined) return undefined;
  const asked = askedVersion(request.query as Record<string, unknown>, request.headers.accept);
  const chosen = versions.choose(request.method, asked);
  if (!chosen.ok) return chosen.error;
  reply.header('content-type', chosen.contentType);
  return undefined;
}
