import { contentBatchBytes, contentBatchChunks, contentBatchesAtOnce, contentChunkBytes } from '../../base/limits.ts';
import { sha256 } from '../../base/sha256.ts';
import { ContentError } from '../../wire/content.ts';
import { AtOnce } from './at-once.ts';
import type { ContentSpace } from './content-space.ts';

/** Sends chunks to a server in batches, a few at once, and only those that the server does not have. Memory: the batches on their way. */
export class ChunkSender {
  readonly #space: ContentSpace;
  readonly #batches = new AtOnce(contentBatchesAtOnce);
  #batch = new Map<string, Uint8Array>();
  #batchBytes = 0;

  constructor(space: ContentSpace) {
    this.#space = space;
  }

  /** Takes a chunk and answers its hash. The bytes must not change afterwards. Waits while too much is on its way. */
  async add(chunk: Uint8Array): Promise<string> {
    if (chunk.length > contentChunkBytes) throw new RangeError('Not a chunk.');
    this.#space.signal.throwIfAborted();
    const hash = sha256(chunk);
    if (this.#batch.has(hash)) return hash;
    if (this.#batchBytes + chunk.length > contentBatchBytes || this.#batch.size === contentBatchChunks)
      await this.#flush();
    this.#batch.set(hash, chunk);
    this.#batchBytes += chunk.length;
    return hash;
  }

  /** Resolves once the server has everything. */
  async end(): Promise<void> {
    await this.#flush();
    await this.#batches.end();
  }

  async #flush(): Promise<void> {
    const batch = this.#batch;
    this.#batch = new Map();
    this.#batchBytes = 0;
    if (batch.size > 0) await this.#batches.add(() => this.#send(batch));
  }

  async #send(batch: ReadonlyMap<string, Uint8Array>): Promise<void> {
    const { server, plan, space } = this.#space;
    const missing = await server.missing(plan, space, [...batch.keys()]);
    const chunks = missing.flatMap(hash => batch.get(hash) ?? []);
    if (chunks.length === 0) return;
    const arrived = await server.put(plan, space, chunks);
    if (arrived.join() !== missing.join()) throw new ContentError('What was uploaded did not arrive as it was sent.');
  }
}
