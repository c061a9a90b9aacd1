import type { Claim } from '../../run/ports/job-queue.ts';
import type { Db, StatementDb } from './db.ts';
import type { Dialect, Engine } from './engine.ts';
import { Statement } from './statement.ts';

type Taken = { readonly json: string };
type Take = (db: StatementDb, claim: Claim, ids: readonly number[]) => Promise<readonly Taken[]>;

/**
 * Gives an agent the first of some job requests that nobody has. One statement, so that of several servers each takes another request, without waiting
 * for each other where rows can be locked; compiled once for each power of two.
 */
export class TakeFirst {
  readonly #engine: Engine;
  readonly #takes = new Map<number, Take>();

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** The request that was taken, if any. `ids` are not empty. */
  take(db: StatementDb, claim: Claim, ids: readonly number[]): Promise<readonly Taken[]> {
    const count = 2 ** Math.ceil(Math.log2(ids.length));
    const known = this.#takes.get(count) ?? takeOf(this.#engine.db, this.#engine.dialect, count);
    this.#takes.set(count, known);
    // The last one stands for those that are missing.
    return known(
      db,
      claim,
      Array.from({ length: count }, (_, index) => ids[index] ?? ids.at(-1) ?? 0),
    );
  }
}

function takeOf(db: Db, { skipLocked }: Dialect, count: number): Take {
  const names = Array.from({ length: count }, (_, index) => `id${index}`);
  const idShape: Readonly<Record<string, 'integer'>> = Object.fromEntries(names.map(name => [name, 'integer']));
  const claimShape = { organization: 'text', agentId: 'integer', lockedUntil: 'integer' } as const;
  const statement = new Statement({ ...idShape, ...claimShape }, parameters => {
    const { organization, agentId, lockedUntil } = parameters;
    const ids = names.map(name => (parameters as Readonly<Record<string, number | string>>)[name] as number);
    const first = db
      .selectFrom('job_request')
      .select('request_id')
      .where('organization', '=', organization)
      .where('request_id', 'in', ids)
      .where('agent_id', 'is', null)
      .orderBy('priority')
      .orderBy('queued_at')
      .orderBy('request_id')
      .limit(1)
      .modifyEnd(skipLocked);
    return db
      .updateTable('job_request')
      .set({ agent_id: agentId, locked_until: lockedUntil })
      .where('organization', '=', organization)
      .where('request_id', '=', first)
      .returning('json')
      .compile();
  });
  return (on, { organization, agentId, lockedUntil }, ids) => {
    const values = Object.fromEntries(names.map((name, index) => [name, ids[index] ?? 0]));
    return statement.all(on, { ...values, organization, agentId, lockedUntil });
  };
}
