import type { Instant } from '../../base/clock.ts';
import type {
  Document,
  DocumentChange,
  DocumentQuery,
  DocumentRef,
  DocumentStore,
} from '../../run/ports/document-store.ts';
import { documentsDueAtOnce } from '../matching/documents-due.ts';
import { nameKey } from '../matching/name-key.ts';

type Stored = Document & { readonly organization: string };

/** Documents in memory. Values are kept as JSON text, so that nobody changes what is stored by changing what they read. */
export class MemoryDocumentStore implements DocumentStore {
  readonly #documents = new Map<string, string>();

  async get(organization: string, ref: DocumentRef): Promise<Document | undefined> {
    const text = this.#documents.get(keyOf(organization, ref));
    return text === undefined ? undefined : bare(JSON.parse(text));
  }

  async named(organization: string, of: { kind: string; scope: string; name: string }): Promise<Document | undefined> {
    const { kind, scope, name } = of;
    return this.#of(organization, kind)
      .map(bare)
      .find(one => one.scope === scope && one.name !== undefined && nameKey(one.name) === nameKey(name));
  }

  async list({ organization, kind, scope, after, descending = false, top }: DocumentQuery) {
    const sign = descending ? -1 : 1;
    return this.#of(organization, kind)
      .filter(one => scope === undefined || one.scope === scope)
      .filter(one => after === undefined || sign * compare(one, after) > 0)
      .sort((a, b) => sign * compare(a, b))
      .slice(0, top)
      .map(bare);
  }

  async write(organization: string, changes: readonly DocumentChange[]): Promise<boolean> {
    const before = new Map(this.#documents);
    for (const change of changes) {
      if (this.#change(organization, change)) continue;
      this.#documents.clear();
      for (const [key, text] of before) this.#documents.set(key, text);
      return false;
    }
    return true;
  }

  async due(kind: string, now: Instant): Promise<readonly Stored[]> {
    return this.#all()
      .filter(one => one.kind === kind && one.dueAt !== undefined && one.dueAt <= now)
      .sort((a, b) => (a.dueAt ?? 0) - (b.dueAt ?? 0))
      .slice(0, documentsDueAtOnce);
  }

  #change(organization: string, { expected, content, ...ref }: DocumentChange): boolean {
    const key = keyOf(organization, ref);
    const found = this.#documents.get(key);
    const revision = found === undefined ? 0 : (JSON.parse(found) as Stored).revision;
    if (revision !== expected) return false;
    if (content === undefined) return this.#documents.delete(key);
    if (content.name !== undefined && this.#isTaken(organization, ref, content.name)) return false;
    const { kind, scope, id } = ref;
    this.#documents.set(key, JSON.stringify({ organization, kind, scope, id, ...content, revision: expected + 1 }));
    return true;
  }

  #isTaken(organization: string, { kind, scope, id }: DocumentRef, name: string): boolean {
    const others = this.#of(organization, kind).filter(one => one.scope === scope && one.id !== id);
    return others.some(one => one.name !== undefined && nameKey(one.name) === nameKey(name));
  }

  #of(organization: string, kind: string): Stored[] {
    return this.#all().filter(one => one.organization === organization && one.kind === kind);
  }

  #all(): Stored[] {
    return [...this.#documents.values()].map(text => JSON.parse(text));
  }
}

function keyOf(organization: string, { kind, scope, id }: DocumentRef): string {
  return JSON.stringify([organization, kind, scope, id]);
}

function bare({ organization: _organization, ...document }: Stored): Document {
  return document;
}

function compare(a: { position: number; id: string }, b: { position: number; id: string }): number {
  return a.position - b.position || (a.id === b.id ? 0 : a.id < b.id ? -1 : 1);
}
