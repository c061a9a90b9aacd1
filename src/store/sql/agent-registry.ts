import type { SessionId } from '../../base/id.ts';
import type { Agent, AgentPool, AgentRegistry, AgentSession } from '../../run/ports/agent-registry.ts';
import { withOwnPools } from '../agent-pools/pools.ts';
import { nameKey } from '../matching/name-key.ts';
import { poolStatements } from './agent-pool-statements.ts';
import { agentStatements, sessionStatements } from './agent-statements.ts';
import type { Db, Engine } from './engine.ts';
import { isTakenName } from './taken-name.ts';

/** Agents and their sessions in a database. */
export class SqlAgentRegistry implements AgentRegistry {
  readonly #db: Db;
  readonly #ofAgents: ReturnType<typeof agentStatements>;
  readonly #ofSessions: ReturnType<typeof sessionStatements>;
  readonly #ofPools: ReturnType<typeof poolStatements>;

  constructor({ db }: Engine) {
    this.#db = db;
    this.#ofAgents = agentStatements(db);
    this.#ofSessions = sessionStatements(db);
    this.#ofPools = poolStatements(db);
  }

  async pools(organization: string): Promise<readonly AgentPool[]> {
    const rows = await this.#ofPools.list.all(this.#db, { organization });
    return withOwnPools(rows.map(row => JSON.parse(row.json) as AgentPool));
  }

  async addPool(organization: string, pool: AgentPool): Promise<boolean> {
    if (await this.#isTaken(organization, pool, one => one.id === pool.id)) return false;
    return (await this.#ofPools.add.all(this.#db, rowOf(organization, pool))).length === 1;
  }

  async changePool(organization: string, pool: AgentPool): Promise<boolean> {
    const pools = await this.pools(organization);
    if (pools.every(({ id }) => id !== pool.id)) return false;
    if (await this.#isTaken(organization, pool)) return false;
    try {
      await this.#ofPools.put.all(this.#db, rowOf(organization, pool));
      return true;
    } catch (error) {
      if (isTakenName(error)) return false;
      throw error;
    }
  }

  async removePool(organization: string, poolId: number): Promise<void> {
    await this.#ofPools.remove.all(this.#db, { organization, id: poolId });
  }

  // The pools from the start have no rows, so the table alone can't tell that their names are taken.
  async #isTaken(organization: string, pool: AgentPool, also = (_: AgentPool) => false): Promise<boolean> {
    const pools = await this.pools(organization);
    return pools.some(one => also(one) || (one.id !== pool.id && nameKey(one.name) === nameKey(pool.name)));
  }

  async agents(organization: string, poolId: number): Promise<readonly Agent[]> {
    const rows = await this.#ofAgents.list.all(this.#db, { organization, poolId });
    return rows.map(row => JSON.parse(row.json) as Agent);
  }

  async putAgent(organization: string, agent: Agent): Promise<void> {
    const { id, poolId } = agent;
    await this.#ofAgents.put.all(this.#db, { organization, id, poolId, json: JSON.stringify(agent) });
  }

  async removeAgent(organization: string, agentId: number): Promise<void> {
    await this.#ofSessions.end.all(this.#db, { organization, agentId });
    await this.#ofAgents.remove.all(this.#db, { organization, agentId });
  }

  async openSession(organization: string, session: AgentSession): Promise<AgentSession | undefined> {
    const { id, agentId } = session;
    const row = { organization, agentId, id, json: JSON.stringify(session) };
    return parsed(await this.#ofSessions.open.first(this.#db, row));
  }

  async session(organization: string, id: SessionId): Promise<AgentSession | undefined> {
    return parsed(await this.#ofSessions.byId.first(this.#db, { organization, id }));
  }

  async sessionOf(organization: string, agentId: number): Promise<AgentSession | undefined> {
    return parsed(await this.#ofSessions.ofAgent.first(this.#db, { organization, agentId }));
  }

  async closeSession(organization: string, id: SessionId): Promise<void> {
    await this.#ofSessions.close.all(this.#db, { organization, id });
  }
}

function rowOf(organization: string, pool: AgentPool) {
  return { organization, id: pool.id, nameKey: nameKey(pool.name), json: JSON.stringify(pool) };
}

function parsed(row: { readonly json: string | null } | undefined): AgentSession | undefined {
  return typeof row?.json === 'string' ? (JSON.parse(row.json) as AgentSession) : undefined;
}
