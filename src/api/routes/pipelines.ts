import { Type } from 'typebox';
import { Collection, Int32 } from '../../wire/json-schema.ts';
import { CreatePipelineParameters, Pipeline } from '../../wire/pipelines.ts';
import type { Api } from '../http/api.ts';
import { pipelineOf, projectOf } from '../http/lookups.ts';
import { pipelineParams, projectParams, projectPath } from '../http/paths.ts';
import { DefinitionHistory } from '../resources/definition-history.ts';
import { checkVersion, newPipeline } from '../resources/new-pipeline.ts';
import { pageOfPipelines } from '../resources/pipeline-page.ts';
import { pipelineInList, pipelineResource } from '../resources/pipeline-resource.ts';
import type { Services } from '../services.ts';

/** Pipelines: listed, read, created. */
export function pipelineRoutes(api: Api, services: Services): void {
  listPipelines(api, services);
  getPipeline(api, services);
  createPipeline(api, services);
}

function listPipelines(api: Api, services: Services): void {
  api.get(
    `${projectPath}/pipelines`,
    {
      config: { operation: 'pipelines.list' },
      schema: {
        params: Type.Object(projectParams),
        querystring: Type.Object({
          orderBy: Type.Optional(Type.String()),
          $top: Type.Optional(Type.Integer({ minimum: 0 })),
          continuationToken: Type.Optional(Type.String()),
        }),
        response: { 200: Collection(Pipeline) },
      },
    },
    async (request, reply) => {
      const project = await projectOf(services, request.params);
      const all = await services.catalogue.pipelines(services.organization, project.id);
      const { page, continuationToken } = pageOfPipelines(all, request.query);
      if (continuationToken !== undefined) reply.header('x-ms-continuationtoken', continuationToken);
      return { count: page.length, value: page.map(pipeline => pipelineInList(request.base, pipeline)) };
    },
  );
}

function getPipeline(api: Api, services: Services): void {
  api.get(
    `${projectPath}/pipelines/:pipelineId`,
    {
      config: { operation: 'pipelines.get' },
      schema: {
        params: Type.Object(pipelineParams),
        querystring: Type.Object({ pipelineVersion: Type.Optional(Int32) }),
        response: { 200: Pipeline },
      },
    },
    async request => {
      const { pipeline } = await pipelineOf(services, request.params);
      checkVersion(pipeline, request.query.pipelineVersion);
      return pipelineResource(request.base, pipeline);
    },
  );
}

function createPipeline(api: Api, services: Services): void {
  api.post(
    `${projectPath}/pipelines`,
    {
      config: { operation: 'pipelines.create' },
      schema: {
        params: Type.Object(projectParams),
        body: CreatePipelineParameters,
        response: { 200: Pipeline },
      },
    },
    async request => {
      const project = await projectOf(services, request.params);
      const pipeline = await newPipeline(services, project.id, request.body, request.caller.identity);
      await new DefinitionHistory(services).note(pipeline, { change: 'add', by: request.caller.identity });
      return pipelineResource(request.base, pipeline);
    },
  );
}
