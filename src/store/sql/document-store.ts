import type { Instant } from '../../base/clock.ts';
import type {
  Document,
  DocumentChange,
  DocumentQuery,
  DocumentRef,
  DocumentStore,
} from '../../run/ports/document-store.ts';
import { nameKey } from '../matching/name-key.ts';
import type { Db } from './db.ts';
import { type DocumentRow, documentStatements } from './document-statements.ts';
import type { Engine } from './engine.ts';
import { isTakenName } from './taken-name.ts';

/** Rolls a transaction back: what was to be changed is not as expected. */
class Unexpected extends Error {}

/** What documents of a kind are for those who read them. */
export function readKind(kind: string): string {
  return `document ${kind}`;
}

/** Documents in a database. */
export class SqlDocumentStore implements DocumentStore {
  readonly #engine: Engine;
  readonly #statements: ReturnType<typeof documentStatements>;

  constructor(engine: Engine) {
    this.#engine = engine;
    this.#statements = documentStatements(engine.db);
  }

  async get(organization: string, ref: DocumentRef): Promise<Document | undefined> {
    const parameters = { organization, ...bareRef(ref) };
    return (await this.#engine.reads.rows(readKind(ref.kind), this.#statements.get, parameters)).map(documentOf)[0];
  }

  async named(organization: string, of: { kind: string; scope: string; name: string }): Promise<Document | undefined> {
    const { kind, scope, name } = of;
    const parameters = { organization, kind, scope, key: nameKey(name) };
    const rows = await this.#engine.reads.rows(readKind(kind), this.#statements.named, parameters);
    return rows.map(documentOf)[0];
  }

  async list({ organization, kind, scope, after, descending = false, top }: DocumentQuery) {
    const statement = this.#statements.list({
      isScoped: scope !== undefined,
      isAfter: after !== undefined,
      descending,
    });
    const { position = 0, id = '' } = after ?? {};
    const parameters = { organization, kind, scope: scope ?? '', position, id, top };
    const rows = await this.#engine.reads.rows(readKind(kind), statement, parameters);
    return rows.map(documentOf);
  }

  async write(
    organization: string,
    changes: readonly DocumentChange[],
    durable: 'now' | 'soon' = 'now',
  ): Promise<boolean> {
    const { transaction, transactionSoon } = this.#engine;
    try {
      await (durable === 'soon' ? transactionSoon : transaction)(async tx => {
        for (const change of changes.toSorted(inLockingOrder)) await this.#change(tx, organization, change);
      });
      return true;
    } catch (error) {
      if (error instanceof Unexpected || isTakenName(error)) return false;
      throw error;
    } finally {
      for (const { kind } of changes) this.#engine.reads.changed(readKind(kind));
    }
  }

  async due(kind: string, now: Instant) {
    const rows = await this.#statements.due.all(this.#engine.db, { kind, now });
    return rows.map(row => ({ ...documentOf(row), organization: row.organization }));
  }

  async #change(tx: Db, organization: string, { expected, content, ...ref }: DocumentChange): Promise<void> {
    const key = { organization, ...bareRef(ref) };
    const changed =
      content === undefined
        ? await this.#statements.remove.all(tx, { ...key, expected })
        : await this.#statements[expected === 0 ? 'add' : 'change'].all(tx, {
            ...key,
            expected,
            nameKey: content.name === undefined ? null : nameKey(content.name),
            position: content.position,
            dueAt: content.dueAt ?? null,
            json: JSON.stringify([content.name, content.value]),
          });
    if (changed.length === 0) throw new Unexpected();
  }
}

function bareRef({ kind, scope, id }: DocumentRef): DocumentRef {
  return { kind, scope, id };
}

function documentOf({ kind, scope, id, position, due_at, revision, json }: DocumentRow): Document {
  const [name, value] = JSON.parse(json) as [string | null, unknown];
  return {
    kind,
    scope,
    id,
    ...(name === null ? {} : { name }),
    position,
    ...(due_at === null ? {} : { dueAt: due_at }),
    value,
    revision,
  };
}

/** Servers that change the same documents lock them in one order, so that they do not wait for each other crosswise. */
function inLockingOrder(a: DocumentRef, b: DocumentRef): number {
  const [first, second] = [a, b].map(({ kind, scope, id }) => JSON.stringify([kind, scope, id])) as [string, string];
  return first < second ? -1 : 1;
}
