import { type Static, Type } from 'typebox';
import type { ArtifactSource, NewArtifact, RunArtifact } from '../../wire/artifact-server.ts';
import { Guid } from '../../wire/json-schema.ts';
import {
  CreatedArtifact,
  CreateRunArtifact,
  FindArtifacts,
  FindCache,
  FoundArtifacts,
  FoundCache,
  ReserveCache,
  ReservedCache,
  Tree,
} from '../../wire/keeping.ts';
import type { Api } from '../http/api.ts';
import { serviceError } from '../http/errors.ts';
import { agentServerOf } from '../http/lookups.ts';
import { noContent } from '../http/no-content.ts';
import { planParams, planPath } from '../http/paths.ts';
import type { Services } from '../services.ts';

const params = Type.Object(planParams);

/** What agents publish and look for: artifacts of runs, and caches. */
export function planArtifactRoutes(api: Api, services: Services): void {
  createArtifact(api, services);
  findArtifacts(api, services);
  findCache(api, services);
  reserveCache(api, services);
  commitCache(api, services);
}

function createArtifact(api: Api, services: Services): void {
  api.post(
    `${planPath}/artifacts`,
    {
      config: { operation: 'planArtifacts.create' },
      schema: { params, body: CreateRunArtifact, response: { 200: CreatedArtifact } },
    },
    request => agentServerOf(services, request).artifacts.create(request.params, newArtifact(request.body)),
  );
}

function findArtifacts(api: Api, services: Services): void {
  api.post(
    `${planPath}/artifacts/find`,
    {
      config: { operation: 'planArtifacts.find' },
      schema: { params, body: FindArtifacts, response: { 200: FoundArtifacts } },
    },
    async request => {
      const { artifacts } = agentServerOf(services, request);
      const { artifacts: found, ...run } = await artifacts.find(request.params, sourceOf(request.body));
      return { ...run, artifacts: found.map(foundArtifact) };
    },
  );
}

function findCache(api: Api, services: Services): void {
  api.post(
    `${planPath}/caches/find`,
    {
      config: { operation: 'planCaches.find' },
      schema: { params, body: FindCache, response: { 200: FoundCache } },
    },
    async (request, reply) => {
      const hit = await agentServerOf(services, request).caches.find(request.params, request.body.keys);
      return hit === undefined ? noContent(reply) : (hit as Static<typeof FoundCache>);
    },
  );
}

function reserveCache(api: Api, services: Services): void {
  api.post(
    `${planPath}/caches`,
    {
      config: { operation: 'planCaches.reserve' },
      schema: { params, body: ReserveCache, response: { 200: ReservedCache } },
    },
    async (request, reply) => {
      const reserved = await agentServerOf(services, request).caches.reserve(request.params, request.body.segments);
      return reserved ?? noContent(reply);
    },
  );
}

function commitCache(api: Api, services: Services): void {
  api.post(
    `${planPath}/caches/:cacheId`,
    {
      config: { operation: 'planCaches.commit' },
      schema: { params: Type.Object({ ...planParams, cacheId: Guid }), body: Tree },
    },
    async (request, reply) => {
      const { caches } = agentServerOf(services, request);
      const isKept = await caches.commit(request.params, request.params.cacheId, request.body);
      if (!isKept) throw serviceError('cacheTaken', 'There is a cache of this key already.');
      return noContent(reply);
    },
  );
}

function newArtifact({ data, tree, ...body }: Static<typeof CreateRunArtifact>): NewArtifact {
  return { ...body, ...(data === undefined ? {} : { data }), ...(tree === undefined ? {} : { tree }) };
}

function sourceOf({
  kind,
  runId,
  pipeline,
  project,
  branch,
  tags,
  allowIssues,
  allowFailed,
}: Static<typeof FindArtifacts>): ArtifactSource {
  const of = project === undefined ? {} : { project };
  if (kind === 'run' && runId !== undefined) return { kind, runId, ...of };
  if (kind === 'latest' && pipeline !== undefined)
    return {
      kind,
      pipeline,
      ...of,
      ...(branch === undefined ? {} : { branch }),
      tags: tags ?? [],
      allowIssues: allowIssues ?? false,
      allowFailed: allowFailed ?? false,
    };
  if (kind === 'current') return { kind };
  throw serviceError('agentRefusal', 'The run whose artifacts are asked for is not named.');
}

function foundArtifact({ id, name, type, source, data = '', properties, tree }: RunArtifact) {
  return {
    id,
    name,
    type,
    source,
    data,
    properties,
    ...(tree === undefined ? {} : { tree: tree as Static<typeof Tree> }),
  };
}
