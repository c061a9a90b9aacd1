import type { ProjectId } from '../base/id.ts';
import type { Pipeline } from './ports/catalogue.ts';
import type { DocumentStore } from './ports/document-store.ts';

const kind = 'deletedPipeline';

/** Pipelines that were deleted, as they were last, so that they can be brought back. Safe to call concurrently. */
export class DeletedPipelines {
  readonly #documents: DocumentStore;
  readonly #organization: string;

  constructor({ documents, organization }: { readonly documents: DocumentStore; readonly organization: string }) {
    this.#documents = documents;
    this.#organization = organization;
  }

  /** Remembers a pipeline before it goes. Safe to repeat. */
  async remember(pipeline: Pipeline): Promise<void> {
    const ref = refOf(pipeline.projectId, pipeline.id);
    const expected = (await this.#documents.get(this.#organization, ref))?.revision ?? 0;
    const content = { position: pipeline.id, value: pipeline };
    await this.#documents.write(this.#organization, [{ ...ref, expected, content }]);
  }

  /** How a pipeline was when it was deleted; `undefined` where none of that id was. */
  async find(projectId: ProjectId, id: number): Promise<Pipeline | undefined> {
    const found = await this.#documents.get(this.#organization, refOf(projectId, id));
    return found?.value as Pipeline | undefined;
  }

  /** Forgets a pipeline that is there again. Safe to repeat. */
  async forget(projectId: ProjectId, id: number): Promise<void> {
    const ref = refOf(projectId, id);
    const found = await this.#documents.get(this.#organization, ref);
    if (found === undefined) return;
    await this.#documents.write(this.#organization, [{ ...ref, expected: found.revision, content: undefined }]);
  }
}

function refOf(projectId: ProjectId, id: number) {
  return { kind, scope: projectId, id: String(id) };
}
