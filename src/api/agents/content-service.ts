import type { ArtifactStore } from '../../artifacts/artifact-store.ts';
import type { CacheStore } from '../../artifacts/cache-store.ts';
import { type ContentStore, DamagedContent } from '../../artifacts/content-store.ts';
import { isGuid } from '../../base/id.ts';
import { contentBatchBytes, contentBatchChunks } from '../../base/limits.ts';
import { AgentServerError } from '../../wire/agent-protocol.ts';
import type { PlanScope } from '../../wire/agent-server.ts';
import type { ContentServer } from '../../wire/artifact-server.ts';
import { isContentHash } from '../../wire/content.ts';
import type { RunOfPlan } from './plan-runs.ts';

/** The chunks of artifacts and caches, straight from their stores. */
export class ContentService implements ContentServer {
  readonly #artifacts: ArtifactStore;
  readonly #caches: CacheStore;
  readonly #runOf: RunOfPlan;

  constructor(artifacts: ArtifactStore, caches: CacheStore, runOf: RunOfPlan) {
    this.#artifacts = artifacts;
    this.#caches = caches;
    this.#runOf = runOf;
  }

  async missing(plan: PlanScope, space: string, hashes: readonly string[]): Promise<readonly string[]> {
    checkHashes(hashes);
    return (await this.#store(plan, space)).missing(hashes);
  }

  async put(plan: PlanScope, space: string, chunks: readonly Uint8Array[]): Promise<readonly string[]> {
    const total = chunks.reduce((sum, { length }) => sum + length, 0);
    if (chunks.length > contentBatchChunks || total > contentBatchBytes)
      throw new AgentServerError(400, 'These are too many chunks for one call.');
    const store = await this.#store(plan, space);
    return Promise.all(chunks.map(chunk => store.put(chunk))).catch(refused);
  }

  async get(plan: PlanScope, space: string, hashes: readonly string[]): Promise<readonly Uint8Array[]> {
    checkHashes(hashes);
    const store = await this.#store(plan, space);
    const chunks: Uint8Array[] = [];
    let left = contentBatchBytes;
    for (const hash of hashes) {
      const chunk = await store.chunk(hash).catch(refused);
      if (chunk === undefined) throw new AgentServerError(404, `The chunk ${hash} is not kept.`);
      left -= chunk.length;
      if (left < 0) throw new AgentServerError(400, 'These are too many bytes for one call.');
      chunks.push(chunk);
    }
    return chunks;
  }

  async #store(plan: PlanScope, space: string): Promise<ContentStore> {
    const { organization } = await this.#runOf(plan);
    if (space === 'shared') return this.#artifacts.content(organization);
    if (!isGuid(space)) throw new AgentServerError(400, 'The space of a chunk is either shared or the id of a cache.');
    return this.#caches.content(organization, space);
  }
}

function checkHashes(hashes: readonly string[]): void {
  if (hashes.length > contentBatchChunks) throw new AgentServerError(400, 'These are too many chunks for one call.');
  if (!hashes.every(isContentHash)) throw new AgentServerError(400, 'The hash of a chunk has 64 hex digits.');
}

function refused(failure: unknown): never {
  if (failure instanceof RangeError) throw new AgentServerError(400, failure.message);
  if (failure instanceof DamagedContent) throw new AgentServerError(404, failure.message);
  throw failure;
}
