import { type Static, Type } from 'typebox';
import type { Instant } from '../../base/clock.ts';
import { changeInTurn } from '../../run/documents.ts';
import type { Identity } from '../../run/events.ts';
import type { AgentPool, AgentPoolSettings } from '../../run/ports/agent-registry.ts';
import { actionFilter, ChangePool, CreatePool, poolType, AgentPool as WirePool } from '../../wire/agents.ts';
import { Collection, Int32, WireEnum } from '../../wire/json-schema.ts';
import type { Api } from '../http/api.ts';
import { argumentNull } from '../http/error-words.ts';
import { serviceError } from '../http/errors.ts';
import { poolOf } from '../http/lookups.ts';
import { noContent } from '../http/no-content.ts';
import { organizationParams, organizationPath, poolParams, poolPath } from '../http/paths.ts';
import { idsOf } from '../resources/id-list.ts';
import { checkPoolName } from '../resources/pool-name.ts';
import { poolResource } from '../resources/pool-resource.ts';
import type { Services } from '../services.ts';

/** The pools that an organization has from the start; pipelines that name no pool go by their names. */
const standardPools = 2;

/** Agent pools. Those from the start keep their names and stay; others come and go. */
export function poolRoutes(api: Api, services: Services): void {
  listPools(api, services);
  getPool(api, services);
  addPool(api, services);
  updatePool(api, services);
  deletePool(api, services);
  checkPermissions(api, services);
}

function listPools(api: Api, services: Services): void {
  api.get(
    `${organizationPath}/distributedtask/pools`,
    {
      config: { operation: 'pools.list' },
      schema: {
        params: Type.Object(organizationParams),
        querystring: Type.Object({
          poolName: Type.Optional(Type.String()),
          poolIds: Type.Optional(Type.String()),
          poolType: Type.Optional(WireEnum(poolType)),
          properties: Type.Optional(Type.String()),
          actionFilter: Type.Optional(WireEnum(actionFilter)),
        }),
        response: { 200: Collection(WirePool) },
      },
    },
    async request => {
      const { poolName, poolIds, poolType: type } = request.query;
      const name = poolName?.toLowerCase();
      const ids = idsOf(poolIds ?? '');
      const pools = type === 'deployment' ? [] : await services.agents.pools(services.organization);
      const wanted = pools.filter(
        pool =>
          (name === undefined || pool.name.toLowerCase() === name) &&
          (poolIds === undefined || ids.has(String(pool.id))),
      );
      const value = await Promise.all(wanted.map(pool => poolResource(services, request.base, pool)));
      return { count: value.length, value };
    },
  );
}

function getPool(api: Api, services: Services): void {
  api.get(
    poolPath,
    { config: { operation: 'pools.get' }, schema: { params: Type.Object(poolParams), response: { 200: WirePool } } },
    async request => poolResource(services, request.base, await poolOf(services, request.params)),
  );
}

function addPool(api: Api, services: Services): void {
  api.post(
    `${organizationPath}/distributedtask/pools`,
    {
      config: { operation: 'pools.add' },
      schema: { params: Type.Object(organizationParams), body: CreatePool, response: { 200: WirePool } },
    },
    async request => {
      const { organization, runs, agents, clock } = services;
      const { name, autoProvision = false, autoUpdate = true } = request.body;
      if (request.body.poolType === 'deployment') throw serviceError('poolInvalid', noDeploymentPools);
      if (request.body.isHosted === true) throw serviceError('poolInvalid', 'Hosted pools can not be created.');
      if (name === '') throw argumentNull('pool.Name');
      checkPoolName(name);
      const id = standardPools + (await runs.allot(organization, 'pool'));
      const settings: AgentPoolSettings = {
        isProvisioned: autoProvision,
        updatesAgents: autoUpdate,
        createdAt: clock.now(),
        createdBy: request.caller.identity,
      };
      const pool: AgentPool = { id, name, isHosted: false, settings };
      if (!(await agents.addPool(organization, pool))) throw poolTaken(name);
      return poolResource(services, request.base, pool);
    },
  );
}

function updatePool(api: Api, services: Services): void {
  api.patch(
    poolPath,
    {
      config: { operation: 'pools.update' },
      schema: { params: Type.Object(poolParams), body: ChangePool, response: { 200: WirePool } },
    },
    async request => {
      const pool = await changeInTurn(services.documents, `pool ${request.params.poolId}`, async () => {
        const former = await poolOf(services, request.params);
        const changed = changedPool(former, request.body, { at: services.clock.now(), by: request.caller.identity });
        if (!(await services.agents.changePool(services.organization, changed))) throw poolTaken(changed.name);
        return changed;
      });
      return poolResource(services, request.base, pool);
    },
  );
}

function changedPool(
  pool: AgentPool,
  { name = pool.name, autoProvision, autoUpdate }: Static<typeof ChangePool>,
  now: { readonly at: Instant; readonly by: Identity },
): AgentPool {
  if (name !== pool.name) {
    if (pool.id <= standardPools) throw serviceError('poolInvalid', `The agent pool ${pool.name} keeps its name.`);
    checkPoolName(name);
  }
  const former = pool.settings;
  const settings: AgentPoolSettings = {
    isProvisioned: autoProvision ?? former?.isProvisioned ?? true,
    updatesAgents: autoUpdate ?? former?.updatesAgents ?? true,
    createdAt: former?.createdAt ?? now.at,
    createdBy: former?.createdBy ?? now.by,
  };
  return { ...pool, name, settings };
}

function deletePool(api: Api, services: Services): void {
  api.delete(
    poolPath,
    { config: { operation: 'pools.delete' }, schema: { params: Type.Object(poolParams) } },
    async (request, reply) => {
      const { organization, agents, queue, queues } = services;
      const pool = await poolOf(services, request.params);
      if (pool.id <= standardPools)
        throw serviceError('poolInvalid', `The agent pool ${pool.name} can not be deleted: every organization has it.`);
      if ((await queue.list(organization, pool.id, 1)).length > 0) throw poolBusy(pool);
      for (const agent of await agents.agents(organization, pool.id)) await agents.removeAgent(organization, agent.id);
      await agents.removePool(organization, pool.id);
      await queues.forget(organization, pool.id);
      return noContent(reply);
    },
  );
}

/** What a caller may do with a pool, as the service counts it: 1 view, 2 manage, 4 listen, 8 administer permissions, 16 use, 32 create. */
const readable = 1 | 16;

function checkPermissions(api: Api, services: Services): void {
  api.get(
    `${poolPath}/permissions/:permissions`,
    {
      config: { operation: 'pools.permissions' },
      schema: { params: Type.Object({ ...poolParams, permissions: Int32 }), response: { 200: Type.Boolean() } },
    },
    async request => {
      await poolOf(services, request.params);
      const { granted } = request.caller;
      const mayManage = granted.has('vso.agentpools_manage') || granted.has('app_token');
      return mayManage || (request.params.permissions & ~readable) === 0;
    },
  );
}

const noDeploymentPools = 'Deployment pools are not served: machines belong to environments.';

function poolTaken(name: string) {
  return serviceError('poolTaken', `Agent pool ${name} already exists.`);
}

function poolBusy({ id, name }: AgentPool) {
  return serviceError('agentBusy', `The agent pool ${name} (${id}) can not be deleted: it has jobs that wait or run.`);
}
