import { Type } from 'typebox';
import type { Agent } from '../../run/ports/agent-registry.ts';
import { AgentRegistration, Agent as WireAgent, AgentPool as WirePool } from '../../wire/agents.ts';
import { Collection, Id32 } from '../../wire/json-schema.ts';
import type { Api } from '../http/api.ts';
import { serviceError } from '../http/errors.ts';
import { poolOf } from '../http/lookups.ts';
import { organizationParams, organizationPath, poolParams, poolPath } from '../http/paths.ts';
import { agentResource, poolResource } from '../resources/agent-resource.ts';
import type { Services } from '../services.ts';

const agentParams = { ...poolParams, agentId: Id32 };

/** Agent pools, and the agents in them. Pools are read only: every organization has the same two. */
export function agentRoutes(api: Api, services: Services): void {
  listPools(api, services);
  getPool(api, services);
  listAgents(api, services);
  getAgent(api, services);
  addAgent(api, services);
  replaceAgent(api, services);
}

function listPools(api: Api, services: Services): void {
  api.get(
    `${organizationPath}/distributedtask/pools`,
    {
      config: { operation: 'pools.list' },
      schema: {
        params: Type.Object(organizationParams),
        querystring: Type.Object({ poolName: Type.Optional(Type.String()) }),
        response: { 200: Collection(WirePool) },
      },
    },
    async request => {
      const name = request.query.poolName?.toLowerCase();
      const pools = await services.agents.pools(services.organization);
      const wanted = pools.filter(pool => name === undefined || pool.name.toLowerCase() === name);
      const value = await Promise.all(wanted.map(pool => poolResource(services, pool)));
      return { count: value.length, value };
    },
  );
}

function getPool(api: Api, services: Services): void {
  api.get(
    poolPath,
    { config: { operation: 'pools.get' }, schema: { params: Type.Object(poolParams), response: { 200: WirePool } } },
    async request => poolResource(services, await poolOf(services, request.params)),
  );
}

function listAgents(api: Api, services: Services): void {
  api.get(
    `${poolPath}/agents`,
    {
      config: { operation: 'agents.list' },
      schema: {
        params: Type.Object(poolParams),
        querystring: Type.Object({
          agentName: Type.Optional(Type.String()),
          includeCapabilities: Type.Optional(Type.Boolean()),
        }),
        response: { 200: Collection(WireAgent) },
      },
    },
    async request => {
      const pool = await poolOf(services, request.params);
      const { agentName, includeCapabilities = false } = request.query;
      const agents = await services.agents.agents(services.organization, pool.id);
      const wanted = agents.filter(agent => agentName === undefined || isNamed(agent, agentName));
      const value = await Promise.all(wanted.map(agent => agentResource(services, agent, includeCapabilities)));
      return { count: value.length, value };
    },
  );
}

function getAgent(api: Api, services: Services): void {
  api.get(
    `${poolPath}/agents/:agentId`,
    {
      config: { operation: 'agents.get' },
      schema: {
        params: Type.Object(agentParams),
        querystring: Type.Object({ includeCapabilities: Type.Optional(Type.Boolean()) }),
        response: { 200: WireAgent },
      },
    },
    async request =>
      agentResource(services, await agentOf(services, request.params), request.query.includeCapabilities === true),
  );
}

function addAgent(api: Api, services: Services): void {
  api.post(
    `${poolPath}/agents`,
    {
      config: { operation: 'agents.add' },
      schema: { params: Type.Object(poolParams), body: AgentRegistration, response: { 200: WireAgent } },
    },
    async request => {
      const pool = await poolOf(services, request.params);
      const { name } = request.body;
      const agents = await services.agents.agents(services.organization, pool.id);
      if (agents.some(agent => isNamed(agent, name))) {
        throw serviceError('agentTaken', `Pool ${pool.id} already contains an agent with name ${name}.`);
      }
      const id = await services.runs.allot(services.organization, 'agent');
      return keep(services, { id, poolId: pool.id, ...registered(request.body) });
    },
  );
}

function replaceAgent(api: Api, services: Services): void {
  api.put(
    `${poolPath}/agents/:agentId`,
    {
      config: { operation: 'agents.replace' },
      schema: { params: Type.Object(agentParams), body: AgentRegistration, response: { 200: WireAgent } },
    },
    async request => {
      const { id, poolId } = await agentOf(services, request.params);
      return keep(services, { id, poolId, ...registered(request.body) });
    },
  );
}

async function agentOf(
  services: Services,
  params: { readonly poolId: number; readonly agentId: number },
): Promise<Agent> {
  const pool = await poolOf(services, params);
  const agents = await services.agents.agents(services.organization, pool.id);
  const agent = agents.find(({ id }) => id === params.agentId);
  if (agent !== undefined) return agent;
  throw serviceError('agentMissing', `Agent pool ${pool.id} has no agent ${params.agentId}.`);
}

async function keep(services: Services, agent: Agent): Promise<WireAgent> {
  await services.agents.putAgent(services.organization, agent);
  return agentResource(services, agent, true);
}

function registered(body: AgentRegistration): Pick<Agent, 'name' | 'version' | 'osDescription' | 'capabilities'> {
  const { name, version = '', osDescription = '', systemCapabilities = {} } = body;
  return { name, version, osDescription, capabilities: systemCapabilities };
}

function isNamed(agent: Agent, name: string): boolean {
  return agent.name.toLowerCase() === name.toLowerCase();
}
