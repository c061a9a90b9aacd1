import type { FastifyReply, FastifyRequest } from 'fastify';

/** What pages of other origins may read of an answer. */
const exposed = [
  'ActivityId',
  'ETag',
  'Request-Context',
  'Retry-After',
  'X-MS-ContinuationToken',
  'X-RateLimit-Limit',
  'X-RateLimit-Remaining',
  'X-RateLimit-Reset',
  'X-TFS-Session',
].join(', ');

const methods = 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS';

/** For how long browsers may remember what they may ask, in seconds. */
const preflightSeconds = 3_600;

/** The origins whose pages browsers let read answers (CORS). They still need a token: no cookie counts here. */
export class Origins {
  readonly #allowed: ReadonlySet<string>;
  readonly #isAnyAllowed: boolean;

  /** Each `https://app.example.com`; `*` is every origin. */
  constructor(allowed: readonly string[]) {
    this.#allowed = new Set(allowed);
    this.#isAnyAllowed = this.#allowed.has('*');
  }

  /** Sets what tells a browser that its page may read the answer. */
  admit(request: FastifyRequest, reply: FastifyReply): void {
    reply.header('vary', 'Accept-Encoding, Origin');
    if (!this.#allows(request)) return;
    reply.header('access-control-allow-origin', this.#isAnyAllowed ? '*' : request.headers.origin);
    reply.header('access-control-expose-headers', exposed);
  }

  /** Whether a request is a browser's question whether it may send another one, which needs no token. */
  isPreflight(request: FastifyRequest): boolean {
    const asks = request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined;
    return asks && this.#allows(request);
  }

  /** Answers such a question with yes. */
  answerPreflight(request: FastifyRequest, reply: FastifyReply): void {
    reply.header('access-control-allow-methods', methods);
    reply.header('access-control-allow-headers', request.headers['access-control-request-headers'] ?? '');
    reply.header('access-control-max-age', preflightSeconds);
    reply.code(204).send();
  }

  #allows({ headers }: FastifyRequest): boolean {
    const { origin } = headers;
    return origin !== undefined && (this.#isAnyAllowed || this.#allowed.has(origin));
  }
}
