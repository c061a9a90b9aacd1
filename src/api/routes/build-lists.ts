import { type Static, Type } from 'typebox';
import { Build, buildQueryOrder, buildReason, buildResult, buildStatus } from '../../wire/builds.ts';
import { Collection, Int32, WireEnum } from '../../wire/json-schema.ts';
import type { Api } from '../http/api.ts';
import { serviceError } from '../http/errors.ts';
import { projectOf } from '../http/lookups.ts';
import { projectParams, projectPath } from '../http/paths.ts';
import { buildResource } from '../resources/build-resource.ts';
import { searchBuilds } from '../resources/build-search.ts';
import { poolOf } from '../resources/definition-lookups.ts';
import { presentBuild } from '../resources/present-build.ts';
import type { Services } from '../services.ts';

const text = Type.Optional(Type.String());
const deleted = { excludeDeleted: 0, includeDeleted: 1, onlyDeleted: 2 } as const;

const BuildListQuery = Type.Object({
  definitions: text,
  queues: text,
  buildIds: text,
  buildNumber: text,
  minTime: text,
  maxTime: text,
  requestedFor: text,
  reasonFilter: Type.Optional(WireEnum(buildReason)),
  statusFilter: Type.Optional(WireEnum(buildStatus)),
  resultFilter: Type.Optional(WireEnum(buildResult)),
  tagFilters: text,
  properties: text,
  branchName: text,
  repositoryId: text,
  repositoryType: text,
  deletedFilter: Type.Optional(WireEnum(deleted)),
  maxBuildsPerDefinition: Type.Optional(Int32),
  queryOrder: Type.Optional(WireEnum(buildQueryOrder)),
  continuationToken: text,
  $top: Type.Optional(Type.Integer({ minimum: 0 })),
});

/** Lists of runs as the Build area shows them. */
export function buildListRoutes(api: Api, services: Services): void {
  listBuilds(api, services);
  latestBuild(api, services);
}

function listBuilds(api: Api, services: Services): void {
  api.get(
    `${projectPath}/build/builds`,
    {
      config: { operation: 'builds.list' },
      schema: {
        params: Type.Object(projectParams),
        querystring: BuildListQuery,
        response: { 200: Collection(Build) },
      },
    },
    async (request, reply) => {
      const project = await projectOf(services, request.params);
      const query: Static<typeof BuildListQuery> = request.query;
      const { rows, continuationToken } = await searchBuilds(services, project.id, query);
      if (continuationToken !== undefined) reply.header('x-ms-continuationtoken', continuationToken);
      const pools = await services.agents.pools(services.organization);
      const value = rows.map(row =>
        buildResource(request.base, { row, project, pool: poolOf(pools, row.facts.poolId) }),
      );
      return { count: rows.length, value };
    },
  );
}

function latestBuild(api: Api, services: Services): void {
  api.get(
    `${projectPath}/build/latest/:definition`,
    {
      config: { operation: 'builds.latest' },
      schema: {
        params: Type.Object({ ...projectParams, definition: Type.String() }),
        querystring: Type.Object({ branchName: text }),
        response: { 200: Build },
      },
    },
    async request => {
      const project = await projectOf(services, request.params);
      const { definition } = request.params;
      const pipelines = await services.catalogue.pipelines(services.organization, project.id);
      const pipeline = pipelines.find(
        ({ id, name }) => `${id}` === definition || name.toLowerCase() === definition.toLowerCase(),
      );
      const { rows } = await searchBuilds(services, project.id, {
        definitions: `${pipeline?.id ?? -1}`,
        statusFilter: 'completed',
        ...(request.query.branchName === undefined ? {} : { branchName: request.query.branchName }),
        $top: 1,
      });
      const [row] = rows;
      if (row === undefined)
        throw serviceError('buildMissing', `No completed builds were found for pipeline ${definition}.`);
      return presentBuild(services, request.base, row);
    },
  );
}
