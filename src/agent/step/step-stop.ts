import type { Result } from '../../base/result.ts';

/** Why a step is ended before its time. */
export type StopReason = 'timedOut' | 'canceled';

/** Thrown through a task whose step was stopped. */
export class StepStopped extends Error {
  override readonly name = 'StepStopped';
  readonly reason: StopReason;

  constructor(reason: StopReason) {
    super(reason === 'timedOut' ? 'The task has timed out.' : 'The operation was canceled.');
    this.reason = reason;
  }

  /** What the step has come to. */
  get result(): Result {
    return this.reason === 'timedOut' ? 'failed' : 'canceled';
  }
}
