import type { ProjectId } from '../base/id.ts';
import type { DocumentStore } from './ports/document-store.ts';

const kind = 'projectAvatar';

/** The pictures of projects. Safe to call concurrently. */
export class ProjectAvatars {
  readonly #documents: DocumentStore;
  readonly #organization: string;

  constructor({ documents, organization }: { readonly documents: DocumentStore; readonly organization: string }) {
    this.#documents = documents;
    this.#organization = organization;
  }

  async get(projectId: ProjectId): Promise<Buffer | undefined> {
    const found = await this.#documents.get(this.#organization, { kind, scope: projectId, id: 'image' });
    return found === undefined ? undefined : Buffer.from(found.value as string, 'base64');
  }

  /** Without an image the picture goes. The last one to write counts. */
  async set(projectId: ProjectId, image: Buffer | undefined): Promise<void> {
    const ref = { kind, scope: projectId, id: 'image' };
    const expected = (await this.#documents.get(this.#organization, ref))?.revision ?? 0;
    if (expected === 0 && image === undefined) return;
    const content = image === undefined ? undefined : { position: 0, value: image.toString('base64') };
    await this.#documents.write(this.#organization, [{ ...ref, expected, content }]);
  }
}
