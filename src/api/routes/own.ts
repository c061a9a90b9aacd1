import { Type } from 'typebox';
import type { Api } from '../http/api.ts';
import { openApiDocument, type ServedRoute } from '../http/open-api.ts';
import type { Services } from '../services.ts';

const Health = Type.Object({ status: Type.Union([Type.Literal('healthy'), Type.Literal('unavailable')]) });

/** Routes of Millrace's own, which need no token: whether it is well, and a description of every route. */
export function ownRoutes(api: Api, services: Services, served: readonly ServedRoute[]): void {
  api.get(
    '/health',
    { config: { operation: 'health.get' }, schema: { response: { 200: Health, 503: Health } } },
    async (_request, reply) => {
      const isWell = await services.catalogue.projects(services.organization).then(
        () => true,
        () => false,
      );
      reply.code(isWell ? 200 : 503);
      return { status: isWell ? ('healthy' as const) : ('unavailable' as const) };
    },
  );
  let document: string | undefined;
  api.get('/openapi.json', { config: { operation: 'openapi.get' }, schema: {} }, async (_request, reply) => {
    document ??= JSON.stringify(openApiDocument(served));
    return reply.type('application/json; charset=utf-8').send(document);
  });
}
