import type { Clock, Instant } from '../../base/clock.ts';
import { rateLimitedCallers } from '../../base/limits.ts';

/** That somebody asks too often, as the answer's headers say it. */
export type Excess = {
  /** When it is worth asking again, in seconds; at least 1. */
  readonly retryAfterSeconds: number;
  /** Requests a second. */
  readonly limit: number;
  /** When the whole burst is there again. */
  readonly resetAt: Instant;
};

type Bucket = { tokens: number; at: Instant };

/** Lets everyone ask so many times a second on average, and in a burst as often as in one second; each caller by himself. */
export class RateLimit {
  readonly #perSecond: number;
  readonly #clock: Clock;
  readonly #buckets = new Map<string, Bucket>();

  constructor(perSecond: number, clock: Clock) {
    this.#perSecond = perSecond;
    this.#clock = clock;
  }

  /** Counts a request; `undefined` when it may pass. */
  take(caller: string): Excess | undefined {
    const now = this.#clock.now();
    const bucket = this.#buckets.get(caller) ?? this.#newBucket(caller, now);
    const refilled = bucket.tokens + (Math.max(0, now - bucket.at) * this.#perSecond) / 1000;
    bucket.tokens = Math.min(this.#burst, refilled);
    bucket.at = now;
    if (bucket.tokens < 1) return this.#excess(bucket, now);
    bucket.tokens -= 1;
    return undefined;
  }

  get #burst(): number {
    return Math.max(1, this.#perSecond);
  }

  #newBucket(caller: string, now: Instant): Bucket {
    const bucket = { tokens: this.#burst, at: now };
    this.#buckets.set(caller, bucket);
    if (this.#buckets.size > rateLimitedCallers) {
      // Whoever came first may begin anew: that errs on the side of letting in.
      const [oldest] = this.#buckets.keys();
      if (oldest !== undefined) this.#buckets.delete(oldest);
    }
    return bucket;
  }

  #excess({ tokens }: Bucket, now: Instant): Excess {
    const waitSeconds = (1 - tokens) / this.#perSecond;
    const resetMs = ((this.#burst - tokens) / this.#perSecond) * 1000;
    return {
      retryAfterSeconds: Math.max(1, Math.ceil(waitSeconds)),
      limit: this.#perSecond,
      resetAt: now + resetMs,
    };
  }
}
