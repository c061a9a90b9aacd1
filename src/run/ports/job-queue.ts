import type { Instant } from '../../base/clock.ts';
import type { JobRequest } from './run-store.ts';

/** A request that an agent holds until `lockedUntil`, and longer each time it renews. */
export type HeldRequest = JobRequest & { readonly agentId: number; readonly lockedUntil: Instant };

/** How many requests of a pool wait, and how many agents hold. */
export type PoolDepth = { readonly poolId: number; readonly waiting: number; readonly held: number };

export type Claim = {
  readonly organization: string;
  readonly poolId: number;
  readonly agentId: number;
  /** What the agent can do, for the demands; names in lower case. */
  readonly capabilities: Readonly<Record<string, string>>;
  readonly lockedUntil: Instant;
};

/**
 * Hands job requests to agents. Requests come and go with `RunStore.append`; here they change hands.
 * Safe to call concurrently, from any number of servers: a request is never held by two agents.
 */
export interface JobQueue {
  /** Of the pool's waiting requests whose demands the capabilities meet the oldest of the first priority, now held by the agent. */
  claim(claim: Claim): Promise<JobRequest | undefined>;
  /** Holds on for longer. False when the agent no longer holds it. */
  renew(organization: string, requestId: number, agentId: number, lockedUntil: Instant): Promise<boolean>;
  /** Lets a held request wait again, for any agent. Safe to repeat. */
  release(organization: string, requestId: number): Promise<void>;
  get(organization: string, requestId: number): Promise<JobRequest | HeldRequest | undefined>;
  /** How much there is in each pool; pools without requests are left out. */
  depth(organization: string): Promise<readonly PoolDepth[]>;
  /** A pool's requests, waiting and held, in the order of their ids; at most `top`. */
  list(organization: string, poolId: number, top: number): Promise<readonly (JobRequest | HeldRequest)[]>;
  /** What an agent holds. */
  heldBy(organization: string, agentId: number): Promise<readonly HeldRequest[]>;
  /** Held requests of every organization whose lock ended before `now`; at most 100. */
  expired(now: Instant): Promise<readonly HeldRequest[]>;
}
