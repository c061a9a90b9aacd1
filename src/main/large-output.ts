import { write } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** How much may wait for the reader before those who write should wait too, in bytes. */
const roomBytes = 128 * 1024;

/** How long a reader that is behind, of a file that was opened not to wait, is given before the next try, in milliseconds. */
const behindMs = 2;

/**
 * Hands large pieces of output to the system on another thread, one call at a time and in order: a pipe takes as long as its reader, and the
 * main thread has the next piece to make ready. Every character is a byte. Memory is two buffers, which are used in turns.
 */
export class LargeOutput {
  readonly #fd: number;
  readonly #failed: (error: unknown) => void;
  #filling = Buffer.alloc(0);
  #filled = 0;
  #handed = Buffer.alloc(0);
  #writing: Promise<void> | undefined;

  /** `failed` is told why nothing more can be written; what was to be written is then lost. */
  constructor(fd: number, failed: (error: unknown) => void) {
    this.#fd = fd;
    this.#failed = failed;
  }

  /** Whether something has not been written yet: whatever comes now must stand behind it. */
  get isBusy(): boolean {
    return this.#writing !== undefined;
  }

  add(text: string): void {
    const end = this.#filled + text.length;
    if (this.#filling.length < end) this.#grow(end);
    this.#filling.write(text, this.#filled, 'latin1');
    this.#filled = end;
    this.#writing ??= this.#writeAll();
  }

  /** Resolves when there is room for more; `undefined` when there is now. */
  room(): Promise<void> | undefined {
    return this.#filled < roomBytes ? undefined : this.#writing;
  }

  /** Resolves when everything has been written. */
  async drained(): Promise<void> {
    while (this.#writing !== undefined) await this.#writing;
  }

  #grow(size: number): void {
    const larger = Buffer.allocUnsafeSlow(Math.max(size, 2 * this.#filling.length));
    this.#filling.copy(larger, 0, 0, this.#filled);
    this.#filling = larger;
  }

  /** Writes what has been added until now; what is added meanwhile follows in a call of its own. */
  async #writeAll(): Promise<void> {
    const size = this.#filled;
    [this.#filling, this.#handed] = [this.#handed, this.#filling];
    this.#filled = 0;
    try {
      for (let done = 0; done < size; ) done += await this.#writeSome(this.#handed, done, size - done);
    } catch (error) {
      this.#failed(error);
      this.#filled = 0;
    }
    this.#writing = this.#filled === 0 ? undefined : this.#writeAll();
  }

  async #writeSome(bytes: Buffer, offset: number, length: number): Promise<number> {
    const { error, written } = await new Promise<{ error: NodeJS.ErrnoException | null; written: number }>(resolve =>
      write(this.#fd, bytes, offset, length, null, (error, written) => resolve({ error, written })),
    );
    if (error === null) return written;
    if (error.code !== 'EAGAIN') throw error;
    await sleep(behindMs);
    return 0;
  }
}
