/**
 * Tells waiting requests, here and on other servers, that something changed. A hint and no more: one may be lost or come twice, so who waits also
 * looks again after a while.
 */
export interface Wakeups {
  /** Wakes everyone who waits for the topic. */
  wake(topic: string): void;
  /** Resolves when the topic is woken, after `timeoutMs`, or when the signal aborts. Never rejects. */
  wait(topic: string, timeoutMs: number, signal?: AbortSignal): Promise<void>;
  /** Hears of a topic from now on: for who looks whether there is anything to wait for. To be disposed of. */
  listen(topic: string): Listening;
}

export interface Listening extends Disposable {
  /** Resolves when the topic has been woken since `listen`, after `timeoutMs`, or when the signal aborts. Never rejects. One at a time. */
  woken(timeoutMs: number, signal?: AbortSignal): Promise<void>;
}
