import { resourcePage } from '../../base/limits.ts';
import { changeInTurn } from '../../run/documents.ts';
import type { Document, DocumentChange, DocumentContent, DocumentStore } from '../../run/ports/document-store.ts';

/** A value as it stands; `revision` counts its changes. */
export type Kept<Value> = {
  readonly id: string;
  readonly revision: number;
  readonly position: number;
  readonly value: Value;
};

/** What a value is kept with. */
export type Shelved<Value> = Omit<DocumentContent, 'value'> & { readonly value: Value };

export type PageQuery = {
  readonly after?: { readonly position: number; readonly id: string };
  readonly descending?: boolean;
  readonly top: number;
};

/** An organization's documents of one kind, whose values have one type: whoever writes them is of this room, so they are read as written. */
export class Shelf<Value> {
  readonly #documents: DocumentStore;
  readonly #organization: string;
  readonly #kind: string;

  constructor(documents: DocumentStore, organization: string, kind: string) {
    this.#documents = documents;
    this.#organization = organization;
    this.#kind = kind;
  }

  async get(scope: string, id: string): Promise<Kept<Value> | undefined> {
    return keptOf(await this.#documents.get(this.#organization, { kind: this.#kind, scope, id }));
  }

  /** In any case of the name. */
  async named(scope: string, name: string): Promise<Kept<Value> | undefined> {
    return keptOf(await this.#documents.named(this.#organization, { kind: this.#kind, scope, name }));
  }

  async page(scope: string, query: PageQuery): Promise<readonly Kept<Value>[]> {
    const found = await this.#documents.list({ organization: this.#organization, kind: this.#kind, scope, ...query });
    return found.map(document => kept<Value>(document));
  }

  /** All of a scope, by position. */
  async all(scope: string): Promise<readonly Kept<Value>[]> {
    const all: Kept<Value>[] = [];
    for (;;) {
      const last = all.at(-1);
      const page = await this.page(scope, { top: resourcePage, ...(last === undefined ? {} : { after: last }) });
      all.push(...page);
      if (page.length < resourcePage) return all;
    }
  }

  /** The change that makes a value, or sets or removes the one that stands at a revision; `write` carries it out. */
  change(scope: string, id: string, expected: number, content: Shelved<Value> | undefined): DocumentChange {
    return { kind: this.#kind, scope, id, expected, content };
  }

  /**
   * Calls `attempt` until it answers something; `undefined` says that somebody else was faster, as `write` does with false. Changes of one value follow each
   * other.
   */
  inTurn<Made>(scope: string, id: string, attempt: () => Promise<Made | undefined>): Promise<Made> {
    return changeInTurn(this.#documents, `${this.#kind} ${id}${scope === '' ? '' : ` of ${scope}`}`, attempt);
  }

  /** Removes a value, however it stands, and answers what it was. Safe to repeat. */
  async remove(scope: string, id: string): Promise<Value | undefined> {
    const { gone } = await this.inTurn(scope, id, async () => {
      const found = await this.get(scope, id);
      if (found === undefined) return { gone: undefined };
      return (await this.write([this.change(scope, id, found.revision, undefined)]))
        ? { gone: found.value }
        : undefined;
    });
    return gone;
  }

  /** All changes or none; false when another was faster, or a name is taken. */
  write(changes: readonly DocumentChange[]): Promise<boolean> {
    return this.#documents.write(this.#organization, changes);
  }
}

function kept<Value>({ id, revision, position, value }: Document): Kept<Value> {
  return { id, revision, position, value: value as Value };
}

function keptOf<Value>(document: Document | undefined): Kept<Value> | undefined {
  return document === undefined ? undefined : kept(document);
}
