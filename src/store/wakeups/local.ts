import type { Listening, Wakeups } from '../../run/ports/wakeups.ts';

/** The longest delay that a timer of Node takes, in milliseconds. */
const longestTimerMs = 2 ** 31 - 1;

/** Wakes who waits in this process. */
export class LocalWakeups implements Wakeups {
  readonly #listeners = new Map<string, Set<Listener>>();

  wake(topic: string): void {
    for (const listener of [...(this.#listeners.get(topic) ?? [])]) listener.wake();
  }

  /** Wakes everyone, whatever the topic. */
  wakeAll(): void {
    for (const topic of [...this.#listeners.keys()]) this.wake(topic);
  }

  async wait(topic: string, timeoutMs: number, signal?: AbortSignal): Promise<void> {
    using listening = this.listen(topic);
    await listening.woken(timeoutMs, signal);
  }

  listen(topic: string): Listening {
    const listener = new Listener(() => this.#remove(topic, listener));
    const those = this.#listeners.get(topic);
    if (those === undefined) this.#listeners.set(topic, new Set([listener]));
    else those.add(listener);
    return listener;
  }

  /** How many topics are listened to. */
  get topics(): number {
    return this.#listeners.size;
  }

  #remove(topic: string, listener: Listener): void {
    const those = this.#listeners.get(topic);
    those?.delete(listener);
    if (those?.size === 0) this.#listeners.delete(topic);
  }
}

/** Makes a timer and hears of a signal only while it is waited for. */
class Listener implements Listening {
  readonly #leave: () => void;
  #isWoken = false;
  #end: (() => void) | undefined;

  constructor(leave: () => void) {
    this.#leave = leave;
  }

  wake(): void {
    this.#isWoken = true;
    this.#end?.();
  }

  woken(timeoutMs: number, signal?: AbortSignal): Promise<void> {
    if (this.#isWoken || signal?.aborted) return Promise.resolve();
    return new Promise(resolve => {
      const end = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', end);
        this.#end = undefined;
        resolve();
      };
      const timer = setTimeout(end, Math.min(timeoutMs, longestTimerMs));
      signal?.addEventListener('abort', end);
      this.#end = end;
    });
  }

  [Symbol.dispose](): void {
    this.#leave();
    this.#end?.();
  }
}
