import { closeSync, constants, openSync, read, writeSync } from 'node:fs';
import type { ChunkTaker } from './running-process.ts';

/** As much as a pipe holds. */
const chunkBytes = 64 * 1024;

/** Used again: steps follow each other. */
const spare: Buffer[] = [];

const open = new Set<PipeReader>();

// A process waits for its threads before it is gone: those that read must be woken, or it would wait for whoever holds their pipes.
function letGoAtExit(): void {
  for (const reader of open) reader.letGo();
}

/** Reads a pipe to its end with plain reads: they wait on one of Node's threads, and need none of its streams. Closes the pipe at the end. */
export class PipeReader {
  /** Resolves when the pipe has ended or was let go; rejects with what the taker threw. */
  readonly end: Promise<void>;
  readonly #fd: number;
  readonly #take: ChunkTaker;
  readonly #chunk = spare.pop() ?? Buffer.allocUnsafeSlow(chunkBytes);
  readonly #settled = Promise.withResolvers<void>();
  #isLetGo = false;
  #isClosed = false;

  constructor(fd: number, take: ChunkTaker) {
    this.#fd = fd;
    this.#take = take;
    this.end = this.#settled.promise;
    if (open.size === 0) process.on('exit', letGoAtExit);
    open.add(this);
    this.#next();
  }

  /** Reads no further. A read that waits is woken by a byte of our own, or its thread would wait, and the process with it, for whoever holds the pipe. */
  letGo(): void {
    if (this.#isClosed || this.#isLetGo) return;
    this.#isLetGo = true;
    try {
      // A full pipe has no read that waits, and must not make this one wait.
      const write = openSync(`/proc/self/fd/${this.#fd}`, constants.O_WRONLY | constants.O_NONBLOCK);
      try {
        writeSync(write, '\n');
      } finally {
        closeSync(write);
      }
    } catch {
      // Full, or the last writer has just gone, which wakes the read as well.
    }
  }

  readonly #next = (): void => {
    if (this.#isLetGo) this.#close();
    else read(this.#fd, this.#chunk, 0, chunkBytes, null, this.#took);
  };

  readonly #took = (failure: Error | null, count: number): void => {
    if (failure !== null || count === 0 || this.#isLetGo) {
      this.#close(failure ?? undefined);
      return;
    }
    try {
      const wait = this.#take(this.#chunk.subarray(0, count));
      if (wait === undefined) this.#next();
      else wait.then(this.#next, error => this.#close(error));
    } catch (error) {
      this.#close(error);
    }
  };

  #close(failure?: unknown): void {
    this.#isClosed = true;
    open.delete(this);
    if (open.size === 0) process.off('exit', letGoAtExit);
    closeSync(this.#fd);
    spare.push(this.#chunk);
    if (failure === undefined) this.#settled.resolve();
    else this.#settled.reject(failure);
  }
}
