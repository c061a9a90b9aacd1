import type { Db } from './db.ts';
import { Statement } from './statement.ts';

const poolRow = { organization: 'text', id: 'integer', nameKey: 'text', json: 'text' } as const;

/** Pools that were added or changed. Adding a taken name or id writes and returns nothing. */
export function poolStatements(db: Db) {
  return {
    list: new Statement({ organization: 'text' }, ({ organization }) =>
      db.selectFrom('pool').select('json').where('organization', '=', organization).compile(),
    ),
    add: new Statement(poolRow, ({ organization, id, nameKey, json }) =>
      db
        .insertInto('pool')
        .values({ organization, pool_id: id, name_key: nameKey, json })
        .onConflict(conflict => conflict.doNothing())
        .returning('pool_id')
        .compile(),
    ),
    put: new Statement(poolRow, ({ organization, id, nameKey, json }) =>
      db
        .insertInto('pool')
        .values({ organization, pool_id: id, name_key: nameKey, json })
        .onConflict(conflict =>
          conflict.columns(['organization', 'pool_id']).doUpdateSet(update => ({
            name_key: update.ref('excluded.name_key'),
            json: update.ref('excluded.json'),
          })),
        )
        .returning('pool_id')
        .compile(),
    ),
    remove: new Statement({ organization: 'text', id: 'integer' }, ({ organization, id }) =>
      db
        .deleteFrom('pool')
        .where('organization', '=', organization)
        .where('pool_id', '=', id)
        .returning('pool_id')
        .compile(),
    ),
  };
}
