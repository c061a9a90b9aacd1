import type { Clock, Instant } from '../base/clock.ts';
import { isGuid } from '../base/id.ts';
import { cacheBytes, cacheKeptMs, cacheReservedMs, cacheSegments } from '../base/limits.ts';
import { sha256 } from '../base/sha256.ts';
import type { BlobStore } from '../run/ports/blob-store.ts';
import type { Document, DocumentStore } from '../run/ports/document-store.ts';
import type { CacheHit, CacheKey } from '../wire/artifact-server.ts';
import { ContentError, type ContentTree } from '../wire/content.ts';
import { ContentStore } from './content-store.ts';
import { checkTree } from './tree.ts';

export type CachePorts = { readonly documents: DocumentStore; readonly blobs: BlobStore; readonly clock: Clock };

/** Whose caches: a pipeline's, of one branch. */
export type CacheScope = { readonly organization: string; readonly pipelineId: number; readonly branch: string };

/** What a document of a cache holds. Its id is the entry's and names its chunks; its name, once it is found, is its key's. */
type Entry = {
  readonly segments: readonly string[];
  readonly createdAt: Instant;
  /** Absent until it is committed. */
  readonly tree?: ContentTree;
};

const kind = 'cache';
const listedAtOnce = 100;

/**
 * Caches: trees of content under a key of segments, apart for each pipeline and branch. An entry never changes, and goes once nobody
 * used it for `cacheKeptMs`; each has its chunks for itself, so that they go with it. Safe to call concurrently, from any number of servers.
 */
export class CacheStore {
  readonly #ports: CachePorts;

  constructor(ports: CachePorts) {
    this.#ports = ports;
  }

  /** The chunks of an entry. Throws a `RangeError` for what is no id. */
  content(organization: string, id: string): ContentStore {
    if (!isGuid(id)) throw new RangeError('Not the id of a cache.');
    return new ContentStore(this.#ports.blobs, `caches/${organization}/${id.toLowerCase()}`);
  }

  /** The newest entry of the first key that has one; for each key the scopes are looked through in their order. */
  async find(scopes: readonly CacheScope[], keys: readonly CacheKey[]): Promise<CacheHit | undefined> {
    for (const key of keys) {
      for (const scope of scopes) {
        const found = key.isPrefix ? await this.#newest(scope, key.segments) : await this.#exact(scope, key.segments);
        if (found === undefined) continue;
        await this.#use(scope.organization, found);
        const { segments, tree } = found.value as Entry & { tree: ContentTree };
        return { id: found.id, segments, tree };
      }
    }
    return undefined;
  }

  /** Makes room for an entry; `undefined` when there is one of that key. What is never committed goes after `cacheReservedMs`. */
  async reserve(scope: CacheScope, segments: readonly string[]): Promise<{ readonly id: string } | undefined> {
    if (segments.length === 0 || segments.length > cacheSegments)
      throw new ContentError('The key of a cache has no segments, or too many.');
    if ((await this.#exact(scope, segments)) !== undefined) return undefined;
    const id = process.getBuiltinModule('node:crypto').randomUUID();
    const createdAt = this.#ports.clock.now();
    const value: Entry = { segments, createdAt };
    const content = { position: createdAt, dueAt: createdAt + cacheReservedMs, value };
    const ref = { kind, scope: scopeKey(scope), id };
    await this.#ports.documents.write(scope.organization, [{ ...ref, expected: 0, content }]);
    return { id };
  }

  /** Lets a reserved entry be found. False when there is one of its key meanwhile. Throws a `ContentError` when its tree is not complete. */
  async commit(scope: CacheScope, id: string, tree: ContentTree): Promise<boolean> {
    const { documents, clock } = this.#ports;
    const reserved = await documents.get(scope.organization, { kind, scope: scopeKey(scope), id });
    if (reserved === undefined) throw new ContentError('The cache was not reserved, or too long ago.');
    const entry = reserved.value as Entry;
    if (entry.tree !== undefined) return true;
    if (tree.sizeBytes > cacheBytes) throw new ContentError(`A cache has at most ${cacheBytes} bytes.`);
    await checkTree(this.content(scope.organization, id), tree, true);
    const content = {
      name: keyName(entry.segments),
      position: reserved.position,
      dueAt: clock.now() + cacheKeptMs,
      value: { ...entry, tree },
    };
    const ref = { kind, scope: scopeKey(scope), id };
    if (await documents.write(scope.organization, [{ ...ref, expected: reserved.revision, content }])) return true;
    await this.#remove(scope.organization, reserved);
    return false;
  }

  /** Removes the entries that nobody used for long, and those that were never committed. Answers how many. */
  async evict(): Promise<number> {
    const due = await this.#ports.documents.due(kind, this.#ports.clock.now());
    for (const entry of due) await this.#remove(entry.organization, entry);
    return due.length;
  }

  /** The row first: an entry whose chunks are half gone must not be found. */
  async #remove(organization: string, { id, scope, revision }: Document): Promise<void> {
    const isGone = await this.#ports.documents.write(organization, [
      { kind, scope, id, expected: revision, content: undefined },
    ]);
    if (isGone) await this.content(organization, id).removeAll();
  }

  #exact(scope: CacheScope, segments: readonly string[]): Promise<Document | undefined> {
    return this.#ports.documents.named(scope.organization, { kind, scope: scopeKey(scope), name: keyName(segments) });
  }

  async #newest(scope: CacheScope, segments: readonly string[]): Promise<Document | undefined> {
    const query = {
      organization: scope.organization,
      kind,
      scope: scopeKey(scope),
      descending: true,
      top: listedAtOnce,
    };
    let after: { readonly position: number; readonly id: string } | undefined;
    for (;;) {
      const page = await this.#ports.documents.list(after === undefined ? query : { ...query, after });
      const found = page.find(({ value }) => matches(value as Entry, segments));
      if (found !== undefined || page.length < listedAtOnce) return found;
      after = page.at(-1);
    }
  }

  /** Puts off the end of an entry. Somebody else who does the same at this moment does it for both. */
  async #use(organization: string, { id, scope, name, position, revision, value }: Document): Promise<void> {
    const content = {
      ...(name === undefined ? {} : { name }),
      position,
      dueAt: this.#ports.clock.now() + cacheKeptMs,
      value,
    };
    await this.#ports.documents.write(organization, [{ kind, scope, id, expected: revision, content }]);
  }
}

function matches(entry: Entry, segments: readonly string[]): boolean {
  return entry.tree !== undefined && segments.every((segment, index) => entry.segments[index] === segment);
}

function scopeKey({ pipelineId, branch }: CacheScope): string {
  return `${pipelineId}:${branch}`;
}

/** Names of documents match in any case, keys of caches do not. */
function keyName(segments: readonly string[]): string {
  return sha256(segments.join('|'));
}
