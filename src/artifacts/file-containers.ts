import type { Clock, Instant } from '../base/clock.ts';
import { containerBytes, containerItems, unnamedContentMs } from '../base/limits.ts';
import { sha256 } from '../base/sha256.ts';
import { allDocuments, changeInTurn, removeDocuments } from '../run/documents.ts';
import type { RunKey } from '../run/events.ts';
import type { Document, DocumentChange, DocumentStore } from '../run/ports/document-store.ts';
import type { ContentRef, ContentTree } from '../wire/content.ts';
import type { Artifact, ArtifactStore } from './artifact-store.ts';
import { ContainerRefusal } from './container-refusal.ts';
import { type FoundFile, filesTree } from './container-tree.ts';
import { type ContainerUpload, checkUpload, type Received, receive, unpacked } from './container-upload.ts';
import type { ContentStore } from './content-store.ts';

export type ContainerPorts = {
  readonly documents: DocumentStore;
  readonly artifacts: Pick<ArtifactStore, 'content'>;
  readonly clock: Clock;
};

/** A file of a container. */
export type KeptItem = Received & {
  readonly path: string;
  readonly createdAt: Instant;
  /** The file, unpacked. Absent until all of it has come. */
  readonly content?: ContentRef;
};

/** What a container holds altogether, as its senders announced it. */
type Sums = { readonly items: number; readonly sizeBytes: number };

const kind = 'containerItem';
const sumsKind = 'container';

/**
 * The container of each run: files that agents of the service put there one by one, before an artifact names their folder. A file that no
 * artifact takes within `unnamedContentMs` goes. Safe to call concurrently, from any number of servers; of two who put one file at a time
 * one is refused.
 */
export class FileContainers {
  readonly #ports: ContainerPorts;

  constructor(ports: ContainerPorts) {
    this.#ports = ports;
  }

  /** Takes a file, or the next part of one; kept when it resolves. Throws a `ContainerRefusal`. */
  async put(run: RunKey, upload: ContainerUpload, bytes: AsyncIterable<Uint8Array>): Promise<KeptItem> {
    checkUpload(upload);
    const content = this.#ports.artifacts.content(run.organization);
    const before = await this.#document(run, upload.path);
    const known = before && itemOf(before);
    if (known === undefined)
      await this.#checkRoom(run, { items: 1, sizeBytes: upload.part?.total ?? upload.fileBytes ?? 0 });
    const received = await receive(content, upload, { bytes, before: known });
    // All of it came before, and so it did again.
    if (received === known && known.content !== undefined) return known;
    const { total, isGzip } = received;
    const createdAt = known?.createdAt ?? this.#ports.clock.now();
    const complete = await completed(content, received, upload);
    const item: KeptItem = { total, isGzip, received: received.received, path: upload.path, createdAt, ...complete };
    await this.#write(run, before, item);
    return item;
  }

  /** By its exact path. */
  async get(run: RunKey, path: string): Promise<KeptItem | undefined> {
    const found = await this.#document(run, path);
    return found && itemOf(found);
  }

