import type { FastifyRequest } from 'fastify';

/** A request that was answered, or whose client went away. */
export type AnsweredRequest = {
  /** The id under which the client was told of it. */
  readonly activityId: string;
  readonly method: string;
  /** The route's pattern, such as `/:organization/_apis/projects`; empty for a path that no route has. */
  readonly route: string;
  readonly operation: string;
  readonly status: number;
  readonly durationMs: number;
  /** The unique name of who asked; empty when nobody was let in. */
  readonly user: string;
};

/** Hears that a request begins; what it answers is called once it is over. */
export type RequestObserver = (request: FastifyRequest) => (answered: AnsweredRequest) => void;
