import type { Clock, Instant } from '../base/clock.ts';
import { allDocuments } from './documents.ts';
import type { Catalogue, Project } from './ports/catalogue.ts';
import type { DocumentStore } from './ports/document-store.ts';
import type { RunStore } from './ports/run-store.ts';
import type { RunRemover } from './run-remover.ts';
import { runsOfProject } from './runs-of-project.ts';

const kind = 'deletedProject';

/** A project that was deleted. `isCleared`: nothing of its runs is left. */
export type DeletedProject = { readonly project: Project; readonly deletedAt: Instant; readonly isCleared: boolean };

export type ProjectRemoverPorts = {
  readonly organization: string;
  readonly catalogue: Catalogue;
  readonly documents: DocumentStore;
  readonly runs: RunStore;
  readonly remover: RunRemover;
  readonly clock: Clock;
};

/**
 * Deletes projects. First it is written down that one is to go; then it goes with its repositories and pipelines, so that nothing begins in
 * it any more; then its runs do, one after the other. Each step is safe to repeat: what was cut off is finished by `finishAll`.
 */
export class ProjectRemover {
  readonly #ports: ProjectRemoverPorts;

  constructor(ports: ProjectRemoverPorts) {
    this.#ports = ports;
  }

  /** Deletes a project with all its runs. False, with nothing done, while one of them is not over. */
  async remove(project: Project): Promise<boolean> {
    for await (const { state } of runsOfProject(this.#ports.runs, this.#ports.organization, project.id))
      if (state !== 'completed') return false;
    await this.#write({ project, deletedAt: this.#ports.clock.now(), isCleared: false });
    await this.#finish(project);
    return true;
  }

  /** Goes on with what somebody began and did not finish. */
  async finishAll(): Promise<void> {
    for (const { project, isCleared } of await this.deleted()) if (!isCleared) await this.#finish(project);
  }

  /** The projects that were deleted, in the order in which they were. */
  async deleted(): Promise<readonly DeletedProject[]> {
    const found: DeletedProject[] = [];
    for await (const { value } of allDocuments(this.#ports.documents, this.#ports.organization, { kind, scope: '' }))
      found.push(value as DeletedProject);
    return found;
  }

  async #finish(project: Project): Promise<void> {
    const { organization, catalogue, remover, runs, clock } = this.#ports;
    await catalogue.removeProject(organization, project.id);
    for await (const { key } of runsOfProject(runs, organization, project.id)) {
      await remover.clear(key);
      await remover.forget(key);
    }
    await this.#write({ project, deletedAt: clock.now(), isCleared: true });
  }

  async #write(deleted: DeletedProject): Promise<void> {
    const { organization, documents } = this.#ports;
    const ref = { kind, scope: '', id: deleted.project.id };
    const expected = (await documents.get(organization, ref))?.revision ?? 0;
    await documents.write(organization, [
      { ...ref, expected, content: { position: deleted.deletedAt, value: deleted } },
    ]);
  }
}
