import { taskUploadBytes } from '../base/limits.ts';
import { nodeCrypto } from '../base/node-crypto.ts';
import { readZippedTaskJson, type ZipBytes } from '../tasks/archive.ts';
import { readDefinition, type TaskDefinition } from '../tasks/definition.ts';
import { TaskPackageError } from '../tasks/package-error.ts';
import { compareVersions, printVersion, selectVersion } from '../tasks/version.ts';
import type { BlobStore } from './ports/blob-store.ts';
import type { Document, DocumentStore } from './ports/document-store.ts';

export type TaskRegistryPorts = {
  readonly organization: string;
  readonly documents: DocumentStore;
  readonly blobs: BlobStore;
};

/** A task package that a server has. */
export type RegisteredTask = {
  readonly definition: TaskDefinition;
  /** The whole of its `task.json`, as its author wrote it. */
  readonly json: Readonly<Record<string, unknown>>;
  /** `publisher.extension`, or `''`. */
  readonly contribution: string;
  /** The digest, in hex, and the size of its zip. */
  readonly sha256: string;
  readonly sizeBytes: number;
};

/** A piece of an upload: where it begins, and how long all of it is. */
export type UploadRange = { readonly start: number; readonly end: number; readonly total: number };

/** What came of an upload: `partial` waits for the rest. */
export type Uploaded =
  | { readonly kind: 'partial' }
  | { readonly kind: 'added'; readonly task: RegisteredTask }
  | { readonly kind: 'taken'; readonly version: string }
  | { readonly kind: 'invalid'; readonly message: string };

/** What a document of kind `task` holds. */
type Stored = Omit<RegisteredTask, 'definition'>;

const kind = 'task';
const pageSize = 200;

/**
 * The task packages of an organization: what a package says is a document under its id and version, its bytes a blob under their digest. Safe for
 * any number of servers at once.
 */
export class TaskRegistry {
  readonly #ports: TaskRegistryPorts;
  readonly #read = new Map<string, RegisteredTask>();

  constructor(ports: TaskRegistryPorts) {
    this.#ports = ports;
  }

  /** Every package. */
  async list(): Promise<readonly RegisteredTask[]> {
    const { organization, documents } = this.#ports;
    const found: Document[] = [];
    for (;;) {
      const last = found.at(-1);
      const after = last === undefined ? {} : { after: { position: last.position, id: last.id } };
      const page = await documents.list({ organization, kind, scope: '', top: pageSize, ...after });
      found.push(...page);
      if (page.length < pageSize) return found.map(document => this.#task(document));
    }
  }

  /** A package by its id and a version or the beginning of one; `''` is the newest. */
  async find(id: string, version: string): Promise<RegisteredTask | undefined> {
    const versions = (await this.list()).filter(({ definition }) => definition.id === id.toLowerCase());
    return selectVersion(versions, ({ definition }) => definition.version, version);
  }

  /** The zip of a package. */
  bytes({ sha256, sizeBytes }: RegisteredTask): AsyncIterable<Uint8Array> {
    return this.#ports.blobs.read(blobKey(sha256), 0, sizeBytes);
  }

  /**
   * Takes the zip of a task's package, whole or piece by piece in order. A version that is there already is replaced only with `overwrite`.
   */
  async upload(
    id: string,
    bytes: AsyncIterable<Uint8Array>,
    options: { readonly overwrite: boolean; readonly range?: UploadRange; readonly contribution?: string },
  ): Promise<Uploaded> {
    const { range, overwrite, contribution = '' } = options;
    // Pieces find each other by the task; a whole upload is on its own.
    const draft = `task-uploads/${range === undefined ? nodeCrypto().randomUUID() : id.toLowerCase()}`;
    try {
      const size = await this.#receive(`${draft}/zip`, bytes, range?.start ?? 0);
      if (range !== undefined && size < range.total) return { kind: 'partial' };
      const uploaded = await this.#register(id, `${draft}/zip`, size, { overwrite, contribution });
      await this.#ports.blobs.removeAll(draft);
      return uploaded;
    } catch (failure) {
      await this.#ports.blobs.removeAll(draft);
      if (failure instanceof TaskPackageError) return { kind: 'invalid', message: failure.message };
      throw failure;
    }
  }

  /** Removes every version of a task; false where there is none. */
  async remove(id: string): Promise<boolean> {
    const { organization, documents, blobs } = this.#ports;
    const all = await this.list();
    const gone = all.filter(({ definition }) => definition.id === id.toLowerCase());
    for (const { definition } of gone) {
      const ref = refOf(definition);
      const document = await documents.get(organization, ref);
      if (document !== undefined)
        await documents.write(organization, [{ ...ref, expected: document.revision, content: undefined }]);
    }
    const kept = new Set(all.filter(task => !gone.includes(task)).map(({ sha256 }) => sha256));
    for (const { sha256 } of gone) if (!kept.has(sha256)) await blobs.removeAll(blobFolder(sha256));
    return gone.length > 0;
  }

  /** Writes what came; answers how much there is now. */
  async #receive(key: string, bytes: AsyncIterable<Uint8Array>, start: number): Promise<number> {
    const { blobs } = this.#ports;
    if (start > (await blobs.size(key))) throw new TaskPackageError(`The upload has nothing before byte ${start}.`);
    let at = start;
    for await (const piece of bytes) {
      if (at + piece.length > taskUploadBytes)
        throw new TaskPackageError(`The package is larger than ${taskUploadBytes} bytes.`);
      await blobs.write(key, at, piece);
      at += piece.length;
    }
    return at;
  }

