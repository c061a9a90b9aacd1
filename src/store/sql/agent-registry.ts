import type { SessionId } from '../../base/id.ts';
import type { Agent, AgentPool, AgentRegistry, AgentSession } from '../../run/ports/agent-registry.ts';
import { agentPools } from '../agent-pools/pools.ts';
import type { Db, Engine } from './engine.ts';
import { Statement } from './statement.ts';

/** Agents and their sessions in a database. */
export class SqlAgentRegistry implements AgentRegistry {
  readonly #db: Db;
  readonly #statements: ReturnType<typeof statements>;

  constructor({ db }: Engine) {
    this.#db = db;
    this.#statements = statements(db);
  }

  async pools(_organization: string): Promise<readonly AgentPool[]> {
    return agentPools;
  }

  async agents(organization: string, poolId: number): Promise<readonly Agent[]> {
    const rows = await this.#statements.agents.all(this.#db, { organization, poolId });
    return rows.map(row => JSON.parse(row.json) as Agent);
  }

  async putAgent(organization: string, agent: Agent): Promise<void> {
    const { id, poolId } = agent;
    await this.#statements.putAgent.all(this.#db, { organization, id, poolId, json: JSON.stringify(agent) });
  }

  async openSession(organization: string, session: AgentSession): Promise<AgentSession | undefined> {
    const { id, agentId } = session;
    const row = { organization, agentId, id, json: JSON.stringify(session) };
    return parsed(await this.#statements.openSession.first(this.#db, row));
  }

  async session(organization: string, id: SessionId): Promise<AgentSession | undefined> {
    return parsed(await this.#statements.session.first(this.#db, { organization, id }));
  }

  async sessionOf(organization: string, agentId: number): Promise<AgentSession | undefined> {
    return parsed(await this.#statements.sessionOf.first(this.#db, { organization, agentId }));
  }

  async closeSession(organization: string, id: SessionId): Promise<void> {
    await this.#statements.closeSession.all(this.#db, { organization, id });
  }
}

function parsed(row: { readonly json: string | null } | undefined): AgentSession | undefined {
  return typeof row?.json === 'string' ? (JSON.parse(row.json) as AgentSession) : undefined;
}

const sessionKey = { organization: 'text', id: 'text' } as const;
const agentKey = { organization: 'text', agentId: 'integer' } as const;

function statements(db: Db) {
  return {
    agents: new Statement({ organization: 'text', poolId: 'integer' }, ({ organization, poolId }) =>
      db
        .selectFrom('agent')
        .select('json')
        .where('organization', '=', organization)
        .where('pool_id', '=', poolId)
        .orderBy('agent_id')
        .compile(),
    ),
    putAgent: new Statement(
      { organization: 'text', id: 'integer', poolId: 'integer', json: 'text' },
      ({ organization, id, poolId, json }) =>
        db
          .insertInto('agent')
          .values({ organization, agent_id: id, pool_id: poolId, json })
          .onConflict(conflict =>
            conflict.columns(['organization', 'agent_id']).doUpdateSet(update => ({
              pool_id: update.ref('excluded.pool_id'),
              json: update.ref('excluded.json'),
            })),
          )
          .returning('agent_id')
          .compile(),
    ),
    // One statement ends the former session and opens the new one, so that of two that open at once the second answers the first.
    openSession: new Statement({ ...agentKey, id: 'text', json: 'text' }, ({ organization, agentId, id, json }) =>
      db
        .insertInto('agent_session')
        .values({ organization, agent_id: agentId, session_id: id, json, former_json: null })
        .onConflict(conflict =>
          conflict.columns(['organization', 'agent_id']).doUpdateSet(update => ({
            session_id: update.ref('excluded.session_id'),
            json: update.ref('excluded.json'),
            former_json: update.ref('agent_session.json'),
          })),
        )
        .returning('former_json as json')
        .compile(),
    ),
    session: new Statement(sessionKey, ({ organization, id }) =>
      db
        .selectFrom('agent_session')
        .select('json')
        .where('organization', '=', organization)
        .where('session_id', '=', id)
        .compile(),
    ),
    sessionOf: new Statement(agentKey, ({ organization, agentId }) =>
      db
        .selectFrom('agent_session')
        .select('json')
        .where('organization', '=', organization)
        .where('agent_id', '=', agentId)
        .compile(),
    ),
    closeSession: new Statement(sessionKey, ({ organization, id }) =>
      db
        .deleteFrom('agent_session')
        .where('organization', '=', organization)
        .where('session_id', '=', id)
        .returning('agent_id')
        .compile(),
    ),
  };
}
