import { Type } from 'typebox';
import { heldRuns } from '../../base/limits.ts';
import type { Pipeline, Project } from '../../run/ports/catalogue.ts';
import { Definition, DefinitionBody, DefinitionRevision, definitionQueryOrder } from '../../wire/definitions.ts';
import { Collection, Id32, Int32, WireEnum } from '../../wire/json-schema.ts';
import type { Api } from '../http/api.ts';
import { projectOf } from '../http/lookups.ts';
import { noContent } from '../http/no-content.ts';
import { offsetOf } from '../http/paging.ts';
import { projectParams, projectPath } from '../http/paths.ts';
import { builtSince } from '../resources/definition-builds.ts';
import { definitionPlace, definitionSettings } from '../resources/definition-change.ts';
import { DefinitionHistory } from '../resources/definition-history.ts';
import { listedDefinitions } from '../resources/definition-list.ts';
import {
  changeDefinition,
  clonedDefinition,
  definitionMissing,
  definitionOf,
  factsOf,
  hasMoved,
  nameTaken,
  pipelineRetained,
  repositoryFor,
} from '../resources/definition-lookups.ts';
import { definitionInList, definitionResource } from '../resources/definition-resource.ts';
import { latestBuilds } from '../resources/latest-builds.ts';
import { allowGroups, checkGroups, chosenPool } from '../resources/linked-resources.ts';
import type { Services } from '../services.ts';

const path = `${projectPath}/build/definitions`;
const definitionParams = Type.Object({ ...projectParams, definitionId: Id32 });

/** Pipelines as build definitions: listed, made, read, changed, removed, and their history. */
export function definitionRoutes(api: Api, services: Services): void {
  listDefinitions(api, services);
  createDefinition(api, services);
  getDefinition(api, services);
  replaceDefinition(api, services);
  deleteDefinition(api, services);
  listRevisions(api, services);
}

function listDefinitions(api: Api, services: Services): void {
  const text = Type.Optional(Type.String());
  api.get(
    path,
    {
      config: { operation: 'definitions.list' },
      schema: {
        params: Type.Object(projectParams),
        querystring: Type.Object({
          name: text,
          path: text,
          repositoryId: text,
          repositoryType: text,
          definitionIds: text,
          yamlFilename: text,
          processType: Type.Optional(Int32),
          queryOrder: Type.Optional(WireEnum(definitionQueryOrder)),
          $top: Type.Optional(Type.Integer({ minimum: 0 })),
          continuationToken: text,
          builtAfter: text,
          notBuiltAfter: text,
          includeAllProperties: Type.Optional(Type.Boolean()),
          includeLatestBuilds: Type.Optional(Type.Boolean()),
        }),
        response: { 200: Collection(Definition) },
      },
    },
    async (request, reply) => {
      const project = await projectOf(services, request.params);
      const all = await services.catalogue.pipelines(services.organization, project.id);
      const { $top = 10_000, continuationToken, includeAllProperties, includeLatestBuilds, ...query } = request.query;
      const found = await builtSince(services, listedDefinitions(all, query), query);
      const from = offsetOf(continuationToken);
      const page = found.slice(from, from + $top);
      if (page.length > 0 && from + page.length < found.length)
        reply.header('x-ms-continuationtoken', `${from + page.length}`);
      const show = includeAllProperties ? definitionResource : definitionInList;
      const value = page.map(async pipeline => {
        const latest = includeLatestBuilds ? await latestBuilds(services, request.base, pipeline) : {};
        return show(request.base, { ...(await factsOf(services, project, pipeline)), ...latest });
      });
      return { count: page.length, value: await Promise.all(value) };
    },
  );
}

function createDefinition(api: Api, services: Services): void {
  api.post(
    path,
    {
      config: { operation: 'definitions.create' },
      schema: {
        params: Type.Object(projectParams),
        querystring: Type.Object({
          definitionToCloneId: Type.Optional(Id32),
          definitionToCloneRevision: Type.Optional(Int32),
        }),
        body: DefinitionBody,
        response: { 200: Definition },
      },
    },
    async request => {
      const project = await projectOf(services, request.params);
      const { organization, catalogue, runs, clock, secrets } = services;
      const { body, caller } = request;
      const cloned = await clonedDefinition(services, request.params, request.query);
      const place = definitionPlace(body, cloned);
      const repositoryId =
        cloned !== undefined && body.repository === undefined
          ? cloned.repositoryId
          : (await repositoryFor(services, project, body)).id;
      const settings = {
        ...definitionSettings(body, cloned?.settings ?? {}, text => secrets.seal(text)),
        ...(body.variables === undefined && cloned?.settings?.variables !== undefined
          ? { variables: cloned.settings.variables }
          : {}),
        createdAt: clock.now(),
        author: caller.identity,
        ...(await poolSetting(services, project, body)),
      };
      await checkGroups(services, project, settings.variableGroups ?? []);
      const id = await runs.allot(organization, 'pipeline');
      const pipeline: Pipeline = { id, projectId: project.id, ...place, revision: 1, repositoryId, settings };
      if (!(await catalogue.addPipeline(organization, pipeline))) throw nameTaken(pipeline);
      await allowGroups(services, pipeline, caller.identity);
      await new DefinitionHistory(services).note(pipeline, {
        change: 'add',
        by: caller.identity,
        comment: body.comment,
      });
      return definitionResource(request.base, await factsOf(services, project, pipeline));
    },
  );
}

