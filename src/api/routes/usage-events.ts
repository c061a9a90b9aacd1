import { Type } from 'typebox';
import type { Api } from '../http/api.ts';
import { noContent } from '../http/no-content.ts';
import { organizationParams, organizationPath } from '../http/paths.ts';

/** What clients tell of their own use. It is taken, so that none of them waits or warns, and forgotten. */
export function usageEventRoutes(api: Api): void {
  api.post(
    `${organizationPath}/CustomerIntelligence/Events`,
    {
      config: { operation: 'usageEvents.publish' },
      schema: { params: Type.Object(organizationParams), body: Type.Array(Type.Object({}), { maxItems: 1_000 }) },
    },
    async (_request, reply) => noContent(reply),
  );
}
