import type { DocumentChange, DocumentStore } from '../../run/ports/document-store.ts';
import type { ProjectUse } from '../project-use.ts';
import { type Kept, Shelf } from './shelf.ts';

type Shareable = { readonly projects: readonly ProjectUse[] };

/**
 * Resources that belong to the organization and are used by projects, each under a name that is unique in the project. Beside each resource
 * stands one document for each project that uses it: by these a project's resources are listed and found by name, and they keep names unique.
 */
export class SharedShelf<Value extends Shareable> {
  readonly #resources: Shelf<Value>;
  readonly #uses: Shelf<null>;

  constructor(documents: DocumentStore, organization: string, kind: string) {
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

  async named(projectId: string, name: string): Promise<Kept<Value> | undefined> {
    const use = await this.#uses.named(projectId, name);
    return use === undefined ? undefined : this.get(use.id);
  }

  /** Another resource that already has one of these names in its project. */
  async taken(id: string, uses: readonly ProjectUse[]): Promise<ProjectUse | undefined> {
    for (const use of uses) {
      const other = await this.#uses.named(use.projectId, use.name);
      if (other !== undefined && other.id !== id) return use;
    }
    return undefined;
  }

  make(id: string, position: number, value: Value): Promise<boolean> {
    return this.#write(id, position, undefined, value);
  }

  /** Sets or removes what stands at `before`; false when another was faster, or a name is taken. */
  replace(before: Kept<Value>, value: Value | undefined): Promise<boolean> {
    return this.#write(before.id, before.position, before, value);
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
