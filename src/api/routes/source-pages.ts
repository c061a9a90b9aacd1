import { Type } from 'typebox';
import { Id32 } from '../../wire/json-schema.ts';
import type { Api } from '../http/api.ts';
import { loadPages } from '../http/load-pages.ts';
import { pullRequestPlaceOf, repositoryOf } from '../http/lookups.ts';
import { organizationParams, projectParams } from '../http/paths.ts';
import type { Services } from '../services.ts';

const path = '/:organization/:project/_git/:repositoryId';
const params = { ...projectParams, repositoryId: Type.String() };
const config = { operation: 'sourcePage.show', produces: 'text/html' } as const;

/** The pages to which links of agents, repositories, commits and pull requests lead, where the service has them. */
export function sourcePageRoutes(api: Api, services: Services): void {
  showAgents(api, services);
  const pages = loadPages(services);
  api.get(path, { config, schema: { params: Type.Object(params) } }, async (request, reply) =>
    (await pages()).repository(request, reply, await repositoryOf(services, request.params)),
  );
  api.get(
    `${path}/commit/:commitId`,
    { config, schema: { params: Type.Object({ ...params, commitId: Type.String() }) } },
    async (request, reply) => {
      const place = await repositoryOf(services, request.params);
      return (await pages()).commit(request, reply, place, request.params.commitId);
    },
  );
  api.get(
    `${path}/pullrequest/:pullRequestId`,
    { config, schema: { params: Type.Object({ ...params, pullRequestId: Id32 }) } },
    async (request, reply) =>
      (await pages()).pullRequest(request, reply, await pullRequestPlaceOf(services, request.params)),
  );
}

function showAgents(api: Api, services: Services): void {
  const pages = loadPages(services);
  api.get(
    '/:organization/_settings/agentpools',
    {
      config: { operation: 'agentsPage.show', produces: 'text/html' },
      schema: {
        params: Type.Object(organizationParams),
        querystring: Type.Object({ poolId: Type.Optional(Id32) }),
      },
    },
    async (request, reply) => (await pages()).agents(request, reply, request.query.poolId),
  );
}
