import type { Instant } from '../../base/clock.ts';
import { claimLookAhead, dueBatch } from '../../base/limits.ts';
import { meetsDemands } from '../../run/demands.ts';
import type { Claim, HeldRequest, JobQueue, PoolDepth } from '../../run/ports/job-queue.ts';
import type { JobRequest } from '../../run/ports/run-store.ts';
import type { Db } from './db.ts';
import type { Engine } from './engine.ts';
import { Statement } from './statement.ts';
import { TakeFirst } from './take-first.ts';

/** How many waiting requests are read at a time; most often the first one of them is taken. */
const pageSize = 32;

type Waiting = {
  readonly request_id: number;
  readonly priority: number;
  readonly queued_at: number;
  readonly json: string;
};
type Held = { readonly agent_id: number | null; readonly locked_until: number | null; readonly json: string };

/**
 * Job requests in a database. Who holds one is not flushed alone: a claim counts once its run's events say so, which are stored after it, and a lock
 * that was renewed for nothing ends sooner.
 */
export class SqlJobQueue implements JobQueue {
  readonly #engine: Engine;
  readonly #db: Db;
  readonly #takeFirst: TakeFirst;
  readonly #statements: ReturnType<typeof statements>;

  constructor(engine: Engine) {
    this.#engine = engine;
    this.#db = engine.db;
    this.#statements = statements(engine.db);
    this.#takeFirst = new TakeFirst(engine);
  }

  async claim(claim: Claim): Promise<JobRequest | undefined> {
    const { organization, poolId } = claim;
    let after = { priority: 0, request_id: 0, queued_at: Number.MIN_SAFE_INTEGER };
    for (let seen = 0; seen < claimLookAhead; seen += pageSize) {
      const { priority, queued_at: queuedAt, request_id: requestId } = after;
      const from = { organization, poolId, priority, queuedAt, requestId };
      const page = await this.#statements.waiting.all(this.#db, from);
      const taken = await this.#takeOne(claim, page);
      if (taken !== undefined) return taken;
      const last = page.at(-1);
      if (last === undefined || page.length < pageSize) return undefined;
      after = last;
    }
    return undefined;
  }

  async renew(organization: string, requestId: number, agentId: number, lockedUntil: Instant): Promise<boolean> {
    const parameters = { organization, requestId, agentId, lockedUntil };
    const renewed = await this.#engine.soon(db => this.#statements.renew.all(db, parameters));
    return renewed.length > 0;
  }

  async release(organization: string, requestId: number): Promise<void> {
    await this.#statements.release.all(this.#db, { organization, requestId });
  }

  async get(organization: string, requestId: number): Promise<JobRequest | HeldRequest | undefined> {
    const row = await this.#statements.get.first(this.#db, { organization, requestId });
    return row === undefined ? undefined : request(row);
  }

  async depth(organization: string): Promise<readonly PoolDepth[]> {
    const rows = await this.#statements.depth.all(this.#db, { organization });
    return rows.map(({ pool_id: poolId, total, held }) => {
      // PostgreSQL counts in 64 bits, which come as text.
      return { poolId, waiting: Number(total) - Number(held), held: Number(held) };
    });
  }

