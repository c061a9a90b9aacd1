import type { Clock, Instant } from '../base/clock.ts';
import { newGuid } from '../base/new-guid.ts';
import { changeInTurn, removeDocuments } from './documents.ts';
import type { RunKey } from './events.ts';
import type { BlobStore } from './ports/blob-store.ts';
import type { Document, DocumentStore } from './ports/document-store.ts';

/** A file that a step attached to its timeline record. Type and name together are unique within the record. */
export type AttachmentName = {
  readonly timelineId: string;
  readonly recordId: string;
  /** `Distributedtask.Core.Summary`, or whatever the step says. */
  readonly type: string;
  readonly name: string;
};

export type Attachment = AttachmentName & { readonly sizeBytes: number; readonly createdAt: Instant };

type Stored = Attachment & { readonly blob: string };

const kind = 'attachment';

/** The most attachments of a run that a list shows. */
const listed = 1000;

/** The attachments of runs: bytes in blobs, and beside each a document that describes it. */
export class AttachmentStore {
  readonly #documents: DocumentStore;
  readonly #blobs: BlobStore;
  readonly #clock: Clock;

  constructor(documents: DocumentStore, blobs: BlobStore, clock: Clock) {
    this.#documents = documents;
    this.#blobs = blobs;
    this.#clock = clock;
  }

  /** Keeps an attachment; one of the same name gives way. Kept when it resolves. Safe to repeat. */
  async put(run: RunKey, name: AttachmentName, bytes: Uint8Array): Promise<Attachment> {
    const blob = `attachments/${run.organization}/${run.runId}/${newGuid()}`;
    await this.#blobs.write(blob, 0, bytes);
    const { timelineId, recordId, type } = name;
    const described = { timelineId, recordId, type, name: name.name, sizeBytes: bytes.length };
    const ref = { kind, scope: String(run.runId), id: idOf(name) };
    return changeInTurn(this.#documents, `attachment '${name.name}' of run ${run.runId}`, async () => {
      const before = await this.#documents.get(run.organization, ref);
      const createdAt = before === undefined ? this.#clock.now() : storedIn(before).createdAt;
      const value: Stored = { ...described, createdAt, blob };
      const change = { ...ref, expected: before?.revision ?? 0, content: { position: createdAt, value } };
      return (await this.#documents.write(run.organization, [change])) ? value : undefined;
    });
  }

  /** The attachments of a type (in any case) in the order they were made; at most 1000. */
  async list(run: RunKey, type: string): Promise<readonly Attachment[]> {
    const query = { organization: run.organization, kind, scope: String(run.runId), top: listed };
    const documents = await this.#documents.list(query);
    return documents.map(storedIn).filter(each => each.type.toLowerCase() === type.toLowerCase());
  }

  /** The bytes of an attachment, in pieces; `undefined` when there is none of that name. */
  async read(run: RunKey, name: AttachmentName): Promise<AsyncIterable<Uint8Array> | undefined> {
    const ref = { kind, scope: String(run.runId), id: idOf(name) };
    const found = await this.#documents.get(run.organization, ref);
    if (found === undefined) return undefined;
    const { blob, sizeBytes } = storedIn(found);
    return this.#blobs.read(blob, 0, sizeBytes);
  }

  /** Removes all attachments of a run. Safe to repeat. */
  async removeAll(run: RunKey): Promise<void> {
    await removeDocuments(this.#documents, run.organization, { kind, scope: String(run.runId) });
    await this.#blobs.removeAll(`attachments/${run.organization}/${run.runId}`);
  }
}

function storedIn(document: Document): Stored {
  return document.value as Stored;
}

function idOf({ timelineId, recordId, type, name }: AttachmentName): string {
  const parts = [timelineId, recordId, type, name].map(part => part.toLowerCase());
  // Loaded when there is an attachment: a run without any starts sooner.
  const { createHash } = process.getBuiltinModule('node:crypto');
  return createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 40);
}
