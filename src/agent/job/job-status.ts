import type { Result } from '../../base/result.ts';

/** Worst last: a result may only get worse, and what is worse than `failed` stays. */
const severity: Readonly<Record<Result, number>> = {
  succeeded: 0,
  succeededWithIssues: 1,
  failed: 2,
  canceled: 3,
  skipped: 4,
  abandoned: 5,
};

/** The result of two that count for the same thing. */
export function mergeResults(current: Result | undefined, next: Result): Result {
  if (current === undefined) return next;
  if (severity[current] > severity.failed) return current;
  return severity[next] >= severity[current] ? next : current;
}

/**
 * Where a job stands, for the conditions of its steps.
 * `canceled`: somebody asked for an end; steps whose condition holds even then still run.
 * `aborted`: nothing more runs, be it that their time is over or that the agent goes.
 * `lost`: the job is no longer this agent's; aborted as well, and nothing more is reported.
 */
export class JobStatus {
  readonly #cancel = new AbortController();
  readonly #abort = new AbortController();
  #result: Result | undefined;
  #lost = false;

  get canceled(): AbortSignal {
    return this.#cancel.signal;
  }

  get aborted(): AbortSignal {
    return this.#abort.signal;
  }

  get lost(): boolean {
    return this.#lost;
  }

  get result(): Result {
    return this.#result ?? 'succeeded';
  }

  /** Counts the result of a step; only failures and issues matter to the job. */
  count(result: Result): void {
    if (result === 'failed' || result === 'succeededWithIssues') this.#result = mergeResults(this.#result, result);
  }

  /** Makes the job fail, or end otherwise, whatever its steps did. */
  fail(): void {
    this.#result = mergeResults(this.#result, 'failed');
  }

  cancel(): void {
    this.#result = 'canceled';
    this.#cancel.abort();
  }

  /** `reason` is for the log, where there is something to say. */
  abort(reason?: string): void {
    this.cancel();
    this.#abort.abort(reason);
  }

  lose(): void {
    this.#lost = true;
    this.abort();
  }
}
