import { Type } from 'typebox';
import { BuildMetric, DefinitionYaml } from '../../wire/build-details.ts';
import { Collection, Id32, Int32 } from '../../wire/json-schema.ts';
import type { Api } from '../http/api.ts';
import { projectParams, projectPath } from '../http/paths.ts';
import { searchBuilds } from '../resources/build-search.ts';
import { DefinitionHistory } from '../resources/definition-history.ts';
import { definitionOf } from '../resources/definition-lookups.ts';
import { buildMetrics } from '../resources/definition-metrics.ts';
import { pipelineFile } from '../resources/pipeline-file.ts';
import type { Services } from '../services.ts';

const path = `${projectPath}/build/definitions/:definitionId`;
const params = Type.Object({ ...projectParams, definitionId: Id32 });

/** How far back runs are counted unless the query says since when. */
const metricsMs = 7 * 24 * 60 * 60 * 1000;

/** What a definition shows beside itself: its YAML file, and how many runs it had. */
export function definitionDetailRoutes(api: Api, services: Services): void {
  getYaml(api, services);
  listMetrics(api, services);
}

function getYaml(api: Api, services: Services): void {
  api.get(
    `${path}/yaml`,
    {
      config: { operation: 'definitionYaml.get' },
      schema: {
        params,
        querystring: Type.Object({ revision: Type.Optional(Int32) }),
        response: { 200: DefinitionYaml },
      },
    },
    async request => {
      const { pipeline } = await definitionOf(services, request.params);
      const { revision } = request.query;
      const asked = revision === undefined ? pipeline : await new DefinitionHistory(services).at(pipeline, revision);
      return { yaml: await pipelineFile(services, asked ?? pipeline) };
    },
  );
}

function listMetrics(api: Api, services: Services): void {
  api.get(
    `${path}/metrics`,
    {
      config: { operation: 'definitionMetrics.list' },
      schema: {
        params,
        querystring: Type.Object({ minMetricsTime: Type.Optional(Type.String()) }),
        response: { 200: Collection(BuildMetric) },
      },
    },
    async request => {
      const { pipeline } = await definitionOf(services, request.params);
      const definitions = `${pipeline.id}`;
      const { minMetricsTime: minTime = new Date(services.clock.now() - metricsMs).toISOString() } = request.query;
      const done = await searchBuilds(services, pipeline.projectId, {
        definitions,
        statusFilter: 'completed',
        minTime,
      });
      const all = await searchBuilds(services, pipeline.projectId, { definitions });
      const value = buildMetrics([...all.rows.filter(row => row.finishedAt === undefined), ...done.rows]);
      return { count: value.length, value };
    },
  );
}
