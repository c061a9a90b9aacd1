import type { Clock, Instant } from '../base/clock.ts';
import { guidFromName, type RepositoryId } from '../base/id.ts';
import { changeInTurn } from './documents.ts';
import type { Identity } from './events.ts';
import type { DocumentStore } from './ports/document-store.ts';
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

const kind = 'push';
/** Beside a push over REST one for each of its refs, until whoever looks at repositories has seen it: that is no other push. */
const unseenKind = 'unseenPush';

/** The pushes to repositories since they were registered. Safe to call concurrently, from any number of servers. */
export class RecordedPushes {
  readonly #ports: PushRecorderPorts;

  constructor(ports: PushRecorderPorts) {
    this.#ports = ports;
  }

  /** Does work that makes a push and records it; whoever looks at the repository in between notices the push only when it is recorded. */
  making<Made extends object>(repositoryId: RepositoryId, work: () => Promise<Made>): Promise<Made> {
    return changeInTurn(this.#ports.documents, `pushes to ${repositoryId}`, work);
  }

  /** Keeps a push that was made here. `seenAs` is how its refs look to those who compare commits. */
  async record(
    repositoryId: RepositoryId,
    push: Pick<RecordedPush, 'refs'> & { readonly by: Identity; readonly seenAs: readonly PushedRef[] },
  ): Promise<RecordedPush> {
    const { organization, documents } = this.#ports;
    for (const ref of push.seenAs) {
      const unseen = { kind: unseenKind, scope: repositoryId, id: nameOf(ref), expected: 0 };
      await documents.write(organization, [{ ...unseen, content: { position: 0, value: {} } }]);
    }
    return this.#keep(repositoryId, { refs: push.refs, by: push.by });
  }

  /** Keeps a push that was seen in a repository, unless it is one that was recorded when it was made. */
  async notice(repositoryId: RepositoryId, ref: PushedRef): Promise<void> {
    await this.making(repositoryId, async () => {
      const { organization, documents } = this.#ports;
      const unseen = { kind: unseenKind, scope: repositoryId, id: nameOf(ref) };
      const found = await documents.get(organization, unseen);
      if (found === undefined) return this.#keep(repositoryId, { refs: [ref] });
      await documents.write(organization, [{ ...unseen, expected: found.revision, content: undefined }]);
      return found;
    });
  }

  /** Newest first. */
  async list(repositoryId: RepositoryId, top: number, before?: number): Promise<readonly RecordedPush[]> {
    const after = before === undefined ? {} : { after: { position: before, id: '' } };
    const query = { organization: this.#ports.organization, kind, scope: repositoryId, descending: true, top };
    return (await this.#ports.documents.list({ ...query, ...after })).map(({ value }) => value as RecordedPush);
  }

  async get(repositoryId: RepositoryId, id: number): Promise<RecordedPush | undefined> {
    const { organization, documents } = this.#ports;
    const found = await documents.get(organization, { kind, scope: repositoryId, id: `${id}` });
    return found?.value as RecordedPush | undefined;
  }

  async #keep(repositoryId: RepositoryId, push: Omit<RecordedPush, 'id' | 'at'>): Promise<RecordedPush> {
    const { organization, documents, clock, allot } = this.#ports;
    const id = await allot('push');
    const value: RecordedPush = { ...push, id, at: clock.now() };
    const content = { position: id, value };
    await documents.write(organization, [{ kind, scope: repositoryId, id: `${id}`, expected: 0, content }]);
    return value;
  }
}

function nameOf({ refName, from = '', to = '' }: PushedRef): string {
  return guidFromName(refName, `${from} ${to}`);
}
