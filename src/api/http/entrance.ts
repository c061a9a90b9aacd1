import { randomUUID } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../../base/clock.ts';
import { requestsPerSecond } from '../../base/limits.ts';
import { headersOf, stamp } from './answer-headers.ts';
import { throttled } from './error-words.ts';
import type { Throttled } from './errors.ts';
import { Observation } from './observation.ts';
import { Origins } from './origins.ts';
import { RateLimit } from './rate-limit.ts';

export type EntranceOptions = {
  /** How many requests a second one caller may send. Default: `requestsPerSecond`. */
  readonly rateLimit?: number;
  /** The origins whose pages may read answers, such as `https://app.example.com`; `*` is every one. Default: none. */
  readonly origins?: readonly string[];
};

/** What happens to every request first, also to one that no route has: its answer gets its headers, and whoever listens hears of it. */
export class Entrance {
  readonly observation = new Observation();
  readonly #origins: Origins | undefined;
  readonly #rateLimit: RateLimit;

  constructor({ rateLimit = requestsPerSecond, origins = [] }: EntranceOptions, clock: Clock) {
    this.#origins = origins.length === 0 ? undefined : new Origins(origins);
    this.#rateLimit = new RateLimit(rateLimit, clock);
  }

  /** Call it once for each request, first of all; answers the activity id that its answer has. */
  begin(request: FastifyRequest, reply: FastifyReply): string {
    const activityId = randomUUID();
    this.observation.begin(request, reply, activityId);
    return activityId;
  }

  /** Sets the headers of an answer; call it before anything is answered or refused. */
  stamp(request: FastifyRequest, reply: FastifyReply, activityId: string): void {
    stamp(request, reply, activityId);
    this.#origins?.admit(request, reply);
  }

  /** The headers of an answer that is written without the framework, name before value; `undefined` where they depend on who asks. */
  headersOf(request: FastifyRequest, activityId: string): string[] | undefined {
    return this.#origins === undefined ? headersOf(request, activityId) : undefined;
  }

  /** Answers a browser's question whether its page may ask at all; false for every other request. */
  answersPreflight(request: FastifyRequest, reply: FastifyReply): boolean {
    if (this.#origins?.isPreflight(request) !== true) return false;
    this.#origins.answerPreflight(request, reply);
    return true;
  }

  /** Counts a request of a caller: somebody's id, or the address of who is not known. */
  count(caller: string): Throttled | undefined {
    const excess = this.#rateLimit.take(caller);
    return excess === undefined ? undefined : throttled(caller, excess);
  }
}
