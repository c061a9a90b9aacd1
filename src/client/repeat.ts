import { setTimeout as sleep } from 'node:timers/promises';
import { jobLockMs } from '../base/limits.ts';
import { AgentServerError } from '../wire/agent-protocol.ts';

/**
 * When a call is sent again. `always`: also when nobody knows whether it arrived, or the server failed. `unsent`: only when the server
 * surely did nothing with it: no connection, 429, 503. `never`: the caller knows better what to do.
 */
export type Repeat = 'always' | 'unsent' | 'never';

export type RepeatOptions = {
  /** How long a call is repeated while the server cannot answer it, in milliseconds. Default: as long as a job's lock lasts. */
  readonly retryForMs?: number;
  /** The pause before a call is repeated, in milliseconds; each further one is twice as long, up to 15 s. Default: 250. */
  readonly firstPauseMs?: number;
};

const standardFirstPauseMs = 250;
const longestPauseMs = 15_000;

/** An `AgentServerError` that knows whether the call may be sent again. */
export class Refusal extends AgentServerError {
  readonly isUnsent: boolean;
  readonly retryAfterMs: number;

  constructor(status: number, message: string, { isUnsent = false, retryAfter = null as string | null } = {}) {
    super(status, message);
    this.isUnsent = isUnsent || status === 429 || status === 503;
    const seconds = Number(retryAfter);
    this.retryAfterMs = seconds > 0 ? seconds * 1000 : 0;
  }
}

/** Sends a call, and again where its refusal allows it; throws the last refusal once the time is over, or when `signal` aborts. */
export async function repeated<Answer>(
  { retryForMs = jobLockMs, firstPauseMs = standardFirstPauseMs }: RepeatOptions,
  { repeat, signal }: { readonly repeat: Repeat; readonly signal?: AbortSignal },
  sendOnce: () => Promise<Answer>,
): Promise<Answer> {
  const until = Date.now() + retryForMs;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    try {
      return await sendOnce();
    } catch (failure) {
      if (!(failure instanceof Refusal) || !mayRepeat(failure, repeat)) throw failure;
      // Agents that lost the same server must not all come back at the same moment.
      const waitMs = Math.max(failure.retryAfterMs, pauseMs * (0.5 + Math.random() / 2));
      if (Date.now() + waitMs > until) throw failure;
      await sleep(waitMs, undefined, signal === undefined ? {} : { signal });
    }
  }
}

function mayRepeat(failure: Refusal, repeat: Repeat): boolean {
  if (repeat === 'never') return false;
  return failure.isUnsent || (repeat === 'always' && (failure.status === 0 || failure.status >= 500));
}