  /** In the order in which they were first put. */
  async *items(run: RunKey): AsyncIterable<KeptItem> {
    const scope = String(run.runId);
    for await (const document of allDocuments(this.#ports.documents, run.organization, { kind, scope }))
      yield itemOf(document);
  }

  /** False where there is no such file. */
  async remove(run: RunKey, path: string): Promise<boolean> {
    const found = await this.#document(run, path);
    if (found === undefined) return false;
    await this.#write(run, found, undefined);
    return true;
  }

  /** The files that an artifact names by its folder, as a tree; `undefined` where it names none of this container. */
  async treeOf(run: RunKey, artifact: Pick<Artifact, 'type' | 'data'>): Promise<ContentTree | undefined> {
    const folder = folderOf(run, artifact);
    if (folder === undefined) return undefined;
    const found: FoundFile[] = [];
    const prefix = folder === '' ? '' : `${folder}/`;
    for await (const { path, content } of this.items(run))
      if (content !== undefined && path.startsWith(prefix)) found.push({ path: path.slice(prefix.length), content });
    return found.length === 0 ? undefined : filesTree(this.#ports.artifacts.content(run.organization), found);
  }

  /** Removes what is in the container of a run. Its content goes later, unless an artifact names it. Safe to repeat. */
  async removeAll(run: RunKey): Promise<void> {
    const { documents } = this.#ports;
    await removeDocuments(documents, run.organization, { kind, scope: String(run.runId) });
    const sums = await documents.get(run.organization, sumsRef(run));
    if (sums === undefined) return;
    await documents.write(run.organization, [{ ...sumsRef(run), expected: sums.revision, content: undefined }]);
  }

  /** Removes the files that were put so long ago that no artifact will name them any more, or has; answers how many. */
  async evict(): Promise<number> {
    const due = await this.#ports.documents.due(kind, this.#ports.clock.now());
    for (const document of due) {
      const run = { organization: document.organization, runId: Number(document.scope) };
      // Whoever puts it at this moment keeps it.
      await this.#write(run, document, undefined).catch(unlessBusy);
    }
    return due.length;
  }

  /** The hash of every chunk that a file of a container is made of. */
  async *chunks(organization: string): AsyncIterable<string> {
    for await (const document of allDocuments(this.#ports.documents, organization, { kind })) {
      const { received, content } = itemOf(document);
      yield* received.chunks;
      if (content !== undefined) yield* content.chunks;
    }
  }

  #document(run: RunKey, path: string): Promise<Document | undefined> {
    return this.#ports.documents.get(run.organization, refOf(run, path));
  }

  /** Changes or removes a file and the sums of its container together. */
  async #write(run: RunKey, before: Document | undefined, item: KeptItem | undefined): Promise<void> {
    const path = item?.path ?? (before && itemOf(before).path) ?? '';
    const { documents, clock } = this.#ports;
    const change: DocumentChange = {
      ...refOf(run, path),
      expected: before?.revision ?? 0,
      content: item && { position: item.createdAt, dueAt: clock.now() + unnamedContentMs, value: item },
    };
    // Files of one container are kept one after the other, because all of them change its sums.
    await changeInTurn(documents, `container of run ${run.runId}`, async () => {
      const sums = await this.#sumsChange(run, before && itemOf(before), item);
      if (await documents.write(run.organization, [change, ...sums])) return true;
      if ((await this.#document(run, path))?.revision === before?.revision) return undefined;
      throw new ContainerRefusal('containerItemBusy', `Somebody else puts '${path}' at the same time.`);
    });
  }

  async #sumsChange(run: RunKey, before: KeptItem | undefined, item: KeptItem | undefined): Promise<DocumentChange[]> {
    const more = { items: countOf(item) - countOf(before), sizeBytes: sizeOf(item) - sizeOf(before) };
    if (more.items === 0 && more.sizeBytes === 0) return [];
    const { found, sums } = await this.#checkRoom(run, more);
    const content = sums.items > 0 ? { position: run.runId, value: sums } : undefined;
    return [{ ...sumsRef(run), expected: found?.revision ?? 0, content }];
  }

  /** What a container holds with more in it. Throws a `ContainerRefusal` when that is too much. */
  async #checkRoom(run: RunKey, more: Sums): Promise<{ readonly found: Document | undefined; readonly sums: Sums }> {
    const found = await this.#ports.documents.get(run.organization, sumsRef(run));
    const before = (found?.value ?? { items: 0, sizeBytes: 0 }) as Sums;
    const sums = { items: before.items + more.items, sizeBytes: before.sizeBytes + more.sizeBytes };
    const grows = more.items > 0 || more.sizeBytes > 0;
    if (grows && (sums.items > containerItems || sums.sizeBytes > containerBytes))
      throw new ContainerRefusal(
        'containerFull',
        `Container ${run.runId} takes at most ${containerItems} items and ${containerBytes} bytes.`,
      );
    return { found, sums };
  }
}

/** The folder of a run's container that an artifact names, `''` for all of it; `undefined` where it names none. */
export function folderOf(run: RunKey, { type, data }: Pick<Artifact, 'type' | 'data'>): string | undefined {
  if (type.toLowerCase() !== 'container') return undefined;
  const [, id, folder = ''] = /^#\/(\d{1,10})(?:\/(.*))?$/.exec(data) ?? [];
  return id !== undefined && Number(id) === run.runId ? folder.replace(/^\/+|\/+$/g, '') : undefined;
}

async function completed(
  content: ContentStore,
  { total, isGzip, received }: Received,
  upload: ContainerUpload,
): Promise<{ readonly content?: ContentRef }> {
  if (received.sizeBytes < total) return {};
  return { content: isGzip ? await unpacked(content, received, upload) : received };
}

function unlessBusy(failure: unknown): void {
  if (!(failure instanceof ContainerRefusal)) throw failure;
}

function countOf(item: KeptItem | undefined): number {
  return item === undefined ? 0 : 1;
}

/** A packed file is kept in both its forms. */
function sizeOf(item: KeptItem | undefined): number {
  if (item === undefined) return 0;
  return item.total + (item.isGzip ? (item.content?.sizeBytes ?? 0) : 0);
}

function itemOf({ value }: Document): KeptItem {
  return value as KeptItem;
}

function refOf({ runId }: RunKey, path: string) {
  return { kind, scope: String(runId), id: sha256(path) };
}

function sumsRef({ runId }: RunKey) {
  return { kind: sumsKind, scope: '', id: String(runId) };
}
