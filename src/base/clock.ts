/** Milliseconds since 1970, UTC. */
export type Instant = number;

/** The time, as a port: the program passes the machine's, tests and simulations pass their own. */
export interface Clock {
  now(): Instant;
}

/** The machine's clock. */
export const systemClock: Clock = { now: () => Date.now() };
