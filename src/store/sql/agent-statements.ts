import type { Db } from './db.ts';
import { Statement } from './statement.ts';

const sessionKey = { organization: 'text', id: 'text' } as const;
const agentKey = { organization: 'text', agentId: 'integer' } as const;

/** The agents of pools. */
export function agentStatements(db: Db) {
  return {
    list: new Statement({ organization: 'text', poolId: 'integer' }, ({ organization, poolId }) =>
      db
        .selectFrom('agent')
        .select('json')
        .where('organization', '=', organization)
        .where('pool_id', '=', poolId)
        .orderBy('agent_id')
        .compile(),
    ),
    put: new Statement(
      { organization: 'text', id: 'integer', poolId: 'integer', nameHash: 'text', json: 'text' },
      ({ organization, id, poolId, nameHash, json }) =>
        db
          .insertInto('agent')
          .values({ organization, agent_id: id, pool_id: poolId, name_hash: nameHash, json })
          .onConflict(conflict =>
            conflict.columns(['organization', 'agent_id']).doUpdateSet(update => ({
              pool_id: update.ref('excluded.pool_id'),
              name_hash: update.ref('excluded.name_hash'),
              json: update.ref('excluded.json'),
            })),
          )
          .returning('agent_id')
          .compile(),
    ),
    change: new Statement({ organization: 'text', id: 'integer', nameHash: 'text', json: 'text', former: 'text' }, at =>
      db
        .updateTable('agent')
        .set({ name_hash: at.nameHash, json: at.json })
        .where('organization', '=', at.organization)
        .where('agent_id', '=', at.id)
        .where('json', '=', at.former)
        .returning('agent_id')
        .compile(),
    ),
    remove: new Statement(agentKey, ({ organization, agentId }) =>
      db
        .deleteFrom('agent')
        .where('organization', '=', organization)
        .where('agent_id', '=', agentId)
        .returning('agent_id')
        .compile(),
    ),
  };
}

/** Their sessions, one at a time for each. */
export function sessionStatements(db: Db) {
  return {
    end: new Statement(agentKey, ({ organization, agentId }) =>
      db
        .deleteFrom('agent_session')
        .where('organization', '=', organization)
        .where('agent_id', '=', agentId)
        .returning('agent_id')
        .compile(),
    ),
    // One statement ends the former session and opens the new one, so that of two that open at once the second answers the first.
    open: new Statement({ ...agentKey, id: 'text', json: 'text' }, ({ organization, agentId, id, json }) =>
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
    byId: new Statement(sessionKey, ({ organization, id }) =>
      db
        .selectFrom('agent_session')
        .select('json')
        .where('organization', '=', organization)
        .where('session_id', '=', id)
        .compile(),
    ),
    ofAgent: new Statement(agentKey, ({ organization, agentId }) =>
      db
        .selectFrom('agent_session')
        .select('json')
        .where('organization', '=', organization)
        .where('agent_id', '=', agentId)
        .compile(),
    ),
    close: new Statement(sessionKey, ({ organization, id }) =>
      db
        .deleteFrom('agent_session')
        .where('organization', '=', organization)
        .where('session_id', '=', id)
        .returning('agent_id')
        .compile(),
    ),
  };
}
