/**
 * Tells waiting requests, here and on other servers, that something changed. A hint and no more: one may be lost or come twice, so who waits also
 * looks again after a while.
 */
export interface Wakeups {
  /** Wakes everyone who waits for the topic. */
  wake(topic: string): void;
  /** Resolves when the topic is woken, after `timeoutMs`, or when the signal aborts. Never rejects. */
  wait(topic: string, timeoutMs: number, signal?: AbortSignal): Promise<void>;
}
