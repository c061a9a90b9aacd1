import { Type } from 'typebox';
import type { AgentPool } from '../../run/ports/agent-registry.ts';
import type { Project } from '../../run/ports/catalogue.ts';
import { AgentQueue, actionFilter, CreateQueue } from '../../wire/agents.ts';
import { AgentPoolQueue } from '../../wire/common.ts';
import { Collection, Id32, WireEnum } from '../../wire/json-schema.ts';
import type { Api } from '../http/api.ts';
import { serviceError } from '../http/errors.ts';
import { projectOf } from '../http/lookups.ts';
import { noContent } from '../http/no-content.ts';
import { organizationParams, organizationPath, projectParams, projectPath } from '../http/paths.ts';
import { poolQueue, queueOf } from '../resources/definition-resource.ts';
import { idsOf } from '../resources/id-list.ts';
import type { Services } from '../services.ts';

const path = `${projectPath}/distributedtask/queues`;
const queueParams = { ...projectParams, queueId: Id32 };

/** The queues through which a project uses pools: at most one for each pool, under the pool's id and name. */
export function queueRoutes(api: Api, services: Services): void {
  listQueues(api, services);
  getQueue(api, services);
  addQueue(api, services);
  deleteQueue(api, services);
  buildQueues(api, services);
}

// What definitions link to. The area is older than the queues of projects: there is one for each pool.
function buildQueues(api: Api, services: Services): void {
  const all = () => services.agents.pools(services.organization);
  api.get(
    `${organizationPath}/build/queues`,
    {
      config: { operation: 'buildQueues.list' },
      schema: {
        params: Type.Object(organizationParams),
        querystring: Type.Object({ name: Type.Optional(Type.String()) }),
        response: { 200: Collection(AgentPoolQueue) },
      },
    },
    async request => {
      const found = (await all()).filter(hasName(request.query.name));
      return { count: found.length, value: found.map(pool => poolQueue(request.base, pool)) };
    },
  );
  api.get(
    `${organizationPath}/build/queues/:controllerId`,
    {
      config: { operation: 'buildQueues.get' },
      schema: {
        params: Type.Object({ ...organizationParams, controllerId: Id32 }),
        response: { 200: AgentPoolQueue },
      },
    },
    async request => {
      const { controllerId } = request.params;
      const found = (await all()).find(({ id }) => id === controllerId);
      if (found === undefined) throw serviceError('queueMissing', `No queue found with identifier ${controllerId}.`);
      return poolQueue(request.base, found);
    },
  );
}

function listQueues(api: Api, services: Services): void {
  api.get(
    path,
    {
      config: { operation: 'queues.list' },
      schema: {
        params: Type.Object(projectParams),
        querystring: Type.Object({
          queueName: Type.Optional(Type.String()),
          queueNames: Type.Optional(Type.String()),
          queueIds: Type.Optional(Type.String()),
          poolIds: Type.Optional(Type.String()),
          actionFilter: Type.Optional(WireEnum(actionFilter)),
        }),
        response: { 200: Collection(AgentQueue) },
      },
    },
    async request => {
      const project = await projectOf(services, request.params);
      const { queueName, queueNames, queueIds, poolIds } = request.query;
      const pools = await services.queues.list(services.organization, project.id);
      const found = pools
        .filter(hasName(queueName))
        .filter(hasName(queueNames))
        .filter(hasId(queueIds))
        .filter(hasId(poolIds));
      return { count: found.length, value: found.map(pool => queueResource(project, pool)) };
    },
  );
}

function getQueue(api: Api, services: Services): void {
  api.get(
    `${path}/:queueId`,
    {
      config: { operation: 'queues.get' },
      schema: {
        params: Type.Object(queueParams),
        querystring: Type.Object({ actionFilter: Type.Optional(WireEnum(actionFilter)) }),
        response: { 200: AgentQueue },
      },
    },
    async request => {
      const project = await projectOf(services, request.params);
      return queueResource(project, await poolOfQueue(services, project, request.params.queueId));
    },
  );
}

function addQueue(api: Api, services: Services): void {
  api.post(
    path,
    {
      config: { operation: 'queues.add' },
      schema: {
        params: Type.Object(projectParams),
        querystring: Type.Object({ authorizePipelines: Type.Optional(Type.Boolean()) }),
        body: CreateQueue,
        response: { 200: AgentQueue },
      },
    },
    async request => {
      const { organization, queues } = services;
      const project = await projectOf(services, request.params);
      const pool = await poolNamed(services, request.body);
      if ((await queues.list(organization, project.id)).some(({ id }) => id === pool.id))
        throw serviceError('queueTaken', `Agent queue ${pool.name} already exists in project ${project.name}.`);
      await queues.choose(organization, project.id, pool.id, true);
      return queueResource(project, pool);
    },
  );
}

function deleteQueue(api: Api, services: Services): void {
  api.delete(
    `${path}/:queueId`,
    { config: { operation: 'queues.delete' }, schema: { params: Type.Object(queueParams) } },
    async (request, reply) => {
      const project = await projectOf(services, request.params);
      const pool = await poolOfQueue(services, project, request.params.queueId);
      await services.queues.choose(services.organization, project.id, pool.id, false);
      return noContent(reply);
    },
  );
}

async function poolNamed({ agents, organization }: Services, { name, pool }: CreateQueue): Promise<AgentPool> {
  const pools = await agents.pools(organization);
  const wanted = pool?.name ?? name ?? '';
  const found = pools.find(each =>
    pool?.id === undefined ? each.name.toLowerCase() === wanted.toLowerCase() : each.id === pool.id,
  );
  if (found === undefined) throw serviceError('poolMissing', `The agent pool ${pool?.id ?? wanted} does not exist.`);
  if (name === undefined || name === '' || name.toLowerCase() === found.name.toLowerCase()) return found;
  throw serviceError(
    'queueInvalid',
    `The queue '${name}' can not be made: a queue has the name of its pool, ${found.name}.`,
  );
}

async function poolOfQueue({ queues, organization }: Services, project: Project, queueId: number): Promise<AgentPool> {
  const pool = (await queues.list(organization, project.id)).find(({ id }) => id === queueId);
  if (pool === undefined) throw serviceError('queueMissing', `The agent queue ${queueId} does not exist.`);
  return pool;
}

function queueResource(project: Project, pool: AgentPool) {
  return { ...queueOf(pool), projectId: project.id };
}

// Names and ids come joined by commas; an empty text asks for nothing.
function hasName(names: string | undefined): (pool: AgentPool) => boolean {
  const wanted = idsOf(names ?? '');
  return ({ name }) => !names || wanted.has(name.toLowerCase());
}

function hasId(ids: string | undefined): (pool: AgentPool) => boolean {
  const wanted = idsOf(ids ?? '');
  return ({ id }) => !ids || wanted.has(String(id));
}
