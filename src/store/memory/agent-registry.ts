import type { SessionId } from '../../base/id.ts';
import type { Agent, AgentPool, AgentRegistry, AgentSession } from '../../run/ports/agent-registry.ts';
import { withOwnPools } from '../agent-pools/pools.ts';
import { nameKey } from '../matching/name-key.ts';

type In<T> = { readonly organization: string; readonly value: T };

/** Agents and their sessions in memory. */
export class MemoryAgentRegistry implements AgentRegistry {
  readonly #pools = new Map<string, In<AgentPool>>();
  readonly #agents = new Map<string, In<Agent>>();
  /** By agent: one at a time. */
  readonly #sessions = new Map<string, In<AgentSession>>();

  async pools(organization: string): Promise<readonly AgentPool[]> {
    const own = [...this.#pools.values()].filter(one => one.organization === organization);
    return withOwnPools(own.map(one => one.value));
  }

  async addPool(organization: string, pool: AgentPool): Promise<boolean> {
    const pools = await this.pools(organization);
    if (pools.some(({ id, name }) => id === pool.id || nameKey(name) === nameKey(pool.name))) return false;
    this.#pools.set(nameOf(organization, pool.id), { organization, value: pool });
    return true;
  }

  async changePool(organization: string, pool: AgentPool): Promise<boolean> {
    const pools = await this.pools(organization);
    if (pools.every(({ id }) => id !== pool.id)) return false;
    if (pools.some(({ id, name }) => id !== pool.id && nameKey(name) === nameKey(pool.name))) return false;
    this.#pools.set(nameOf(organization, pool.id), { organization, value: pool });
    return true;
  }

  async removePool(organization: string, poolId: number): Promise<void> {
    this.#pools.delete(nameOf(organization, poolId));
  }

  async agents(organization: string, poolId: number): Promise<readonly Agent[]> {
    return [...this.#agents.values()]
      .filter(one => one.organization === organization && one.value.poolId === poolId)
      .map(one => one.value)
      .sort((a, b) => a.id - b.id);
  }

  async putAgent(organization: string, agent: Agent): Promise<boolean> {
    const others = (await this.agents(organization, agent.poolId)).filter(({ id }) => id !== agent.id);
    if (others.some(({ name }) => nameKey(name) === nameKey(agent.name))) return false;
    this.#agents.set(nameOf(organization, agent.id), { organization, value: agent });
    return true;
  }

  async changeAgent(
    organization: string,
    { former, changed }: { readonly former: Agent; readonly changed: Agent },
  ): Promise<boolean> {
    const known = this.#agents.get(nameOf(organization, former.id))?.value;
    if (JSON.stringify(known) !== JSON.stringify(former)) return false;
    return this.putAgent(organization, changed);
  }

  async removeAgent(organization: string, agentId: number): Promise<void> {
    this.#sessions.delete(nameOf(organization, agentId));
    this.#agents.delete(nameOf(organization, agentId));
  }

  async openSession(organization: string, session: AgentSession): Promise<AgentSession | undefined> {
    const name = nameOf(organization, session.agentId);
    const former = this.#sessions.get(name)?.value;
    this.#sessions.set(name, { organization, value: session });
    return former;
  }

  async session(organization: string, id: SessionId): Promise<AgentSession | undefined> {
    return this.#find(organization, id);
  }

  async sessionOf(organization: string, agentId: number): Promise<AgentSession | undefined> {
    return this.#sessions.get(nameOf(organization, agentId))?.value;
  }

  async closeSession(organization: string, id: SessionId): Promise<void> {
    const session = this.#find(organization, id);
    if (session !== undefined) this.#sessions.delete(nameOf(organization, session.agentId));
  }

  #find(organization: string, id: SessionId): AgentSession | undefined {
    return [...this.#sessions.values()].find(one => one.organization === organization && one.value.id === id)?.value;
  }
}

function nameOf(organization: string, id: number): string {
  return JSON.stringify([organization, id]);
}
