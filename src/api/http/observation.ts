import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AnsweredRequest, RequestObserver } from '../request-observer.ts';

/** Tells others of requests. While nobody listens it costs a request next to nothing. */
export class Observation {
  readonly #observers: RequestObserver[] = [];

  add(observer: RequestObserver): void {
    this.#observers.push(observer);
  }

  begin(request: FastifyRequest, reply: FastifyReply, activityId: string): void {
    if (this.#observers.length === 0) return;
    const begun = performance.now();
    const ends = this.#observers.map(observer => observer(request));
    reply.raw.once('close', () => {
      const { config, url = '' } = request.routeOptions;
      const answered: AnsweredRequest = {
        activityId,
        method: request.method,
        route: url,
        operation: config?.operation ?? '',
        status: reply.raw.statusCode,
        durationMs: performance.now() - begun,
        user: request.caller?.identity.uniqueName ?? '',
      };
      for (const end of ends) end(answered);
    });
  }
}
