import type { Result } from '../base/result.ts';

/** How a job ends without an agent. */
export type JobOutcome = {
  /** Default: `succeeded`. */
  readonly result?: Result;
  /** By the server's clock, in milliseconds. Default: 0. */
  readonly durationMs?: number;
  /** The lines that each of its steps logs, by the step's name or display name, in any case. */
  readonly logs?: Readonly<Record<string, readonly string[]>>;
  /** Output variables for later jobs: `step.name` to value. */
  readonly outputs?: Readonly<Record<string, string>>;
};

/** How jobs end, by their name or by `stage.job`, in any case; `*` is every other one. A job without an outcome waits for an agent. */
export type Script = Readonly<Record<string, JobOutcome>>;

/** The outcome of a job; `stage.job` goes over the job's name, and both over `*`. */
export function outcomeIn(script: Script, stage: string, job: string): JobOutcome | undefined {
  const byName = new Map(Object.entries(script).map(([name, outcome]) => [name.toLowerCase(), outcome]));
  return byName.get(`${stage}.${job}`.toLowerCase()) ?? byName.get(job.toLowerCase()) ?? byName.get('*');
}
