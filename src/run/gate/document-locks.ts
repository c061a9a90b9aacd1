import { appendRetries } from '../../base/limits.ts';
import type { DocumentStore } from '../ports/document-store.ts';
import type { LockAnswer, LockClaim, LockHolder, Locks } from '../ports/locks.ts';

type Waiting = LockHolder & { readonly behavior: LockClaim['behavior'] };

/** A lock as it is kept. `waiting` is in order of arrival. */
type Kept = {
  readonly holder: LockHolder | undefined;
  readonly waiting: readonly Waiting[];
  readonly superseded: readonly LockHolder[];
};

const free: Kept = { holder: undefined, waiting: [], superseded: [] };

/** Exclusive locks as documents: each change is made at the revision that was read, or starts over. */
export class DocumentLocks implements Locks {
  readonly #documents: DocumentStore;

  constructor(documents: DocumentStore) {
    this.#documents = documents;
  }

  claim({ organization, resource, behavior, ...asked }: LockClaim): Promise<LockAnswer> {
    const me: LockHolder = { runId: asked.runId, stage: asked.stage, attempt: asked.attempt };
    return this.#change<LockAnswer>(organization, resource, lock => {
      if (includes(lock.superseded, me)) return { lock: without(lock, me), answer: { state: 'superseded' } };
      const next = give(includes([lock.holder, ...lock.waiting], me) ? lock : enqueue(lock, { ...me, behavior }));
      if (next.holder !== undefined && isSame(next.holder, me)) return { lock: next, answer: { state: 'held' } };
      return { lock: next, answer: { state: 'waiting', holder: next.holder ?? me } };
    });
  }

  async holder(organization: string, resource: string): Promise<LockHolder | undefined> {
    const found = await this.#documents.get(organization, { kind: 'exclusiveLock', scope: '', id: resource });
    return (found?.value as Kept | undefined)?.holder;
  }

  release(organization: string, resource: string, holder: LockHolder): Promise<LockHolder | undefined> {
    return this.#change<LockHolder | undefined>(organization, resource, lock => {
      const next = give(without(lock, holder));
      return { lock: next, answer: next.holder };
    });
  }

  async #change<Answer>(
    organization: string,
    resource: string,
    change: (lock: Kept) => { readonly lock: Kept; readonly answer: Answer },
  ): Promise<Answer> {
    const ref = { kind: 'exclusiveLock', scope: '', id: resource };
    for (let attempt = 0; attempt < appendRetries; attempt += 1) {
      const document = await this.#documents.get(organization, ref);
      const before = (document?.value as Kept | undefined) ?? free;
      const { lock, answer } = change(before);
      if (lock === before) return answer;
      const isEmpty = lock.holder === undefined && lock.superseded.length === 0;
      const content = isEmpty ? undefined : { position: 0, value: lock };
      if (content === undefined && document === undefined) return answer;
      if (await this.#documents.write(organization, [{ ...ref, expected: document?.revision ?? 0, content }]))
        return answer;
    }
    throw new Error(`The lock of ${resource} changed ${appendRetries} times while it was being written.`);
  }
}

/** Of those that want only the newest to run, the newest is left. */
function enqueue(lock: Kept, me: Waiting): Kept {
  if (me.behavior === 'sequential') return { ...lock, waiting: [...lock.waiting, me] };
  const older = lock.waiting.filter(({ behavior }) => behavior === 'runLatest');
  const waiting = [...lock.waiting.filter(each => !older.includes(each)), me];
  return { ...lock, waiting, superseded: [...lock.superseded, ...older.map(holderOf)] };
}

/** Gives a lock that nobody holds to who waits longest. */
function give(lock: Kept): Kept {
  const [next, ...waiting] = lock.waiting;
  if (lock.holder !== undefined || next === undefined) return lock;
  return { ...lock, holder: holderOf(next), waiting };
}

function without(lock: Kept, me: LockHolder): Kept {
  const isOther = (each: LockHolder): boolean => !isSame(each, me);
  if (!includes([lock.holder, ...lock.waiting, ...lock.superseded], me)) return lock;
  return {
    holder: lock.holder !== undefined && isOther(lock.holder) ? lock.holder : undefined,
    waiting: lock.waiting.filter(isOther),
    superseded: lock.superseded.filter(isOther),
  };
}

function holderOf({ runId, stage, attempt }: LockHolder): LockHolder {
  return { runId, stage, attempt };
}

function includes(holders: readonly (LockHolder | undefined)[], me: LockHolder): boolean {
  return holders.some(each => each !== undefined && isSame(each, me));
}

function isSame(one: LockHolder, other: LockHolder): boolean {
  return one.runId === other.runId && one.stage === other.stage && one.attempt === other.attempt;
}
