import type { Clock, Instant } from '../base/clock.ts';
import type { ProjectId } from '../base/id.ts';
import { allDocuments, changeInTurn } from './documents.ts';
import type { Identity } from './events.ts';
import type { Catalogue, Repository } from './ports/catalogue.ts';
import type { CodeWriter } from './ports/code-writer.ts';
import type { DocumentStore } from './ports/document-store.ts';

export type RepositoryChangePorts = {
  readonly organization: string;
  readonly catalogue: Catalogue;
  readonly documents: DocumentStore;
  readonly writer: Pick<CodeWriter, 'idOf' | 'setHead'>;
  readonly clock: Clock;
};

/** A repository that was deleted: its folder is where it was, and it can be brought back. */
export type DeletedRepository = { readonly repository: Repository; readonly by: Identity; readonly at: Instant };

/** What became of a wish. `taken`: another has the name; `noBranch`: there is no such branch. */
export type RepositoryAnswer = Repository | 'missing' | 'taken' | 'noBranch';

const kind = 'deletedRepository';

/** Registered repositories as they are renamed, deleted and brought back. Folders are never removed: they are their owners'. */
export class RepositoryChanges {
  readonly #ports: RepositoryChangePorts;

  constructor(ports: RepositoryChangePorts) {
    this.#ports = ports;
  }

  /** Gives a repository another name or default branch; the latter becomes the branch of its HEAD too, so that clones begin there. */
  async update(
    { id, projectId }: Repository,
    change: { readonly name?: string; readonly defaultBranch?: string },
  ): Promise<RepositoryAnswer> {
    const { organization, catalogue, documents, writer } = this.#ports;
    return changeInTurn<RepositoryAnswer>(documents, `repository ${id}`, async () => {
      const former = await catalogue.repository(organization, projectId, id);
      if (former === undefined) return 'missing';
      const changed = { ...former, ...change };
      const { defaultBranch, url } = changed;
      const isMoved = defaultBranch !== former.defaultBranch;
      if (isMoved && (await writer.idOf(url, defaultBranch)) === undefined) return 'noBranch';
      if (await this.#isTaken(changed)) return 'taken';
      if (!(await catalogue.changeRepository(organization, { former, changed }))) return undefined;
      if (isMoved) await writer.setHead(url, defaultBranch);
      return changed;
    });
  }

  /** Takes a repository out of its project. Safe to repeat. */
  async remove(repository: Repository, by: Identity): Promise<void> {
    const { organization, catalogue, clock } = this.#ports;
    await this.#write(repository.projectId, repository.id, { repository, by, at: clock.now() });
    await catalogue.removeRepository(organization, repository.projectId, repository.id);
  }

  /** Those of a project that were deleted, longest ago first. */
  async deleted(projectId: ProjectId): Promise<readonly DeletedRepository[]> {
    const { documents, organization } = this.#ports;
    const found: DeletedRepository[] = [];
    for await (const { value } of allDocuments(documents, organization, { kind, scope: projectId }))
      found.push(value as DeletedRepository);
    return found;
  }

  /** Brings a repository back as it was. */
  async restore(projectId: ProjectId, id: string): Promise<RepositoryAnswer> {
    const { organization, catalogue } = this.#ports;
    const found = (await this.deleted(projectId)).find(({ repository }) => repository.id === id);
    if (found === undefined) return 'missing';
    if (!(await catalogue.addRepository(organization, found.repository))) return 'taken';
    await this.#write(projectId, id, undefined);
    return found.repository;
  }

  /** Forgets a deleted repository; false where none of that id was deleted. */
  async forget(projectId: ProjectId, id: string): Promise<boolean> {
    const isKnown = (await this.deleted(projectId)).some(({ repository }) => repository.id === id);
    if (isKnown) await this.#write(projectId, id, undefined);
    return isKnown;
  }

  async #isTaken({ id, name, projectId }: Repository): Promise<boolean> {
    const { organization, catalogue } = this.#ports;
    const other = await catalogue.repository(organization, projectId, name);
    return other !== undefined && other.id !== id;
  }

  async #write(projectId: ProjectId, id: string, value: DeletedRepository | undefined): Promise<void> {
    const { organization, documents } = this.#ports;
    const ref = { kind, scope: projectId, id };
    const expected = (await documents.get(organization, ref))?.revision ?? 0;
    if (expected === 0 && value === undefined) return;
    const content = value === undefined ? undefined : { position: value.at, value };
    await documents.write(organization, [{ ...ref, expected, content }]);
  }
}
