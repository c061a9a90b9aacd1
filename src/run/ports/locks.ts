/** Who holds a lock or waits for it: an attempt of a stage of a run. */
export type LockHolder = { readonly runId: number; readonly stage: string; readonly attempt: number };

export type LockClaim = LockHolder & {
  readonly organization: string;
  /** What is locked; the same text for the same resource. */
  readonly resource: string;
  /** `sequential`: each in turn. `runLatest`: only the newest of those that wait gets it. */
  readonly behavior: 'sequential' | 'runLatest';
};

export type LockAnswer =
  | { readonly state: 'held' }
  | { readonly state: 'waiting'; readonly holder: LockHolder }
  /** A newer one waits: this one will never get it. */
  | { readonly state: 'superseded' };

/**
 * Exclusive locks of an organization's resources, first come, first served. Durable when a call resolves; safe to call concurrently, from any
 * number of servers, and to repeat.
 */
export interface Locks {
  /** Takes the lock, or waits for it; asked again, it says how the claim stands. */
  claim(claim: LockClaim): Promise<LockAnswer>;
  /** Who holds the lock now. */
  holder(organization: string, resource: string): Promise<LockHolder | undefined>;
  /** Gives the lock back, or stops waiting. Answers who holds it then. */
  release(organization: string, resource: string, holder: LockHolder): Promise<LockHolder | undefined>;
}
