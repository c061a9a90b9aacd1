import type { Clock, Instant } from '../base/clock.ts';
import type { RepositoryId } from '../base/id.ts';
import { allDocuments } from './documents.ts';
import type { Identity } from './events.ts';
import type { DocumentStore } from './ports/document-store.ts';

export type StatusState = 'notSet' | 'pending' | 'succeeded' | 'failed' | 'error' | 'notApplicable';

/** What some system says of a commit or of a pull request, as its sender puts it. */
export type StatusWords = {
  readonly state: StatusState;
  readonly description: string;
  readonly targetUrl: string;
  /** By genre and name one system's statuses follow each other. */
  readonly context: { readonly genre: string; readonly name: string };
};

export type CommitStatus = StatusWords & {
  /** From the organization's sequence `commitStatus`. */
  readonly id: number;
  readonly by: Identity;
  readonly at: Instant;
};

export type CommitStatusPorts = {
  readonly organization: string;
  readonly documents: DocumentStore;
  readonly clock: Clock;
  readonly allot: (sequence: string) => Promise<number>;
};

const kind = 'commitStatus';

/** What systems say of commits. Safe to call concurrently, from any number of servers. */
export class CommitStatuses {
  readonly #ports: CommitStatusPorts;

  constructor(ports: CommitStatusPorts) {
    this.#ports = ports;
  }

  async add(repositoryId: RepositoryId, commit: string, words: StatusWords, by: Identity): Promise<CommitStatus> {
    const { organization, documents, clock, allot } = this.#ports;
    const id = await allot('commitStatus');
    const value: CommitStatus = { ...words, id, by, at: clock.now() };
    const ref = { kind, scope: scopeOf(repositoryId, commit), id: `${id}`, expected: 0 };
    await documents.write(organization, [{ ...ref, content: { position: id, value } }]);
    return value;
  }

  /** Newest first; with `latestOnly` of each context only the newest. */
  async list(repositoryId: RepositoryId, commit: string, latestOnly = false): Promise<readonly CommitStatus[]> {
    const { organization, documents } = this.#ports;
    const found: CommitStatus[] = [];
    for await (const { value } of allDocuments(documents, organization, { kind, scope: scopeOf(repositoryId, commit) }))
      found.unshift(value as CommitStatus);
    return latestOnly ? latestOf(found) : found;
  }
}

/** Of statuses, newest first, the newest of each context. */
export function latestOf<Status extends Pick<StatusWords, 'context'>>(statuses: readonly Status[]): readonly Status[] {
  const seen = new Set<string>();
  return statuses.filter(({ context: { genre, name } }) => {
    const key = `${genre}\0${name}`.toLowerCase();
    const isFirst = !seen.has(key);
    seen.add(key);
    return isFirst;
  });
}

function scopeOf(repositoryId: RepositoryId, commit: string): string {
  return `${repositoryId}/${commit}`;
}
