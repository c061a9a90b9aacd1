import type { CacheStore } from '../artifacts/cache-store.ts';

const everyMs = 600_000;

/** Removes what nobody needs any longer, every ten minutes: caches that were not used for long. What fails is told on stderr and tried again. */
export class Housekeeping {
  readonly #timer: NodeJS.Timeout;
  #cleaning: Promise<void> | undefined;

  constructor(caches: CacheStore) {
    const clean = (): void => {
      this.#cleaning ??= evictAll(caches).finally(() => {
        this.#cleaning = undefined;
      });
    };
    this.#timer = setInterval(clean, everyMs).unref();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await this.#cleaning;
  }
}

async function evictAll(caches: CacheStore): Promise<void> {
  try {
    while ((await caches.evict()) > 0);
  } catch (error) {
    process.stderr.write(`millrace: removing old caches failed: ${String(error)}\n`);
  }
}
