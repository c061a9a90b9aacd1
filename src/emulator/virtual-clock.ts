import { type Clock, type Instant, systemClock } from '../base/clock.ts';

/** A clock that can be moved and stopped. It goes on with the machine's unless it is stopped. */
export class VirtualClock implements Clock {
  #offsetMs = 0;
  #stoppedAt: Instant | undefined;
  readonly #followers: (() => Promise<void>)[] = [];

  now(): Instant {
    return this.#stoppedAt ?? systemClock.now() + this.#offsetMs;
  }

  /** Whether it stands still. */
  get isStopped(): boolean {
    return this.#stoppedAt !== undefined;
  }

  /** Goes forward, and resolves once what became due by that was looked at. */
  advance(byMs: number): Promise<void> {
    return this.set(this.now() + byMs);
  }

  /** Goes to an instant, also an earlier one; stopped or running as before. */
  async set(to: Instant): Promise<void> {
    if (this.#stoppedAt === undefined) this.#offsetMs = to - systemClock.now();
    else this.#stoppedAt = to;
    for (const follower of this.#followers) await follower();
  }

  stop(): void {
    this.#stoppedAt = this.now();
  }

  /** Goes on from where it stands. */
  resume(): void {
    if (this.#stoppedAt === undefined) return;
    this.#offsetMs = this.#stoppedAt - systemClock.now();
    this.#stoppedAt = undefined;
  }

  /** Calls `follower` whenever the clock was moved. */
  follow(follower: () => Promise<void>): void {
    this.#followers.push(follower);
  }
}
