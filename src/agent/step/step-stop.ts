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
}