function getDefinition(api: Api, services: Services): void {
  api.get(
    `${path}/:definitionId`,
    {
      config: { operation: 'definitions.get' },
      schema: {
        params: definitionParams,
        querystring: Type.Object({
          revision: Type.Optional(Int32),
          includeLatestBuilds: Type.Optional(Type.Boolean()),
        }),
        response: { 200: Definition },
      },
    },
    async request => {
      const { project, pipeline } = await definitionOf(services, request.params);
      const { revision, includeLatestBuilds } = request.query;
      const asked =
        revision === undefined || revision === pipeline.revision
          ? pipeline
          : await new DefinitionHistory(services).at(pipeline, revision);
      if (asked === undefined) throw definitionMissing(pipeline.id);
      const latest = includeLatestBuilds ? await latestBuilds(services, request.base, asked) : {};
      return definitionResource(request.base, { ...(await factsOf(services, project, asked)), ...latest });
    },
  );
}

function replaceDefinition(api: Api, services: Services): void {
  api.put(
    `${path}/:definitionId`,
    {
      config: { operation: 'definitions.update' },
      schema: {
        params: definitionParams,
        querystring: Type.Object({}),
        body: DefinitionBody,
        response: { 200: Definition },
      },
    },
    async request => {
      const { project, pipeline: former } = await definitionOf(services, request.params);
      const { body, caller } = request;
      if (body.revision !== undefined && body.revision !== former.revision) throw hasMoved(former, body.revision);
      const repositoryId =
        body.repository === undefined ? former.repositoryId : (await repositoryFor(services, project, body)).id;
      const pipeline: Pipeline = {
        ...former,
        ...definitionPlace(body, former),
        repositoryId,
        revision: former.revision + 1,
        settings: {
          ...definitionSettings(body, former.settings ?? {}, text => services.secrets.seal(text)),
          ...(await poolSetting(services, project, body)),
        },
      };
      await checkGroups(services, project, pipeline.settings?.variableGroups ?? []);
      await changeDefinition(services, former, pipeline);
      await allowGroups(services, pipeline, caller.identity);
      await new DefinitionHistory(services).note(
        pipeline,
        { change: 'update', by: caller.identity, comment: body.comment },
        former,
      );
      if (pipeline.settings?.queueStatus !== 'paused') await releaseHeld(services, pipeline);
      return definitionResource(request.base, await factsOf(services, project, pipeline));
    },
  );
}

async function poolSetting(services: Services, project: Project, { queue }: DefinitionBody) {
  const poolId = await chosenPool(services, project, queue);
  return poolId === undefined ? {} : { poolId };
}

/** The runs that were queued while a pipeline was paused begin. */
async function releaseHeld({ organization, runs, orchestrator }: Services, { id, projectId }: Pipeline): Promise<void> {
  const rows = await runs.list({ organization, projectId, pipelineId: id, top: heldRuns });
  const waiting = rows.filter(({ state, startedAt }) => state !== 'completed' && startedAt === undefined);
  for (const { key } of waiting.toReversed()) await orchestrator.release(key);
}

function deleteDefinition(api: Api, services: Services): void {
  api.delete(
    `${path}/:definitionId`,
    {
      config: { operation: 'definitions.delete' },
      schema: { params: definitionParams },
    },
    async (request, reply) => {
      const { pipeline } = await definitionOf(services, request.params);
      if (!(await services.pipelineRemover.remove([pipeline], request.caller.identity))) throw pipelineRetained();
      return noContent(reply);
    },
  );
}

function listRevisions(api: Api, services: Services): void {
  api.get(
    `${path}/:definitionId/revisions`,
    {
      config: { operation: 'definitionRevisions.list' },
      schema: { params: definitionParams, response: { 200: Collection(DefinitionRevision) } },
    },
    async request => {
      const { pipeline } = await definitionOf(services, request.params);
      const value = await new DefinitionHistory(services).list(request.base, pipeline);
      return { count: value.length, value };
    },
  );
}
