import type { PlannedStep } from './planned-step.ts';
import { evaluateStepCondition } from './step-condition.ts';
import type { StepContext } from './step-context.ts';
import { StepStopped, type StopReason } from './step-stop.ts';

/** The longest time a timer of the system can wait, in milliseconds. */
const longestTimerMs = 2 ** 31 - 1;

/**
 * Watches over a running step: stops it when its time is up, when the job is aborted, and when the job is canceled unless the step's
 * condition holds for a canceled job too.
 */
export class StepGuard implements Disposable {
  readonly #planned: PlannedStep;
  readonly #step: StepContext;
  readonly #stop = new AbortController();
  readonly #timer: NodeJS.Timeout | undefined;
  #reason: StopReason | undefined;

  constructor(planned: PlannedStep, step: StepContext) {
    this.#planned = planned;
    this.#step = step;
    const { status } = step.job;
    const limitMs = timeoutMs(step.job.variables.expandText(planned.wire.timeoutInMinutes));
    if (limitMs !== undefined) this.#timer = setTimeout(() => this.#end('timedOut'), limitMs).unref();
    if (!status.canceled.aborted) status.canceled.addEventListener('abort', this.#onCancel);
    status.aborted.addEventListener('abort', this.#onAbort);
  }

  /** Aborted when the step is to end. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** That the step was stopped, and why; `undefined` while it goes on. */
  get stopped(): StepStopped | undefined {
    return this.#reason && new StepStopped(this.#reason);
  }

  /** Throws `StepStopped` when the step was stopped. */
  check(): void {
    const { stopped } = this;
    if (stopped !== undefined) throw stopped;
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#step.job.status.canceled.removeEventListener('abort', this.#onCancel);
    this.#step.job.status.aborted.removeEventListener('abort', this.#onAbort);
  }

  readonly #onCancel = (): void => {
    const verdict = evaluateStepCondition(this.#planned.condition, this.#step.job);
    if (!verdict.ok || !verdict.value) this.#cancel();
  };

  readonly #onAbort = (): void => this.#cancel();

  #cancel(): void {
    if (this.#reason !== undefined) return;
    this.#step.error('The Operation will be canceled. The next steps may not contain expected logs.');
    this.#end('canceled');
  }

  #end(reason: StopReason): void {
    this.#reason ??= reason;
    this.#stop.abort();
  }
}

/** `undefined` is without limit. */
function timeoutMs(minutes: string): number | undefined {
  const value = Number(minutes);
  return minutes.trim() === '' || !(value > 0) ? undefined : Math.min(value * 60_000, longestTimerMs);
}
