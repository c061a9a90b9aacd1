import type { SessionId } from '../../base/id.ts';
import { sha256 } from '../../base/sha256.ts';
import type { Agent, AgentPool, AgentRegistry, AgentSession } from '../../run/ports/agent-registry.ts';
import { withOwnPools } from '../agent-pools/pools.ts';
import { nameKey } from '../matching/name-key.ts';
import { poolStatements } from './agent-pool-statements.ts';
import { agentStatements, sessionStatements } from './agent-statements.ts';
import type { Db } from './db.ts';
import type { Engine } from './engine.ts';
import type { Reads } from './read-cache.ts';
import type { Shape, ValuesOf } from './shape.ts';
import type { Statement } from './statement.ts';
import { isTakenName } from './taken-name.ts';

/** Agents and their sessions in a database. */
export class SqlAgentRegistry implements AgentRegistry {
  readonly #db: Db;
  readonly #reads: Reads;
  readonly #ofAgents: ReturnType<typeof agentStatements>;
  readonly #ofSessions: ReturnType<typeof sessionStatements>;
  readonly #ofPools: ReturnType<typeof poolStatements>;

  constructor({ db, reads }: Engine) {
    this.#db = db;
    this.#reads = reads;
    this.#ofAgents = agentStatements(db);
    this.#ofSessions = sessionStatements(db);
    this.#ofPools = poolStatements(db);
  }

  async pools(organization: string): Promise<readonly AgentPool[]> {
    const rows = await this.#reads.rows(kind, this.#ofPools.list, { organization });
    return withOwnPools(rows.map(row => JSON.parse(row.json) as AgentPool));
  }

  async addPool(organization: string, pool: AgentPool): Promise<boolean> {
    if (await this.#isTaken(organization, pool, one => one.id === pool.id)) return false;
    return (await this.#write(this.#ofPools.add, rowOf(organization, pool))).length === 1;
  }

  async changePool(organization: string, pool: AgentPool): Promise<boolean> {
    const pools = await this.pools(organization);
    if (pools.every(({ id }) => id !== pool.id)) return false;
    if (await this.#isTaken(organization, pool)) return false;
    return (await this.#writeNamed(this.#ofPools.put, rowOf(organization, pool))).length === 1;
  }

  async removePool(organization: string, poolId: number): Promise<void> {
    await this.#write(this.#ofPools.remove, { organization, id: poolId });
  }

  // The pools from the start have no rows, so the table alone can't tell that their names are taken.
  async #isTaken(organization: string, pool: AgentPool, also = (_: AgentPool) => false): Promise<boolean> {
    const pools = await this.pools(organization);
    return pools.some(one => also(one) || (one.id !== pool.id && nameKey(one.name) === nameKey(pool.name)));
  }

  async agents(organization: string, poolId: number): Promise<readonly Agent[]> {
    const rows = await this.#reads.rows(kind, this.#ofAgents.list, { organization, poolId });
    return rows.map(row => JSON.parse(row.json) as Agent);
  }

  async putAgent(organization: string, agent: Agent): Promise<boolean> {
    const row = { organization, id: agent.id, poolId: agent.poolId, ...contentOf(agent) };
    return (await this.#writeNamed(this.#ofAgents.put, row)).length === 1;
  }

  async changeAgent(
    organization: string,
    { former, changed }: { readonly former: Agent; readonly changed: Agent },
  ): Promise<boolean> {
    const row = { organization, id: changed.id, ...contentOf(changed), former: JSON.stringify(former) };
    return (await this.#writeNamed(this.#ofAgents.change, row)).length === 1;
  }

  async removeAgent(organization: string, agentId: number): Promise<void> {
    await this.#write(this.#ofSessions.end, { organization, agentId });
    await this.#write(this.#ofAgents.remove, { organization, agentId });
  }

  async openSession(organization: string, session: AgentSession): Promise<AgentSession | undefined> {
    const { id, agentId } = session;
    const row = { organization, agentId, id, json: JSON.stringify(session) };
    return parsed((await this.#write(this.#ofSessions.open, row))[0]);
  }

  async session(organization: string, id: SessionId): Promise<AgentSession | undefined> {
    return parsed((await this.#reads.rows(kind, this.#ofSessions.byId, { organization, id }))[0]);
  }

  async sessionOf(organization: string, agentId: number): Promise<AgentSession | undefined> {
    return parsed((await this.#reads.rows(kind, this.#ofSessions.ofAgent, { organization, agentId }))[0]);
  }

  async closeSession(organization: string, id: SessionId): Promise<void> {
    await this.#write(this.#ofSessions.close, { organization, id });
  }

  /** Writes nothing where another one has the name, as a server may find that reads from memory. */
  async #writeNamed<S extends Shape, Row>(statement: Statement<S, Row>, row: ValuesOf<S>): Promise<readonly Row[]> {
    try {
      return await this.#write(statement, row);
    } catch (error) {
      if (isTakenName(error)) return [];
      throw error;
    }
  }

  async #write<S extends Shape, Row>(statement: Statement<S, Row>, row: ValuesOf<S>): Promise<readonly Row[]> {
    const written = await statement.all(this.#db, row);
    this.#reads.changed(kind);
    return written;
  }
}

/** Agents look for their sessions whenever they wait for a job. */
const kind = 'agents';

function rowOf(organization: string, pool: AgentPool) {
  return { organization, id: pool.id, nameKey: nameKey(pool.name), json: JSON.stringify(pool) };
}

function contentOf(agent: Agent) {
  return { nameHash: sha256(nameKey(agent.name)), json: JSON.stringify(agent) };
}

function parsed(row: { readonly json: string | null } | undefined): AgentSession | undefined {
  return typeof row?.json === 'string' ? (JSON.parse(row.json) as AgentSession) : undefined;
}