  async list(organization: string, poolId: number, top: number): Promise<readonly (JobRequest | HeldRequest)[]> {
    return (await this.#statements.list.all(this.#db, { organization, poolId, top })).map(request);
  }

  async heldBy(organization: string, agentId: number): Promise<readonly HeldRequest[]> {
    return (await this.#statements.heldBy.all(this.#db, { organization, agentId })).map(request).filter(isHeld);
  }

  async expired(now: Instant): Promise<readonly HeldRequest[]> {
    return (await this.#statements.expired.all(this.#db, { now })).map(request).filter(isHeld);
  }

  /** The first of the page that suits and that no one else has taken since. */
  async #takeOne(claim: Claim, page: readonly Waiting[]): Promise<JobRequest | undefined> {
    const suitable = page
      .filter(row => meetsDemands(claim.capabilities, (JSON.parse(row.json) as JobRequest).demands))
      .map(row => row.request_id);
    if (suitable.length === 0) return undefined;
    const [taken] = await this.#engine.soon(db => this.#takeFirst.take(db, claim, suitable));
    return taken === undefined ? undefined : (JSON.parse(taken.json) as JobRequest);
  }
}

function request({ agent_id, locked_until, json }: Held): JobRequest | HeldRequest {
  const waiting = JSON.parse(json) as JobRequest;
  if (agent_id === null || locked_until === null) return waiting;
  return { ...waiting, agentId: agent_id, lockedUntil: locked_until };
}

function isHeld(one: JobRequest | HeldRequest): one is HeldRequest {
  return 'agentId' in one;
}

const requestKey = { organization: 'text', requestId: 'integer' } as const;

function listStatement(db: Db) {
  const parameters = { organization: 'text', poolId: 'integer', top: 'integer' } as const;
  return new Statement(parameters, ({ organization, poolId, top }) =>
    heldQuery(db)
      .where('organization', '=', organization)
      .where('pool_id', '=', poolId)
      .orderBy('request_id')
      .limit(top)
      .compile(),
  );
}

function statements(db: Db) {
  return {
    waiting: new Statement(
      { organization: 'text', poolId: 'integer', priority: 'integer', queuedAt: 'integer', requestId: 'integer' },
      ({ organization, poolId, priority, queuedAt, requestId }) =>
        db
          .selectFrom('job_request')
          .select(['request_id', 'priority', 'queued_at', 'json'])
          .where('organization', '=', organization)
          .where('pool_id', '=', poolId)
          .where('agent_id', 'is', null)
          .where(({ eb, refTuple, tuple }) =>
            eb(refTuple('priority', 'queued_at', 'request_id'), '>', tuple(priority, queuedAt, requestId)),
          )
          .orderBy('priority')
          .orderBy('queued_at')
          .orderBy('request_id')
          .limit(pageSize)
          .compile(),
    ),
    renew: new Statement(
      { ...requestKey, agentId: 'integer', lockedUntil: 'integer' },
      ({ organization, requestId, agentId, lockedUntil }) =>
        db
          .updateTable('job_request')
          .set({ locked_until: lockedUntil })
          .where('organization', '=', organization)
          .where('request_id', '=', requestId)
          .where('agent_id', '=', agentId)
          .returning('request_id')
          .compile(),
    ),
    depth: new Statement({ organization: 'text' }, ({ organization }) =>
      db
        .selectFrom('job_request')
        .select(({ fn }) => [
          'pool_id',
          fn.countAll<number | string>().as('total'),
          fn.count<number | string>('agent_id').as('held'),
        ])
        .where('organization', '=', organization)
        .groupBy('pool_id')
        .orderBy('pool_id')
        .compile(),
    ),
    release: new Statement(requestKey, ({ organization, requestId }) =>
      db
        .updateTable('job_request')
        .set({ agent_id: null, locked_until: null })
        .where('organization', '=', organization)
        .where('request_id', '=', requestId)
        .returning('request_id')
        .compile(),
    ),
    get: new Statement(requestKey, ({ organization, requestId }) =>
      heldQuery(db).where('organization', '=', organization).where('request_id', '=', requestId).compile(),
    ),
    list: listStatement(db),
    heldBy: new Statement({ organization: 'text', agentId: 'integer' }, ({ organization, agentId }) =>
      heldQuery(db)
        .where('organization', '=', organization)
        .where('agent_id', '=', agentId)
        .orderBy('request_id')
        .compile(),
    ),
    expired: new Statement({ now: 'integer' }, ({ now }) =>
      heldQuery(db).where('locked_until', '<', now).orderBy('locked_until').limit(dueBatch).compile(),
    ),
  };
}

function heldQuery(db: Db) {
  return db.selectFrom('job_request').select(['agent_id', 'locked_until', 'json']);
}
