import type { Wakeups } from '../../run/ports/wakeups.ts';

/** The longest delay that a timer of Node takes, in milliseconds. */
const longestTimerMs = 2 ** 31 - 1;

/** Wakes who waits in this process. */
export class LocalWakeups implements Wakeups {
  readonly #waiting = new Map<string, Set<() => void>>();

  wake(topic: string): void {
    for (const finish of [...(this.#waiting.get(topic) ?? [])]) finish();
  }

  /** Wakes everyone, whatever the topic. */
  wakeAll(): void {
    for (const topic of [...this.#waiting.keys()]) this.wake(topic);
  }

  wait(topic: string, timeoutMs: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.resolve();
    return new Promise(resolve => {
      const finish = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', finish);
        this.#remove(topic, finish);
        resolve();
      };
      const timer = setTimeout(finish, Math.min(timeoutMs, longestTimerMs));
      signal?.addEventListener('abort', finish);
      this.#add(topic, finish);
    });
  }

  /** How many topics are waited for. */
  get topics(): number {
    return this.#waiting.size;
  }

  #add(topic: string, finish: () => void): void {
    const those = this.#waiting.get(topic);
    if (those === undefined) this.#waiting.set(topic, new Set([finish]));
    else those.add(finish);
  }

  #remove(topic: string, finish: () => void): void {
    const those = this.#waiting.get(topic);
    those?.delete(finish);
    if (those?.size === 0) this.#waiting.delete(topic);
  }
}
