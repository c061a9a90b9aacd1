import { Type } from 'typebox';
import { BuildMetric } from '../../wire/build-details.ts';
import { Closed, Collection } from '../../wire/json-schema.ts';
import type { Api } from '../http/api.ts';
import { argumentNull } from '../http/error-words.ts';
import { serviceError } from '../http/errors.ts';
import { projectOf } from '../http/lookups.ts';
import { organizationParams, organizationPath, projectParams, projectPath } from '../http/paths.ts';
import { badgeImage } from '../resources/badge.ts';
import { badgeOfRows } from '../resources/badge-state.ts';
import { searchBuilds } from '../resources/build-search.ts';
import { buildMetrics, metricSpans } from '../resources/definition-metrics.ts';
import { sourcePlaceOf } from '../resources/source-place.ts';
import type { Services } from '../services.ts';

/** How far back runs are counted unless the query says since when. */
const metricsMs = 7 * 24 * 60 * 60 * 1000;

/** Runs of many pipelines at a glance: of a project, of a repository, of the organization. */
export function buildOverviewRoutes(api: Api, services: Services): void {
  listProjectMetrics(api, services);
  getRepositoryBadge(api, services);
  getRetentionHistory(api);
}

function listProjectMetrics(api: Api, services: Services): void {
  api.get(
    `${projectPath}/build/metrics/:metricAggregationType`,
    {
      config: { operation: 'projectMetrics.list' },
      schema: {
        params: Type.Object({ ...projectParams, metricAggregationType: Type.String() }),
        querystring: Type.Object({ minMetricsTime: Type.Optional(Type.String()) }),
        response: { 200: Collection(BuildMetric) },
      },
    },
    async request => {
      const { metricAggregationType } = request.params;
      const project = await projectOf(services, request.params);
      const spanMs = metricSpans.get(metricAggregationType.toLowerCase());
      if (spanMs === undefined)
        throw serviceError('argument', `Metrics are counted hourly or daily, not '${metricAggregationType}'.`);
      const { minMetricsTime: minTime = new Date(services.clock.now() - metricsMs).toISOString() } = request.query;
      const done = await searchBuilds(services, project.id, { statusFilter: 'completed', minTime });
      const all = await searchBuilds(services, project.id, {});
      const value = buildMetrics([...all.rows.filter(row => row.finishedAt === undefined), ...done.rows], spanMs);
      return { count: value.length, value };
    },
  );
}

// The document has a text, and its clients read one: the image is in it.
function getRepositoryBadge(api: Api, services: Services): void {
  api.get(
    `${projectPath}/build/repos/:repoType/badge`,
    {
      config: { operation: 'repositoryBadge.get' },
      schema: {
        params: Type.Object({ ...projectParams, repoType: Type.String() }),
        querystring: Type.Object({ repoId: Type.Optional(Type.String()), branchName: Type.Optional(Type.String()) }),
        response: { 200: Type.String() },
      },
    },
    async (request, reply) => {
      const { repoId, branchName } = request.query;
      if (!repoId) throw argumentNull('repoId');
      const { project, repoType: providerName } = request.params;
      const of = { base: request.base, params: { project, providerName } };
      const { repository } = await sourcePlaceOf(services, of, repoId);
      const { rows } = await searchBuilds(services, repository.projectId, {
        repositoryId: repository.id,
        statusFilter: 'completed',
        branchName: branchName ?? repository.defaultBranch,
        $top: 1,
      });
      reply.send(JSON.stringify(badgeImage(repository.name, badgeOfRows(rows))) as never);
      return reply as never;
    },
  );
}

// Runs that are kept are counted when somebody asks for them; nobody notes from day to day how many they were.
function getRetentionHistory(api: Api): void {
  api.get(
    `${organizationPath}/build/retention/history`,
    {
      config: { operation: 'retentionHistory.get' },
      schema: {
        params: Type.Object(organizationParams),
        querystring: Type.Object({ daysToLookback: Type.Optional(Type.Integer({ minimum: 0 })) }),
        response: { 200: Closed({ buildRetentionSamples: Type.Array(Type.Never()) }) },
      },
    },
    async () => ({ buildRetentionSamples: [] }),
  );
}
