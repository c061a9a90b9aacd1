import type { ProjectId } from '../base/id.ts';
import { allDocuments, changeInTurn } from './documents.ts';
import type { AgentPool, AgentRegistry } from './ports/agent-registry.ts';
import type { DocumentStore } from './ports/document-store.ts';

const kind = 'agentQueue';

/** Whether a project asked for a queue, or gave it up. */
type Choice = { readonly hasQueue: boolean };

/**
 * The queues through which projects use pools: at most one for each pool, under the pool's id and name. A project has those of the pools
 * that are provisioned, unless it gave one up, and those that it asked for. Safe to call concurrently.
 */
export class AgentQueues {
  readonly #agents: AgentRegistry;
  readonly #documents: DocumentStore;

  constructor(stores: { readonly agents: AgentRegistry; readonly documents: DocumentStore }) {
    this.#agents = stores.agents;
    this.#documents = stores.documents;
  }

  /** The pools that a project has queues for, by id. */
  async list(organization: string, projectId: ProjectId): Promise<readonly AgentPool[]> {
    const choices = new Map<string, boolean>();
    for await (const { id, value } of allDocuments(this.#documents, organization, { kind, scope: projectId }))
      choices.set(id, (value as Choice).hasQueue);
    const pools = await this.#agents.pools(organization);
    return pools.filter(({ id, settings }) => choices.get(String(id)) ?? settings?.isProvisioned ?? true);
  }

  /** Gives a project a queue for a pool, or takes it. Safe to repeat. */
  async choose(organization: string, projectId: ProjectId, poolId: number, hasQueue: boolean): Promise<void> {
    const ref = { kind, scope: projectId, id: String(poolId) };
    const value: Choice = { hasQueue };
    await changeInTurn(this.#documents, `queue of pool ${poolId} in project ${projectId}`, async () => {
      const expected = (await this.#documents.get(organization, ref))?.revision ?? 0;
      const change = { ...ref, expected, content: { position: poolId, value } };
      return (await this.#documents.write(organization, [change])) || undefined;
    });
  }

  /** Forgets what projects chose for a pool that is no more. */
  async forget(organization: string, poolId: number): Promise<void> {
    const gone = String(poolId);
    for await (const { scope, id, revision } of allDocuments(this.#documents, organization, { kind }))
      if (id === gone)
        await this.#documents.write(organization, [{ kind, scope, id, expected: revision, content: undefined }]);
  }
}
