import type { JobRef, RunEvent } from './events.ts';

/** Why jobs of a run were canceled that took too long, from its events. */
export class JobTimeouts {
  readonly #agents = new Map<string, string>();
  readonly #minutes = new Map<string, number>();
  readonly #over = new Set<string>();

  note(event: RunEvent): void {
    if (event.type === 'jobQueued') this.#minutes.set(nameOf(event.ref), event.timeoutMinutes);
    else if (event.type === 'jobAssigned') this.#agents.set(nameOf(event.ref), event.agent);
    else if (event.type === 'jobCancelRequested' && event.reason === 'timedOut') this.#over.add(nameOf(event.ref));
  }

  /** Whether a job was canceled because it ran for longer than it may. */
  isOver(ref: JobRef): boolean {
    return this.#over.has(nameOf(ref));
  }

  /** What the service says of a job that ran for longer than it may; `undefined` for any other. */
  reasonOf(ref: JobRef): string | undefined {
    if (!this.isOver(ref)) return undefined;
    const name = nameOf(ref);
    const agent = this.#agents.get(name) ?? '';
    const who = agent === '' ? 'The job' : `The job running on agent ${agent}`;
    const minutes = this.#minutes.get(name) ?? 0;
    return `${who} ran longer than the maximum time of ${minutes} minutes. For more information, see https://go.microsoft.com/fwlink/?linkid=2077134`;
  }
}

function nameOf({ stage, job, attempt }: JobRef): string {
  return `${stage}/${job}/${attempt}`;
}
