import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify';
import type { Services } from '../services.ts';
import { isSecure } from './answer-headers.ts';
import { BaseUrl } from './base-url.ts';
import { BrowserSessions } from './browser-sessions.ts';
import type { Entrance } from './entrance.ts';
import { organizationMissing, unauthorized } from './error-words.ts';
import type { ServiceError } from './errors.ts';
import { type FindKept, isPlainGet, writeKept } from './kept-answer.ts';
import type { Operation } from './operation.ts';
import { type OperationName, operations } from './operations.ts';
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
  readonly #sessions: BrowserSessions;
  readonly #organization: string;
  readonly #baseUrl: BaseUrl;
  readonly #entrance: Entrance;
  readonly #hasAnonymousMetrics: boolean;
  readonly #hasLooseVersions: boolean;

  constructor(services: Services, entrance: Entrance, options: AdmissionOptions) {
    const { publicUrl, anonymousMetrics = false, looseVersions = false } = options;
    this.#hasLooseVersions = looseVersions;
    this.#tokens = new Tokens(services.access.bearers, services.clock);
    this.#sessions = new BrowserSessions(services.access);
    this.#organization = services.organization;
    this.#entrance = entrance;
    this.#hasAnonymousMetrics = anonymousMetrics;
    this.#baseUrl = new BaseUrl(services.organization, publicUrl);
  }

  /** The hook of a route, and where the answers of that route are kept. */
  to(name: OperationName, kept?: FindKept): OnRequest {
    const { scope: usual, location, jobs, isPage = false }: Operation = operations[name];
    const scope = name === 'metrics.get' && this.#hasAnonymousMetrics ? 'public' : usual;
    const versions = location === undefined ? undefined : new Versions(location, this.#hasLooseVersions);
    const judge = (caller: Caller | undefined, request: FastifyRequest): Judgement => {
      const error = this.#excess(scope, caller, request);
      return error === undefined ? judgementOf({ scope, jobs }, versions, caller, request) : { error };
    };
    return (request, reply, done) => {
      const activityId = this.#entrance.begin(request, reply);
      request.base = this.#baseUrl.of(request.headers.host, isSecure(request));
      const header = request.headers.authorization ?? '';
      const known = scope === 'public' ? undefined : this.#tokens.recall(header);
      const isEarly = kept !== undefined && known !== undefined && this.#isOurs(request);
      const early = isEarly ? judge(known, request) : undefined;
      if (isEarly && early !== undefined && this.#writesKept(kept, early, activityId, request, reply)) return;
      this.#entrance.stamp(request, reply, activityId);
      if (this.#entrance.answersPreflight(request, reply)) return;
      if (!this.#isOurs(request)) throw organizationMissing(organizationOf(request) ?? '');
      const decide = (caller: Caller | undefined): void => done(applied(early ?? judge(caller, request), reply));
      if (scope === 'public') done(this.#entrance.count(request.ip));
      else if (known !== undefined) decide(known);
      else
        this.#find(header, isPage ? request : undefined)
          .then(decide)
          .catch(done);
    };
  }

  /** Who asks: by the header, or, where a page will do with it, by being signed in. */
  #find(header: string, page: FastifyRequest | undefined): Promise<Caller | undefined> {
    return header === '' && page !== undefined ? this.#sessions.find(page) : this.#tokens.find(header);
  }

  /** Answers with kept bytes a request that was let in, if there are any and nothing of it asks for more. */
  #writesKept(
    find: FindKept,
    judgement: Judgement,
    activityId: string,
    request: FastifyRequest,
    reply: FastifyReply,
  ): boolean {
    const kept = judgement.error === undefined && isPlainGet(request) ? find(request) : undefined;
    const headers = kept === undefined ? undefined : this.#entrance.headersOf(request, activityId);
    if (kept === undefined || headers === undefined) return false;
    writeKept(kept, [...headers, ...headersOf(judgement)], reply);
    return true;
  }

  // Agents are not held up: what a job prints and reports comes as fast as the job is, and must not be lost.
  #excess(scope: ScopeRule, caller: Caller | undefined, request: FastifyRequest): ServiceError | undefined {
    if (caller === undefined) return this.#entrance.count(request.ip);
    return scope === 'vso.agentpools_listen' ? undefined : this.#entrance.count(caller.identity.id);
  }

  #isOurs(request: FastifyRequest): boolean {
    const asked = organizationOf(request);
    if (asked === undefined || asked === this.#organization) return true;
    return asked.toLowerCase() === this.#organization.toLowerCase();
  }
}

function organizationOf({ params }: FastifyRequest): string | undefined {
  return (params as { readonly organization?: string }).organization;
}

/** What becomes of a request. An answer to a caller who is known names him, and its version if that may be answered. */
type Judgement = { readonly error?: ServiceError; readonly caller?: Caller; readonly contentType?: string };

type ProjectParam = { project?: string };

/** Whether a request is for the one project of its caller. One that names no project is made to: it finds nothing of the others then. */
function isWithin(own: Caller['project'], params: ProjectParam): boolean {
  if (own === undefined) return true;
  const asked = params.project?.toLowerCase() ?? own.id;
  params.project = own.id;
  return asked === own.id || asked === own.name.toLowerCase();
}

/** Whether a caller may have an operation, and in which version. */
function judgementOf(
  { scope, jobs }: { readonly scope: ScopeRule; readonly jobs: Operation['jobs'] | undefined },
  versions: Versions | undefined,
  caller: Caller | undefined,
  request: FastifyRequest,
): Judgement {
  if (caller === undefined) return { error: unauthorized('') };
  const rule = caller.job === undefined ? undefined : jobs;
  const may = rule === 'own' || (rule !== 'never' && allows(caller.granted, scope));
  if (!may || !isWithin(caller.project, request.params as ProjectParam))
    return { error: unauthorized(caller.identity.displayName) };
  request.caller = caller;
  if (versions === undefined) return { caller };
  const asked = askedVersion(request.query as Record<string, unknown>, request.headers.accept);
  const chosen = versions.choose(request.method, asked);
  return chosen.ok ? { caller, contentType: chosen.contentType } : { caller, error: chosen.error };
}

/** The headers of an answer that follow from who asks for what, each name before its value. */
function headersOf({ caller, contentType }: Judgement): string[] {
  const headers = caller === undefined ? [] : ['x-vss-userdata', caller.userData];
  if (contentType !== undefined) headers.push('content-type', contentType);
  return headers;
}

/** Sets them, and answers what keeps the caller from the operation. */
function applied(judgement: Judgement, reply: FastifyReply): ServiceError | undefined {
  const headers = headersOf(judgement);
  for (let at = 0; at < headers.length; at += 2) reply.header(headers[at] as string, headers[at + 1]);
  return judgement.error;
}
