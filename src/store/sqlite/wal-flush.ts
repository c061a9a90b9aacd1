/** Makes what was written to a file last. */
export type Sync = () => Promise<void>;

/**
 * Flushes SQLite's log of recent writes to the disk, off the main thread: whoever wrote waits, nobody else does. A flush that was asked for while one
 * runs comes after it, once for all who asked.
 */
export class WalFlush {
  readonly #sync: Sync;
  #running: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;

  constructor(sync: Sync) {
    this.#sync = sync;
  }

  /** Resolves when all that was written before this call is on the disk. */
  flush(): Promise<void> {
    // One that runs already may have begun before the write.
    this.#next ??= this.#after(this.#running);
    return this.#next;
  }

  async #after(former: Promise<void>): Promise<void> {
    await former.catch(() => undefined);
    this.#running = this.#next ?? this.#running;
    this.#next = undefined;
    await this.#sync();
  }
}
