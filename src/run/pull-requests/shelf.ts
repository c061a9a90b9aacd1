import type { RepositoryId } from '../../base/id.ts';
import { guidFromName } from '../../base/id.ts';
import { allDocuments } from '../documents.ts';
import type { DocumentChange, DocumentStore } from '../ports/document-store.ts';
import type { PullRequest } from '../pull-request.ts';

/** A pull request as it was read; a change is written at `revision`. */
export type Kept = { readonly pullRequest: PullRequest; readonly revision: number };

const kind = 'pullRequest';
/** Beside each active pull request one of these, so that those of a repository are found without all that are over. */
const activeKind = 'activePullRequest';
/** And one beside each that is to be completed as soon as it can be. */
const autoKind = 'autoCompletedPullRequest';
const readAtOnce = 200;

/** The documents of pull requests. Safe to call concurrently, from any number of servers. */
export class PullRequestShelf {
  readonly #documents: DocumentStore;
  readonly #organization: string;

  constructor(documents: DocumentStore, organization: string) {
    this.#documents = documents;
    this.#organization = organization;
  }

  async get(id: number): Promise<Kept | undefined> {
    const found = await this.#documents.get(this.#organization, refOf(id));
    return found && { pullRequest: found.value as PullRequest, revision: found.revision };
  }

  /** Those of a repository that are active, oldest first. */
  async active(repositoryId: RepositoryId): Promise<readonly Kept[]> {
    return this.#named({ kind: activeKind, scope: repositoryId });
  }

  /** The active ones that are to be completed as soon as they can be, oldest first. */
  async autoCompleted(): Promise<readonly Kept[]> {
    return this.#named({ kind: autoKind, scope: '' });
  }

  async #named(of: { readonly kind: string; readonly scope: string }): Promise<readonly Kept[]> {
    const found: Kept[] = [];
    for await (const { id } of allDocuments(this.#documents, this.#organization, of)) {
      const kept = await this.get(Number(id));
      if (kept !== undefined) found.push(kept);
    }
    return found;
  }

  /** All of them, newest first. */
  async *all(): AsyncIterable<PullRequest> {
    const query = { organization: this.#organization, kind, scope: '', descending: true, top: readAtOnce };
    for (let after: { readonly position: number; readonly id: string } | undefined; ; ) {
      const page = await this.#documents.list(after === undefined ? query : { ...query, after });
      for (const { value } of page) yield value as PullRequest;
      if (page.length < readAtOnce) return;
      after = page.at(-1);
    }
  }

  /** Writes a pull request where it stands at a revision, 0 for a new one; false when somebody was faster, or another is active for the same branches. */
  async write(pullRequest: PullRequest, revision: number): Promise<boolean> {
    const ref = refOf(pullRequest.id);
    const change = { ...ref, expected: revision, content: { position: pullRequest.id, value: pullRequest } };
    const { id, repositoryId, autoCompleter } = pullRequest;
    const isActive = pullRequest.status === 'active';
    // Its name is that of its two branches, so that of two for the same only one is ever active.
    const name = guidFromName(pullRequest.sourceBranch, pullRequest.targetBranch);
    const active = await this.#mark(id, { kind: activeKind, scope: repositoryId, name }, isActive);
    const auto = await this.#mark(id, { kind: autoKind, scope: '' }, isActive && autoCompleter !== undefined);
    return this.#documents.write(this.#organization, [change, ...active, ...auto]);
  }

  /** What makes or removes a document that only says something of a pull request; nothing where it stands so. */
  async #mark(
    id: number,
    of: { readonly kind: string; readonly scope: string; readonly name?: string },
    isThere: boolean,
  ): Promise<readonly DocumentChange[]> {
    const { name, ...place } = of;
    const ref = { ...place, id: `${id}` };
    const found = await this.#documents.get(this.#organization, ref);
    if (isThere === (found !== undefined) && (!isThere || found?.name === name)) return [];
    const content = { ...(name === undefined ? {} : { name }), position: id, value: {} };
    return [{ ...ref, expected: found?.revision ?? 0, content: isThere ? content : undefined }];
  }
}

function refOf(id: number) {
  return { kind, scope: '', id: `${id}` };
}
