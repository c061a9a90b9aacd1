import type { Instant } from '../../base/clock.ts';
import { restCallLeaseMs } from '../../base/limits.ts';

/** How a call stands that somebody waits for. */
export type CallState = {
  readonly isCalled: boolean;
  readonly retryAt?: Instant | undefined;
  readonly triedAt: Instant;
};

/** The calls that this server makes at the moment, by the id of the step or check that waits for each. */
export class CallsInFlight {
  readonly #calls = new Map<string, Promise<void>>();

  /** Whether a call is to be made now: it has just begun, or whoever made it seems to have died. */
  isDue(id: string, { isCalled, retryAt, triedAt }: CallState, { hasBegun, at }: { hasBegun: boolean; at: Instant }) {
    if (isCalled || retryAt !== undefined || this.#calls.has(id)) return false;
    return hasBegun || at >= triedAt + restCallLeaseMs;
  }

  /** Makes a call, without waiting for it. What could not be written down is done again once the call is overdue. */
  begin(id: string, call: () => Promise<void>): void {
    const made = call()
      .catch(() => undefined)
      .finally(() => this.#calls.delete(id));
    this.#calls.set(id, made);
  }

  /** Resolves once no call is being made. */
  async settle(): Promise<void> {
    while (this.#calls.size > 0) await Promise.allSettled(this.#calls.values());
  }
}
