import { matchesName } from '../base/name-pattern.ts';

/** How an answer goes wrong. */
export type FaultKind =
  /** 429 with `Retry-After`. */
  | 'tooManyRequests'
  /** 302 to a page for signing in, as the service answers browsers and clients alike. */
  | 'signIn'
  /** 500 with the service's envelope. */
  | 'serverError'
  /** The right answer, after a while. */
  | 'slow'
  /** The connection ends in the middle of an answer. */
  | 'cut';

export type Fault = {
  readonly kind: FaultKind;
  /** Of requests with this verb. Default: any. */
  readonly method?: string;
  /** Of paths behind the organization that match, in any case; `*` stands for any text. Default: `*`. */
  readonly path?: string;
  /** How many requests go wrong before the fault is over. Default: without end. */
  readonly times?: number;
  /** Which part of the requests goes wrong, from 0 to 1. Default: 1. */
  readonly probability?: number;
  /** What the choice of requests is made of, so that a test is the same each time. Default: 1. */
  readonly seed?: number;
  /** Of `tooManyRequests`, in seconds. Default: 1. */
  readonly retryAfterSeconds?: number;
  /** Of `slow`, in milliseconds. Default: 1000. */
  readonly delayMs?: number;
};

type Kept = { readonly fault: Fault; left: number; random: number };

/** The faults of a server, looked through in the order in which they were added. */
export class Faults {
  readonly #kept = new Map<number, Kept>();
  #last = 0;

  /** Answers the number by which it is removed. */
  add(fault: Fault): number {
    this.#last += 1;
    this.#kept.set(this.#last, {
      fault,
      left: fault.times ?? Number.POSITIVE_INFINITY,
      random: fault.seed ?? 1,
    });
    return this.#last;
  }

  remove(id: number): boolean {
    return this.#kept.delete(id);
  }

  clear(): void {
    this.#kept.clear();
  }

  list(): readonly (Fault & { readonly id: number })[] {
    return [...this.#kept].map(([id, { fault }]) => ({ id, ...fault }));
  }

  /** The fault that a request meets, counted; `undefined` for most. */
  meet(method: string, path: string): Fault | undefined {
    for (const [id, kept] of this.#kept) {
      const { fault } = kept;
      if (fault.method !== undefined && fault.method.toUpperCase() !== method) continue;
      if (!matchesName(fault.path ?? '*', path) || !isChosen(kept)) continue;
      kept.left -= 1;
      if (kept.left <= 0) this.#kept.delete(id);
      return fault;
    }
    return undefined;
  }
}

// A small generator with a seed of its own (mulberry32): the same requests go wrong in each run of a test.
function isChosen(kept: Kept): boolean {
  const { probability = 1 } = kept.fault;
  if (probability >= 1) return true;
  kept.random = (kept.random + 0x6d2b79f5) | 0;
  let mixed = Math.imul(kept.random ^ (kept.random >>> 15), 1 | kept.random);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296 < probability;
}
