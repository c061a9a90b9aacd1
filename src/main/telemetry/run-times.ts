import type { Instant } from '../../base/clock.ts';
import { timedRuns } from '../../base/limits.ts';
import type { RunEvent, RunKey } from '../../run/events.ts';

/** How long something took, and what is to be known of it: a run's result, a job's pool. */
export type Timing = { readonly label: string; readonly seconds: number };

/** Times runs, and jobs until an agent has them, and keeps the newest `timedRuns` of each until they are taken. */
export class RunTimes {
  readonly #runs = new Stopwatch();
  readonly #waits = new Stopwatch();

  hear({ runId }: RunKey, event: RunEvent): void {
    switch (event.type) {
      case 'runQueued':
        this.#runs.begin(`${runId}`, event.at);
        break;
      case 'runCompleted':
        this.#runs.end(`${runId}`, event.at, event.result);
        break;
      case 'jobQueued':
        this.#waits.begin(jobName(runId, event.ref), event.at, event.pool);
        break;
      case 'jobAssigned':
        this.#waits.end(jobName(runId, event.ref), event.at);
        break;
      case 'jobCompleted':
      case 'jobAbandoned':
        this.#waits.forget(jobName(runId, event.ref));
    }
  }

  /** From queueing to the end, by result. */
  takeDurations(): readonly Timing[] {
    return this.#runs.take();
  }

  /** From queueing until an agent had the job, by pool. */
  takeWaits(): readonly Timing[] {
    return this.#waits.take();
  }
}

type Ref = { readonly stage: string; readonly job: string; readonly attempt: number };

function jobName(runId: number, { stage, job, attempt }: Ref): string {
  return `${runId} ${stage} ${job} ${attempt}`;
}

class Stopwatch {
  readonly #begun = new Map<string, { readonly at: Instant; readonly label: string }>();
  readonly #timings: Timing[] = [];

  begin(name: string, at: Instant, label = ''): void {
    this.#begun.set(name, { at, label });
    if (this.#begun.size <= timedRuns) return;
    const [oldest] = this.#begun.keys();
    if (oldest !== undefined) this.#begun.delete(oldest);
  }

  /** Nothing for what was not begun here, or so long ago that it was forgotten. */
  end(name: string, at: Instant, label?: string): void {
    const begun = this.#begun.get(name);
    if (begun === undefined) return;
    this.#begun.delete(name);
    this.#timings.push({ label: label ?? begun.label, seconds: Math.max(0, at - begun.at) / 1000 });
    if (this.#timings.length > timedRuns) this.#timings.shift();
  }

  forget(name: string): void {
    this.#begun.delete(name);
  }

  take(): readonly Timing[] {
    return this.#timings.splice(0);
  }
}
