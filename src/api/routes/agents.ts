import { Type } from 'typebox';
import { newGuid } from '../../base/new-guid.ts';
import { demandable } from '../../run/agent-capabilities.ts';
import { agentNamed, changeAgents } from '../../run/agents-of-pool.ts';
import { meetsDemands } from '../../run/demands.ts';
import type { Agent } from '../../run/ports/agent-registry.ts';
import { AgentRegistration, Agent as WireAgent } from '../../wire/agents.ts';
import { Collection } from '../../wire/json-schema.ts';
import type { Api } from '../http/api.ts';
import { tokenAddress } from '../http/base-url.ts';
import { agentOf, poolOf } from '../http/lookups.ts';
import { agentParams, agentPath, poolParams, poolPath } from '../http/paths.ts';
import { changeAgent, checkName } from '../resources/agent-change.ts';
import { type AgentDetails, agentResource } from '../resources/agent-resource.ts';
import type { Services } from '../services.ts';

/** What may be asked for with an agent. */
const details = {
  includeCapabilities: Type.Optional(Type.Boolean()),
  includeAssignedRequest: Type.Optional(Type.Boolean()),
  includeLastCompletedRequest: Type.Optional(Type.Boolean()),
  propertyFilters: Type.Optional(Type.String()),
};

/** The agents of a pool, as they are read and as they register. */
export function agentRoutes(api: Api, services: Services): void {
  listAgents(api, services);
  getAgent(api, services);
  addAgent(api, services);
  replaceAgent(api, services);
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
          demands: Type.Optional(Type.String()),
          ...details,
        }),
        response: { 200: Collection(WireAgent) },
      },
    },
    async request => {
      const pool = await poolOf(services, request.params);
      const { agentName, demands } = request.query;
      const agents = await services.agents.agents(services.organization, pool.id);
      const wanted = agents
        .filter(agent => agentName === undefined || agent === agentNamed(agents, agentName))
        .filter(agent => meetsDemands(demandable(agent), demandsOf(demands)));
      const value = await Promise.all(
        wanted.map(agent => agentResource(services, request.base, agent, asked(request.query))),
      );
      return { count: value.length, value };
    },
  );
}

function getAgent(api: Api, services: Services): void {
  api.get(
    agentPath,
    {
      config: { operation: 'agents.get' },
      schema: {
        params: Type.Object(agentParams),
        querystring: Type.Object(details),
        response: { 200: WireAgent },
      },
    },
    async request =>
      agentResource(services, request.base, await agentOf(services, request.params), asked(request.query)),
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
      const { organization, clock, runs } = services;
      const { id: poolId } = await poolOf(services, request.params);
      const agent = await changeAgents(services, poolId, async known => {
        const { name } = request.body;
        checkName(poolId, known, name);
        const id = await runs.allot(organization, 'agent');
        const made: Agent = { id, poolId, createdAt: clock.now(), ...registered(request.body) };
        return (await services.agents.putAgent(organization, made)) ? made : undefined;
      });
      return shown(services, request.base, agent);
    },
  );
}

function replaceAgent(api: Api, services: Services): void {
  api.put(
    agentPath,
    {
      config: { operation: 'agents.replace' },
      schema: { params: Type.Object(agentParams), body: AgentRegistration, response: { 200: WireAgent } },
    },
    async request => {
      const { clock } = services;
      const agent = await changeAgent(services, request.params, (former, others) => {
        const { id, poolId, createdAt = clock.now() } = former;
        checkName(poolId, others, request.body.name);
        return { id, poolId, createdAt, ...registered(request.body) };
      });
      return shown(services, request.base, agent);
    },
  );
}

// Whoever registers an agent with a key is told where it gets its tokens.
async function shown(services: Services, base: string, agent: Agent): Promise<WireAgent> {
  const resource = await agentResource(services, base, agent, { capabilities: true });
  const { proof } = agent;
  if (proof === undefined) return resource;
  return { ...resource, authorization: { authorizationUrl: tokenAddress(base), ...proof } };
}

function registered(body: AgentRegistration): Omit<Agent, 'id' | 'poolId' | 'createdAt'> {
  const publicKey = body.authorization?.publicKey;
  const { name, version = '', osDescription = '', enabled = true, systemCapabilities = {}, userCapabilities } = body;
  return {
    ...{ name, version, osDescription, capabilities: systemCapabilities },
    ...(userCapabilities === undefined ? {} : { userCapabilities }),
    ...(enabled ? {} : { isDisabled: true }),
    ...(publicKey === undefined ? {} : { proof: { clientId: newGuid(), publicKey } }),
  };
}

function asked(query: {
  readonly includeCapabilities?: boolean;
  readonly includeAssignedRequest?: boolean;
  readonly includeLastCompletedRequest?: boolean;
  readonly propertyFilters?: string;
}): AgentDetails {
  return {
    capabilities: query.includeCapabilities === true,
    assigned: query.includeAssignedRequest === true,
    lastCompleted: query.includeLastCompletedRequest === true,
    properties: query.propertyFilters !== undefined,
  };
}

function demandsOf(text = ''): readonly string[] {
  return text.split(',').filter(demand => demand.trim() !== '');
}
