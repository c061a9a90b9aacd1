import { type Clock, type Instant, systemClock } from '../base/clock.ts';

/** Times are written with four digits for the year. */
const lastInstant = Date.UTC(9999, 11, 31);

/** A clock that can be moved and stopped. It goes on with the machine's unless it is stopped. */
export class VirtualClock implements Clock {
  #offsetMs = 0;
  #stoppedAt: Instant | undefined;
  readonly #preparations: (() => Promise<void>)[] = [];
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
    return this.#move(() => this.now() + byMs);
  }

  /** Goes to an instant, also an earlier one; stopped or running as before. Throws a `RangeError` before 1970 and after 9999. */
  set(to: Instant): Promise<void> {
    return this.#move(() => to);
  }

  async #move(target: () => Instant): Promise<void> {
    for (const prepare of this.#preparations) await prepare();
    const to = target();
    if (!(to >= 0 && to <= lastInstant)) throw new RangeError(`The clock goes from 1970 to 9999, not to ${to}.`);
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

  /** Calls `prepare` before the clock is moved: what happened until now is to be seen as of now. */
  precede(prepare: () => Promise<void>): void {
    this.#preparations.push(prepare);
  }

  /** Calls `follower` whenever the clock was moved. */
  follow(follower: () => Promise<void>): void {
    this.#followers.push(follower);
  }
}
