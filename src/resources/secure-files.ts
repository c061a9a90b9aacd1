import { randomUUID } from 'node:crypto';
import type { Instant } from '../base/clock.ts';
import { resourceNameLength, secureFileBytes, secureFileTicketMs } from '../base/limits.ts';
import { matchesName } from '../base/name-pattern.ts';
import type { Identity } from '../run/events.ts';
import { type Authorship, changed, made } from './authorship.ts';
import { newFileKey, openBytes, sealBytes } from './kept/sealed-bytes.ts';
import { Shelf } from './kept/shelf.ts';
import type { ResourcePorts } from './ports.ts';
import { ResourceRefusal } from './refusal.ts';

/** A file whose bytes only jobs get: a certificate, a key. */
export type SecureFile = Authorship & {
  /** A GUID. */
  readonly id: string;
  readonly projectId: string;
  /** Unique in the project, in any case. */
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  /** The key of its bytes, sealed: without this record nothing can read them. */
  readonly key: string;
};

export type SecureFileQuery = {
  /** A name in which `*` stands for any text. */
  readonly namePattern?: string;
  /** In lower case, as the names. */
  readonly ids?: ReadonlySet<string>;
  readonly names?: ReadonlySet<string>;
};

/**
 * The secure files of an organization. Their bytes are encrypted with a key of each file's own, which is sealed. Refuses with
 * `ResourceRefusal`. Safe to call concurrently, from any number of servers.
 */
export class SecureFiles {
  readonly #ports: ResourcePorts;
  readonly #shelf: Shelf<SecureFile>;

  constructor(ports: ResourcePorts) {
    this.#ports = ports;
    this.#shelf = new Shelf(ports.documents, ports.organization, 'secureFile');
  }

  /** A project's files, oldest first. */
  async list(projectId: string, { namePattern, ids, names }: SecureFileQuery): Promise<readonly SecureFile[]> {
    const files = (await this.#shelf.all(projectId)).map(({ value }) => value);
    return files.filter(
      ({ id, name }) =>
        (namePattern === undefined || matchesName(namePattern, name)) &&
        (ids === undefined || ids.has(id)) &&
        (names === undefined || names.has(name.toLowerCase())),
    );
  }

  async get(projectId: string, id: string): Promise<SecureFile | undefined> {
    return (await this.#shelf.get(projectId, id.toLowerCase()))?.value;
  }

  /** By id, or by name in any case, as pipelines name files. */
  async find(projectId: string, idOrName: string): Promise<SecureFile | undefined> {
    return (await this.get(projectId, idOrName)) ?? (await this.#shelf.named(projectId, idOrName))?.value;
  }

  async add(projectId: string, name: string, bytes: Uint8Array, by: Identity): Promise<SecureFile> {
    checkName(name);
    if (bytes.length > secureFileBytes) throw invalid(`A secure file has at most ${secureFileBytes} bytes.`);
    const { secrets, blobs } = this.#ports;
    const at = this.#now();
    const key = newFileKey();
    const file: SecureFile = {
      id: randomUUID(),
      projectId,
      name,
      properties: {},
      key: secrets.seal(key),
      ...made(by, at),
    };
    await blobs.write(blobOf(file), 0, sealBytes(key, bytes));
    if (!(await this.#shelf.write([this.#shelf.change(projectId, file.id, 0, { name, position: at, value: file })]))) {
      await blobs.removeAll(folderOf(file));
      throw taken(name);
    }
    return file;
  }

  /** Sets a file's name, if one is given, and its properties. */
  async update(
    projectId: string,
    id: string,
    change: { readonly name?: string; readonly properties?: Readonly<Record<string, string>> },
    by: Identity,
  ): Promise<SecureFile> {
    if (change.name !== undefined) checkName(change.name);
    return this.#shelf.inTurn(projectId, id.toLowerCase(), async () => {
      const found = await this.#shelf.get(projectId, id.toLowerCase());
      if (found === undefined) throw secureFileMissing(id);
      const file = { ...changed(found.value, by, this.#now()), ...change };
      const other = await this.#shelf.named(projectId, file.name);
      if (other !== undefined && other.id !== file.id) throw taken(file.name);
      const content = { name: file.name, position: found.position, value: file };
      const written = this.#shelf.change(projectId, file.id, found.revision, content);
      return (await this.#shelf.write([written])) ? file : undefined;
    });
  }

  /** Safe to repeat. */
  async remove(projectId: string, id: string): Promise<void> {
    const gone = await this.#shelf.remove(projectId, id.toLowerCase());
    if (gone !== undefined) await this.#ports.blobs.removeAll(folderOf(gone));
  }

  /** A text that lets its bearer read a file's bytes for an hour. */
  ticket({ projectId, id }: SecureFile): string {
    const expiresAt = this.#now() + secureFileTicketMs;
    return this.#ports.secrets.seal(JSON.stringify([projectId, id, expiresAt]));
  }

  /** Whether a ticket is for this file and has not expired. */
  admits(ticket: string, file: SecureFile): boolean {
    let text: string;
    try {
      text = this.#ports.secrets.open(ticket);
    } catch {
      return false;
    }
    const [projectId, id, expiresAt] = JSON.parse(text) as [string, string, Instant];
    return projectId === file.projectId && id === file.id && expiresAt > this.#now();
  }

  /** A file's bytes. */
  async read(file: SecureFile): Promise<Uint8Array> {
    const { blobs, secrets } = this.#ports;
    const key = blobOf(file);
    const pieces: Uint8Array[] = [];
    for await (const piece of blobs.read(key, 0, await blobs.size(key))) pieces.push(piece);
    return openBytes(secrets.open(file.key), Buffer.concat(pieces));
  }

  #now(): Instant {
    return this.#ports.clock.now();
  }
}

/** What is answered where there is no file of that id. */
export function secureFileMissing(id: string): ResourceRefusal {
  return new ResourceRefusal('secureFileMissing', `Secure file with ID ${id} could not be found.`);
}

function folderOf({ id }: { readonly id: string }): string {
  return `secure-files/${id}`;
}

function blobOf(file: { readonly id: string }): string {
  return `${folderOf(file)}/content`;
}

function checkName(name: string): void {
  if (name.trim() === '' || name.length > resourceNameLength || /[\\/\0]/.test(name))
    throw invalid(`The name of a secure file has 1 to ${resourceNameLength} characters and no slash.`);
}

function invalid(message: string): ResourceRefusal {
  return new ResourceRefusal('secureFileInvalid', message);
}

function taken(name: string): ResourceRefusal {
  return new ResourceRefusal('secureFileTaken', `Secure file with name ${name} already exists in the project.`);
}
