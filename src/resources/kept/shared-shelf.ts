import { resourcePage } from '../../base/limits.ts';
import type { DocumentChange, DocumentStore } from '../../run/ports/document-store.ts';
import type { ProjectUse } from '../project-use.ts';
import { type Kept, type PageQuery, Shelf } from './shelf.ts';

/** What is thrown where there is no resource of an id, and where another has the name in a project. */
export type SharedRefusals = { readonly missing: (id: string) => Error; readonly taken: (name: string) => Error };

type Shareable = { readonly projects: readonly ProjectUse[] };

/**
 * Resources that belong to the organization and are used by projects, each under a name that is unique in the project. Beside each resource
 * stands one document for each project that uses it: by these a project's resources are listed and found by name, and they keep names unique.
 */
export class SharedShelf<Value extends Shareable> {
  readonly #resources: Shelf<Value>;
  readonly #uses: Shelf<null>;
  readonly #refusals: SharedRefusals;

  constructor(documents: DocumentStore, organization: string, kind: string, refusals: SharedRefusals) {
    this.#refusals = refusals;
    this.#resources = new Shelf(documents, organization, kind);
    this.#uses = new Shelf(documents, organization, `${kind}Use`);
  }

  get(id: string): Promise<Kept<Value> | undefined> {
    return this.#resources.get('', id);
  }

  /** Those that a project uses, by position. */
  async ofProject(projectId: string): Promise<readonly Kept<Value>[]> {
    const uses = await this.#uses.all(projectId);
    const resources = await Promise.all(uses.map(use => this.get(use.id)));
    return resources.filter(resource => resource !== undefined);
  }

  /** Those that a project uses, in order of position from one on; no more are read than are taken, but for the rest of a page. */
  async *inOrder(projectId: string, { descending, after }: Omit<PageQuery, 'top'>): AsyncIterable<Kept<Value>> {
    for (let last = after; ; ) {
      const place = last === undefined ? {} : { after: last };
      const uses = await this.#uses.page(projectId, { top: resourcePage, descending: descending === true, ...place });
      for (const resource of await Promise.all(uses.map(use => this.get(use.id))))
        if (resource !== undefined) yield resource;
      if (uses.length < resourcePage) return;
      last = uses.at(-1);
    }
  }

  async named(projectId: string, name: string): Promise<Kept<Value> | undefined> {
    const use = await this.#uses.named(projectId, name);
    return use === undefined ? undefined : this.get(use.id);
  }

  async make(id: string, position: number, value: Value): Promise<void> {
    await this.#refuseTaken(id, value);
    if (!(await this.#write(id, position, undefined, value))) throw this.#refusals.taken(value.projects[0]?.name ?? '');
  }

  /** Puts another value in place of the one that stands; starts over when somebody else was faster. */
  replace(id: string, change: (value: Value) => Value): Promise<Value> {
    return this.#resources.inTurn('', id, async () => {
      const found = await this.get(id);
      if (found === undefined) throw this.#refusals.missing(id);
      const value = change(found.value);
      await this.#refuseTaken(id, value);
      return (await this.#write(id, found.position, found, value)) ? value : undefined;
    });
  }

  /** Takes a resource from projects: sets what `left` makes of it, or removes it when no project is left. Safe to repeat. */
  async leave(
    id: string,
    projectIds: readonly string[],
    left: (value: Value, projects: readonly ProjectUse[]) => Value,
  ): Promise<void> {
    await this.#resources.inTurn('', id, async () => {
      const found = await this.get(id);
      if (found === undefined) return true;
      const projects = found.value.projects.filter(({ projectId }) => !projectIds.includes(projectId));
      const value = projects.length === 0 ? undefined : left(found.value, projects);
      return (await this.#write(id, found.position, found, value)) || undefined;
    });
  }

  async #refuseTaken(id: string, { projects }: Value): Promise<void> {
    for (const use of projects) {
      const other = await this.#uses.named(use.projectId, use.name);
      if (other !== undefined && other.id !== id) throw this.#refusals.taken(use.name);
    }
  }

  async #write(id: string, position: number, before: Kept<Value> | undefined, after: Value | undefined) {
    const content = after === undefined ? undefined : { position, value: after };
    const changes = [this.#resources.change('', id, before?.revision ?? 0, content)];
    const uses = after?.projects ?? [];
    for (const use of uses) changes.push(await this.#use(id, position, use.projectId, use));
    for (const { projectId } of before?.value.projects ?? []) {
      if (!uses.some(use => use.projectId === projectId)) changes.push(await this.#use(id, position, projectId));
    }
    return this.#resources.write(changes);
  }

  async #use(id: string, position: number, projectId: string, use?: ProjectUse): Promise<DocumentChange> {
    const revision = (await this.#uses.get(projectId, id))?.revision ?? 0;
    const content = use === undefined ? undefined : { name: use.name, position, value: null };
    return this.#uses.change(projectId, id, revision, content);
  }
}
