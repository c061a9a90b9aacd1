import { Type } from 'typebox';
import type { Api } from '../http/api.ts';
import { FrameworkRefusal } from '../http/errors.ts';
import { openApiDocument, type ServedRoute } from '../http/open-api.ts';
import type { Scrape } from '../metrics.ts';
import type { RequestObserver } from '../request-observer.ts';
import type { Services } from '../services.ts';

const Health = Type.Object({ status: Type.Union([Type.Literal('healthy'), Type.Literal('unavailable')]) });

/**
 * Whether the server is well: `/health/live` whether it answers at all, `/health/ready` and `/health` whether its database does too. A server
 * that is not ready is sent nothing; one that is not alive is started again.
 */
export function healthRoutes(api: Api, services: Services): void {
  const schema = { response: { 200: Health, 503: Health } };
  api.get(
    '/health/live',
    { config: { operation: 'health.live' }, schema: { response: { 200: Health } } },
    async () => ({
      status: 'healthy' as const,
    }),
  );
  for (const [path, operation] of [
    ['/health', 'health.get'],
    ['/health/ready', 'health.ready'],
  ] as const) {
    api.get(path, { config: { operation }, schema }, async (_request, reply) => {
      const isWell = await services.catalogue.projects(services.organization).then(
        () => true,
        () => false,
      );
      reply.code(isWell ? 200 : 503);
      return { status: isWell ? ('healthy' as const) : ('unavailable' as const) };
    });
  }
}

/** Figures for Prometheus; needs a token with a scope of its own, unless the server is told otherwise. */
export function metricsRoute(api: Api, scrape: Scrape | undefined, observe: (observer: RequestObserver) => void): void {
  api.get(
    '/metrics',
    { config: { operation: 'metrics.get', produces: 'text/plain' }, schema: {} },
    async (_request, reply) => {
      if (scrape === undefined) throw new FrameworkRefusal(404, 'This server has no metrics.');
      const { type, text } = await scrape(observe);
      return reply.type(type).send(text);
    },
  );
}

/** A description of every route, for everyone. */
export function openApiRoute(api: Api, served: readonly ServedRoute[]): void {
  let document: string | undefined;
  api.get(
    '/openapi.json',
    { config: { operation: 'openapi.get', produces: 'application/json' }, schema: {} },
    async (_request, reply) => {
      document ??= JSON.stringify(openApiDocument(served));
      return reply.type('application/json; charset=utf-8').send(document);
    },
  );
}
