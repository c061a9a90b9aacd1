import type { TokenRow, TokenStore } from '../../run/ports/token-store.ts';
import type { Db } from './db.ts';
import type { Engine } from './engine.ts';
import { Statement } from './statement.ts';

/** Tokens in a database. */
export class SqlTokenStore implements TokenStore {
  readonly #db: Db;
  readonly #statements: ReturnType<typeof statements>;

  constructor({ db }: Engine) {
    this.#db = db;
    this.#statements = statements(db);
  }

  async add(organization: string, token: TokenRow): Promise<void> {
    const { hash, createdAt } = token;
    await this.#statements.add.all(this.#db, { organization, hash, createdAt, json: JSON.stringify(token) });
  }

  async change(organization: string, token: TokenRow): Promise<boolean> {
    const row = { organization, hash: token.hash, json: JSON.stringify(token) };
    return (await this.#statements.change.all(this.#db, row)).length === 1;
  }

  async find(organization: string, hash: string): Promise<TokenRow | undefined> {
    return (await this.#statements.find.all(this.#db, { organization, hash })).map(tokenRow)[0];
  }

  async list(organization: string): Promise<readonly TokenRow[]> {
    return (await this.#statements.list.all(this.#db, { organization })).map(tokenRow);
  }

  async remove(organization: string, hash: string): Promise<void> {
    await this.#statements.remove.all(this.#db, { organization, hash });
  }
}

function tokenRow({ json }: { readonly json: string }): TokenRow {
  const token = JSON.parse(json) as TokenRow;
  return { ...token, expiresAt: token.expiresAt };
}

const tokenKey = { organization: 'text', hash: 'text' } as const;

function statements(db: Db) {
  return {
    add: new Statement({ ...tokenKey, createdAt: 'integer', json: 'text' }, ({ organization, hash, createdAt, json }) =>
      db
        .insertInto('token')
        .values({ organization, hash, created_at: createdAt, json })
        .onConflict(conflict =>
          conflict.columns(['organization', 'hash']).doUpdateSet(update => ({
            created_at: update.ref('excluded.created_at'),
            json: update.ref('excluded.json'),
          })),
        )
        .returning('hash')
        .compile(),
    ),
    change: new Statement({ ...tokenKey, json: 'text' }, ({ organization, hash, json }) =>
      db
        .updateTable('token')
        .set({ json })
        .where('organization', '=', organization)
        .where('hash', '=', hash)
        .returning('hash')
        .compile(),
    ),
    find: new Statement(tokenKey, ({ organization, hash }) =>
      db.selectFrom('token').select('json').where('organization', '=', organization).where('hash', '=', hash).compile(),
    ),
    list: new Statement({ organization: 'text' }, ({ organization }) =>
      db
        .selectFrom('token')
        .select('json')
        .where('organization', '=', organization)
        .orderBy('created_at')
        .orderBy('hash')
        .compile(),
    ),
    remove: new Statement(tokenKey, ({ organization, hash }) =>
      db
        .deleteFrom('token')
        .where('organization', '=', organization)
        .where('hash', '=', hash)
        .returning('hash')
        .compile(),
    ),
  };
}
