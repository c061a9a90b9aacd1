import type { Instant } from '../base/clock.ts';
import { accessPage } from '../base/limits.ts';
import type { DocumentStore } from '../run/ports/document-store.ts';

/** A record as it stands; `revision` counts its changes, and is 0 for one that is to be made. */
export type Kept<Value> = { readonly id: string; readonly revision: number; readonly value: Value };

/** An organization's records of one kind, by id. Only this room writes them, so they are read as they were written. */
export class Records<Value> {
  readonly #documents: DocumentStore;
  readonly #organization: string;
  readonly #kind: string;

  constructor(documents: DocumentStore, organization: string, kind: string) {
    this.#documents = documents;
    this.#organization = organization;
    this.#kind = kind;
  }

  async get(id: string): Promise<Kept<Value> | undefined> {
    const found = await this.#documents.get(this.#organization, { kind: this.#kind, scope: '', id });
    return found === undefined ? undefined : { id, revision: found.revision, value: found.value as Value };
  }

  /** All of them, the oldest first. */
  async all(): Promise<readonly Kept<Value>[]> {
    const kept: Kept<Value>[] = [];
    const query = { organization: this.#organization, kind: this.#kind, scope: '', top: accessPage };
    for (let page = await this.#documents.list(query); page.length > 0; ) {
      kept.push(...page.map(({ id, revision, value }) => ({ id, revision, value: value as Value })));
      const last = page.at(-1);
      if (page.length < accessPage || last === undefined) break;
      page = await this.#documents.list({ ...query, after: last });
    }
    return kept;
  }

  /** Writes a record that still stands as it was read; false when another was faster. `dueAt`: when it may be swept. */
  put({ id, revision, value }: Kept<Value>, position: Instant, dueAt?: Instant): Promise<boolean> {
    const content = { position, value, ...(dueAt === undefined ? {} : { dueAt }) };
    const change = { kind: this.#kind, scope: '', id, expected: revision, content };
    return this.#documents.write(this.#organization, [change]);
  }

  /** Removes a record, however it stands. Safe to repeat. */
  async remove(id: string): Promise<void> {
    for (let found = await this.get(id); found !== undefined; found = await this.get(id)) {
      const change = { kind: this.#kind, scope: '', id, expected: found.revision, content: undefined };
      if (await this.#documents.write(this.#organization, [change])) return;
    }
  }

  /** Removes what is due; a few at a time, so that nobody waits for it. */
  async sweep(now: Instant): Promise<void> {
    const due = await this.#documents.due(this.#kind, now);
    for (const { organization, id } of due) if (organization === this.#organization) await this.remove(id);
  }
}
