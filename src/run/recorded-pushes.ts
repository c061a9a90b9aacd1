import type { Clock, Instant } from '../base/clock.ts';
import { guidFromName, type RepositoryId } from '../base/id.ts';
import { documentTries } from '../base/limits.ts';
import { changeInTurn } from './documents.ts';
import type { Identity } from './events.ts';
import type { Document, DocumentChange, DocumentRef, DocumentStore } from './ports/document-store.ts';
import type { PushedRef } from './trigger-ports.ts';

/** That refs of a repository were moved together. */
export type RecordedPush = {
  /** From the organization's sequence `push`. */
  readonly id: number;
  readonly at: Instant;
  /** Absent: it came over git, which does not say who pushes. */
  readonly by?: Identity;
  readonly refs: readonly PushedRef[];
};

export type PushRecorderPorts = {
  readonly organization: string;
  readonly documents: DocumentStore;
  readonly clock: Clock;
  readonly allot: (sequence: string) => Promise<number>;
};

/** A push that was made here, under the id of its making. */
export type MadePush = Pick<RecordedPush, 'id' | 'refs'> & {
  readonly by: Identity;
  readonly seenAs: readonly PushedRef[];
};

/** `name` is that of the change of the ref. */
type LastPush = { readonly pushId: number; readonly name: string };

const kind = 'push';
/** For each ref that was pushed to the last push that is recorded of it: whoever records one changes this too, so that two servers don't record the same. */
const lastKind = 'lastPush';
/** Beside a push over REST one for each of its refs, until whoever looks at repositories has seen it: that is no other push. */
const unseenKind = 'unseenPush';

/** The pushes to repositories since they were registered. Safe to call concurrently, from any number of servers. */
export class RecordedPushes {
  readonly #ports: PushRecorderPorts;

  constructor(ports: PushRecorderPorts) {
    this.#ports = ports;
  }

  /**
   * Does work that makes a push and records it under the id that it is given. Who looks at the repository in between notices the push only when it is recorded, in this
   * process; what another server notices meanwhile is replaced.
   */
  making<Made extends object>(repositoryId: RepositoryId, work: (id: number) => Promise<Made>): Promise<Made> {
    return this.#inTurn(repositoryId, async () => work(await this.#ports.allot('push')));
  }

  /** Keeps a push that was made here, under the id of its making. `seenAs` is how its refs look to those who compare commits. */
  async record(repositoryId: RepositoryId, push: MadePush): Promise<RecordedPush> {
    const { id, refs, by } = push;
    // A ref may be moved twice at once: who looks at it sees one move.
    const seenAs = new Map(push.seenAs.map(ref => [ref.refName, ref])).values().toArray();
    const value: RecordedPush = { id, at: this.#ports.clock.now(), refs, by };
    for (let tries = 0; tries < documentTries; tries += 1) {
      const beside: DocumentChange[] = [];
      for (const ref of seenAs) beside.push(...(await this.#taken(repositoryId, ref, id)));
      if (await this.#write(repositoryId, value, beside)) return value;
    }
    throw new Error(`The push ${id} was seen by too many at once while it was recorded.`);
  }

  /** Keeps a push that was seen in a repository, unless it is one that was recorded when it was made. */
  async notice(repositoryId: RepositoryId, ref: PushedRef): Promise<void> {
    await this.#inTurn(repositoryId, async () => {
      const { organization, documents, allot, clock } = this.#ports;
      const last = await documents.get(organization, lastOf(repositoryId, ref));
      const unseen = await documents.get(organization, unseenOf(repositoryId, ref));
      const isDone =
        unseen === undefined
          ? await this.#seen(repositoryId, { id: await allot('push'), at: clock.now(), refs: [ref] }, last?.revision)
          : await documents.write(organization, [removalOf(unseen)]);
      return isDone ? ref : undefined;
    });
  }

  #seen(repositoryId: RepositoryId, push: RecordedPush, revision = 0): Promise<boolean> {
    const [ref] = push.refs;
    return ref === undefined
      ? Promise.resolve(true)
      : this.#write(repositoryId, push, [lastChange(repositoryId, ref, push.id, revision)]);
  }

  /** What is written beside a push for one of its refs: that nobody saw it yet, or, in the place of what another server noticed, nothing. */
  async #taken(repositoryId: RepositoryId, ref: PushedRef, id: number): Promise<readonly DocumentChange[]> {
    const { organization, documents } = this.#ports;
    const last = await documents.get(organization, lastOf(repositoryId, ref));
    const change = lastChange(repositoryId, ref, id, last?.revision ?? 0);
    const { pushId = 0, name } = (last?.value ?? {}) as Partial<LastPush>;
    const noticed =
      pushId > id && name === nameOf(ref) ? await documents.get(organization, pushOf(repositoryId, pushId)) : undefined;
    if (noticed !== undefined) return [change, removalOf(noticed)];
    const unseen = unseenOf(repositoryId, ref);
    const { revision = 0 } = (await documents.get(organization, unseen)) ?? {};
    return [change, { ...unseen, expected: revision, content: { position: 0, value: {} } }];
  }

  /** One push of a repository after the other is recorded here; other servers may be faster. */
  #inTurn<Made extends object>(repositoryId: RepositoryId, work: () => Promise<Made | undefined>): Promise<Made> {
    return changeInTurn(this.#ports.documents, `pushes to ${repositoryId}`, work);
  }

  /** Newest first. */
  async list(repositoryId: RepositoryId, top: number, before?: number): Promise<readonly RecordedPush[]> {
    const after = before === undefined ? {} : { after: { position: before, id: '' } };
    const query = { organization: this.#ports.organization, kind, scope: repositoryId, descending: true, top };
    return (await this.#ports.documents.list({ ...query, ...after })).map(({ value }) => value as RecordedPush);
  }

  async get(repositoryId: RepositoryId, id: number): Promise<RecordedPush | undefined> {
    const { organization, documents } = this.#ports;
    const found = await documents.get(organization, pushOf(repositoryId, id));
    return found?.value as RecordedPush | undefined;
  }

  #write(repositoryId: RepositoryId, push: RecordedPush, beside: readonly DocumentChange[]): Promise<boolean> {
    const { organization, documents } = this.#ports;
    const content = { position: push.id, value: push };
    return documents.write(organization, [{ ...pushOf(repositoryId, push.id), expected: 0, content }, ...beside]);
  }
}

function pushOf(repositoryId: RepositoryId, id: number): DocumentRef {
  return { kind, scope: repositoryId, id: `${id}` };
}

function unseenOf(repositoryId: RepositoryId, ref: PushedRef): DocumentRef {
  return { kind: unseenKind, scope: repositoryId, id: nameOf(ref) };
}

function lastOf(repositoryId: RepositoryId, { refName }: PushedRef): DocumentRef {
  return { kind: lastKind, scope: repositoryId, id: guidFromName(refName, 'last push') };
}

function lastChange(repositoryId: RepositoryId, ref: PushedRef, pushId: number, expected: number): DocumentChange {
  const value: LastPush = { pushId, name: nameOf(ref) };
  return { ...lastOf(repositoryId, ref), expected, content: { position: 0, value } };
}

function removalOf({ kind, scope, id, revision }: Document): DocumentChange {
  return { kind, scope, id, expected: revision, content: undefined };
}

function nameOf({ refName, from = '', to = '' }: PushedRef): string {
  return guidFromName(refName, `${from} ${to}`);
}
