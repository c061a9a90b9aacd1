import { Type } from 'typebox';
import { poolTopic } from '../../run/orchestrator.ts';
import type { Agent } from '../../run/ports/agent-registry.ts';
import { ChangeAgent, Agent as WireAgent } from '../../wire/agents.ts';
import { Dictionary } from '../../wire/json-schema.ts';
import type { Api } from '../http/api.ts';
import { serviceError } from '../http/errors.ts';
import { agentOf } from '../http/lookups.ts';
import { noContent } from '../http/no-content.ts';
import { agentParams, agentPath } from '../http/paths.ts';
import { changeAgent, checkName } from '../resources/agent-change.ts';
import { agentResource } from '../resources/agent-resource.ts';
import type { Services } from '../services.ts';

/** What people change of agents: whether they are given jobs, what they say that these can do; and that they are gone. */
export function agentChangeRoutes(api: Api, services: Services): void {
  updateAgent(api, services);
  setCapabilities(api, services);
  deleteAgent(api, services);
}

function updateAgent(api: Api, services: Services): void {
  api.patch(
    agentPath,
    {
      config: { operation: 'agents.update' },
      schema: { params: Type.Object(agentParams), body: ChangeAgent, response: { 200: WireAgent } },
    },
    async request => {
      const agent = await changeAgent(services, request.params, (former, others) => {
        const { name = former.name } = request.body;
        checkName(former.poolId, others, name);
        return changed(former, request.body);
      });
      return shown(services, request.base, agent);
    },
  );
}

function changed(agent: Agent, { name, enabled, systemCapabilities, userCapabilities }: ChangeAgent): Agent {
  const { isDisabled, ...rest } = agent;
  const staysDisabled = enabled === undefined ? isDisabled === true : !enabled;
  return {
    ...rest,
    ...(staysDisabled ? { isDisabled: true } : {}),
    ...(name === undefined ? {} : { name }),
    ...(systemCapabilities === undefined ? {} : { capabilities: systemCapabilities }),
    ...(userCapabilities === undefined ? {} : { userCapabilities }),
  };
}

function setCapabilities(api: Api, services: Services): void {
  api.put(
    `${agentPath}/usercapabilities`,
    {
      config: { operation: 'agents.setCapabilities' },
      schema: { params: Type.Object(agentParams), body: Dictionary(Type.String()), response: { 200: WireAgent } },
    },
    async request => {
      const { params, base, body } = request;
      const agent = await changeAgent(services, params, former => ({ ...former, userCapabilities: body }));
      return shown(services, base, agent);
    },
  );
}

// An agent that may have more jobs now need not wait until it looks again by itself.
function shown(services: Services, base: string, agent: Agent): Promise<WireAgent> {
  services.wakeups.wake(poolTopic(services.organization, agent.poolId));
  return agentResource(services, base, agent, { capabilities: true });
}

function deleteAgent(api: Api, services: Services): void {
  api.delete(
    agentPath,
    { config: { operation: 'agents.delete' }, schema: { params: Type.Object(agentParams) } },
    async (request, reply) => {
      const { organization, agents, queue, wakeups } = services;
      const { id, name, poolId } = await agentOf(services, request.params);
      if ((await queue.heldBy(organization, id)).length > 0)
        throw serviceError('agentBusy', `The agent ${name} can not be deleted: it runs a job.`);
      await agents.removeAgent(organization, id);
      wakeups.wake(poolTopic(organization, poolId));
      return noContent(reply);
    },
  );
}
