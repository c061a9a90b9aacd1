import { randomUUID } from 'node:crypto';
import type { Clock, Instant } from '../base/clock.ts';
import type { ProjectId } from '../base/id.ts';
import { allDocuments, changeInTurn } from './documents.ts';
import type { Identity } from './events.ts';
import type { DocumentStore } from './ports/document-store.ts';

/** Steps under a name, as designers of classic pipelines put them together. They are kept for their clients; YAML has templates, and runs none. */
export type TaskGroup = {
  /** A GUID in lower case. */
  readonly id: string;
  readonly revision: number;
  /** What its maker sent, as it was read. */
  readonly content: Readonly<Record<string, unknown>>;
  readonly createdBy: Identity;
  readonly createdAt: Instant;
  readonly modifiedBy: Identity;
  readonly modifiedAt: Instant;
};

const kind = 'taskGroup';

/** The task groups of projects. Safe to call concurrently, from any number of servers. */
export class TaskGroups {
  readonly #ports: { readonly organization: string; readonly documents: DocumentStore; readonly clock: Clock };

  constructor(ports: { readonly organization: string; readonly documents: DocumentStore; readonly clock: Clock }) {
    this.#ports = ports;
  }

  /** In the order in which they were made. */
  async list(projectId: ProjectId): Promise<readonly TaskGroup[]> {
    const { organization, documents } = this.#ports;
    const found: TaskGroup[] = [];
    for await (const { value } of allDocuments(documents, organization, { kind, scope: projectId }))
      found.push(value as TaskGroup);
    return found;
  }

  async get(projectId: ProjectId, id: string): Promise<TaskGroup | undefined> {
    const { organization, documents } = this.#ports;
    const found = await documents.get(organization, { kind, scope: projectId, id: id.toLowerCase() });
    return found?.value as TaskGroup | undefined;
  }

  async add(projectId: ProjectId, content: TaskGroup['content'], by: Identity): Promise<TaskGroup> {
    const { organization, documents, clock } = this.#ports;
    const at = clock.now();
    const hands = { createdBy: by, createdAt: at, modifiedBy: by, modifiedAt: at };
    const group: TaskGroup = { id: randomUUID(), revision: 1, content, ...hands };
    const ref = { kind, scope: projectId, id: group.id, expected: 0 };
    await documents.write(organization, [{ ...ref, content: { position: at, value: group } }]);
    return group;
  }

  /** `moved` where it is no longer at the revision that who changes it has seen. */
  async update(
    projectId: ProjectId,
    id: string,
    wish: { readonly content: TaskGroup['content']; readonly revision?: number },
    by: Identity,
  ): Promise<TaskGroup | 'missing' | 'moved'> {
    const { organization, documents, clock } = this.#ports;
    const ref = { kind, scope: projectId, id: id.toLowerCase() };
    return changeInTurn(documents, `task group ${id}`, async () => {
      const found = await documents.get(organization, ref);
      const former = found?.value as TaskGroup | undefined;
      if (found === undefined || former === undefined) return 'missing';
      if (wish.revision !== undefined && wish.revision !== former.revision) return 'moved';
      const { content } = wish;
      const group = { ...former, content, revision: former.revision + 1, modifiedBy: by, modifiedAt: clock.now() };
      const change = { ...ref, expected: found.revision, content: { position: found.position, value: group } };
      return (await documents.write(organization, [change])) ? group : undefined;
    });
  }

  /** False where there is none of that id. */
  async remove(projectId: ProjectId, id: string): Promise<boolean> {
    const { organization, documents } = this.#ports;
    const ref = { kind, scope: projectId, id: id.toLowerCase() };
    const found = await documents.get(organization, ref);
    if (found === undefined) return false;
    return documents.write(organization, [{ ...ref, expected: found.revision, content: undefined }]);
  }
}
