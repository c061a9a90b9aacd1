import type { Instant } from '../base/clock.ts';
import type { Identity } from '../run/events.ts';
import { Shelf } from './kept/shelf.ts';
import type { ResourcePorts } from './ports.ts';
import { type ProtectedResource, protectedResource, resourceKey } from './protected-resource.ts';

/** Who gave a permission, and when. */
export type Grant = { readonly by: Identity; readonly at: Instant };

/** Which pipelines may use a resource. */
export type Permissions = {
  readonly allPipelines: Grant | undefined;
  readonly pipelines: readonly (Grant & { readonly id: number })[];
};

export type PermissionChange = {
  readonly allPipelines?: boolean;
  readonly pipelines: readonly { readonly id: number; readonly authorized: boolean }[];
};

/**
 * Which pipelines may use which resources of a project. All may use a resource of which nobody has said anything; from the first change on
 * only those that were named. Safe to call concurrently, from any number of servers.
 */
export class PipelinePermissions {
  readonly #ports: ResourcePorts;
  readonly #shelf: Shelf<Permissions>;

  constructor(ports: ResourcePorts) {
    this.#ports = ports;
    this.#shelf = new Shelf(ports.documents, ports.organization, 'pipelinePermissions');
  }

  /** `undefined` while nobody has said anything: then all pipelines may use the resource. */
  async get(projectId: string, resource: ProtectedResource): Promise<Permissions | undefined> {
    return (await this.#shelf.get(projectId, resourceKey(resource)))?.value;
  }

  async allows(projectId: string, resource: ProtectedResource, pipelineId: number): Promise<boolean> {
    const known = await this.get(projectId, resource);
    if (known === undefined || known.allPipelines !== undefined) return true;
    return known.pipelines.some(({ id }) => id === pipelineId);
  }

  /** The resources that a pipeline was given the use of by name. */
  async ofPipeline(projectId: string, pipelineId: number): Promise<readonly ProtectedResource[]> {
    const all = await this.#shelf.all(projectId);
    const own = all.filter(({ value }) => value.pipelines.some(({ id }) => id === pipelineId));
    return own.flatMap(({ id: key }) => {
      const slash = key.indexOf('/');
      return protectedResource(key.slice(0, slash), key.slice(slash + 1)) ?? [];
    });
  }

  async update(
    projectId: string,
    resource: ProtectedResource,
    change: PermissionChange,
    by: Identity,
  ): Promise<Permissions> {
    const key = resourceKey(resource);
    return this.#shelf.inTurn(projectId, key, async () => {
      const known = await this.#shelf.get(projectId, key);
      const value = changedPermissions(known?.value, change, { by, at: this.#ports.clock.now() });
      const content = { position: 0, value };
      const written = this.#shelf.change(projectId, key, known?.revision ?? 0, content);
      return (await this.#shelf.write([written])) ? value : undefined;
    });
  }
}

/** Permissions after a change. What was granted before keeps who granted it. */
export function changedPermissions(
  before: Permissions | undefined,
  { allPipelines, pipelines }: PermissionChange,
  grant: Grant,
): Permissions {
  const named = new Set(pipelines.map(({ id }) => id));
  const known = before?.pipelines ?? [];
  const kept = known.filter(({ id }) => !named.has(id));
  const granted = pipelines
    .filter(({ authorized }) => authorized)
    .map(({ id }) => known.find(each => each.id === id) ?? { id, ...grant });
  const all =
    allPipelines === undefined ? before?.allPipelines : allPipelines ? (before?.allPipelines ?? grant) : undefined;
  return { allPipelines: all, pipelines: [...kept, ...granted].sort((a, b) => a.id - b.id) };
}