  async #register(
    id: string,
    draft: string,
    sizeBytes: number,
    { overwrite, contribution }: { readonly overwrite: boolean; readonly contribution: string },
  ): Promise<Uploaded> {
    const { organization, documents } = this.#ports;
    const zip: ZipBytes = { size: sizeBytes, read: (start, end) => this.#ports.blobs.read(draft, start, end) };
    const text = await readZippedTaskJson(zip);
    const definition = readDefinition(text);
    if (definition.id !== id.toLowerCase())
      throw new TaskPackageError(`The package is one of the task ${definition.id}.`);
    const json = JSON.parse(text.replace(/^\uFEFF/, ''));
    const ref = refOf(definition);
    const before = await documents.get(organization, ref);
    if (before !== undefined && !overwrite) return { kind: 'taken', version: printVersion(definition.version) };
    const sha256 = await this.#keep(zip);
    const stored: Stored = { json, contribution: contribution || definition.contribution, sha256, sizeBytes };
    const change = { ...ref, expected: before?.revision ?? 0, content: { position: 0, value: stored } };
    // Another server was faster with the same version: the caller may look at what it has put there.
    if (!(await documents.write(organization, [change])))
      return { kind: 'taken', version: printVersion(definition.version) };
    return { kind: 'added', task: { ...stored, definition } };
  }

  /** Puts the bytes where their digest says. */
  async #keep(zip: ZipBytes): Promise<string> {
    const { blobs } = this.#ports;
    const digest = nodeCrypto().createHash('sha256');
    for await (const piece of zip.read(0, zip.size)) digest.update(piece);
    const sha256 = digest.digest('hex');
    let at = 0;
    for await (const piece of zip.read(0, zip.size)) {
      await blobs.write(blobKey(sha256), at, piece);
      at += piece.length;
    }
    return sha256;
  }

  #task({ id, revision, value }: Document): RegisteredTask {
    const stored = value as Stored;
    // Revisions begin anew where a task was removed.
    const key = `${id}.${revision}.${stored.sha256}`;
    const known = this.#read.get(key);
    if (known !== undefined) return known;
    const task = { ...stored, definition: readDefinition(JSON.stringify(stored.json)) };
    this.#read.set(key, task);
    return task;
  }
}

/** The newest version of each task first. */
export function byVersion(a: RegisteredTask, b: RegisteredTask): number {
  return compareVersions(b.definition.version, a.definition.version);
}

function refOf({ id, version }: TaskDefinition): { kind: string; scope: string; id: string } {
  return { kind, scope: '', id: `${id}@${printVersion(version)}` };
}

function blobFolder(sha256: string): string {
  return `tasks/${sha256}`;
}

function blobKey(sha256: string): string {
  return `${blobFolder(sha256)}/zip`;
}
