import { Type } from 'typebox';
import type { AgentPool } from '../../run/ports/agent-registry.ts';
import { AgentQueue } from '../../wire/agents.ts';
import { Collection, Id32 } from '../../wire/json-schema.ts';
import type { Api } from '../http/api.ts';
import { serviceError } from '../http/errors.ts';
import { projectOf } from '../http/lookups.ts';
import { projectParams, projectPath } from '../http/paths.ts';
import { queueOf } from '../resources/definition-resource.ts';
import type { Services } from '../services.ts';

const path = `${projectPath}/distributedtask/queues`;

/** The queues through which a project uses pools: one for each pool, under the pool's id. */
export function queueRoutes(api: Api, services: Services): void {
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
        }),
        response: { 200: Collection(AgentQueue) },
      },
    },
    async request => {
      const project = await projectOf(services, request.params);
      const { queueName, queueNames, queueIds, poolIds } = request.query;
      const pools = await services.agents.pools(services.organization);
      const found = pools
        .filter(hasName(queueName))
        .filter(hasName(queueNames))
        .filter(hasId(queueIds))
        .filter(hasId(poolIds));
      const value = found.map(pool => ({ ...queueOf(pool), projectId: project.id }));
      return { count: value.length, value };
    },
  );
  api.get(
    `${path}/:queueId`,
    {
      config: { operation: 'queues.get' },
      schema: { params: Type.Object({ ...projectParams, queueId: Id32 }), response: { 200: AgentQueue } },
    },
    async request => {
      const project = await projectOf(services, request.params);
      const { queueId } = request.params;
      const pool = (await services.agents.pools(services.organization)).find(({ id }) => id === queueId);
      if (pool === undefined) throw serviceError('queueMissing', `The agent queue ${queueId} does not exist.`);
      return { ...queueOf(pool), projectId: project.id };
    },
  );
}

// Names and ids come joined by commas; an empty text asks for nothing.
function hasName(names: string | undefined): (pool: AgentPool) => boolean {
  const wanted = names?.toLowerCase().split(',');
  return ({ name }) => !names || wanted?.includes(name.toLowerCase()) === true;
}

function hasId(ids: string | undefined): (pool: AgentPool) => boolean {
  const wanted = ids?.split(',').map(Number);
  return ({ id }) => !ids || wanted?.includes(id) === true;
}
