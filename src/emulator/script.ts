import type { Result } from '../base/result.ts';

/** The result of one test, as a job publishes it. */
export type TestOutcome = {
  readonly name: string;
  /** Default: `Passed`. */
  readonly outcome?: 'Passed' | 'Failed' | 'NotExecuted';
  readonly durationMs?: number;
  readonly errorMessage?: string;
};

/** What a job leaves with its run, beside logs. */
export type JobProducts = {
  /** The files of pipeline artifacts, as text: artifact to path to content. */
  readonly artifacts?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Test runs by their name. */
  readonly tests?: Readonly<Record<string, readonly TestOutcome[]>>;
};

/** How a job ends without an agent, or how far it has come. */
export type JobOutcome = JobProducts & {
  /** `inProgress`: it goes on until it is canceled; the last step that has `logs` is under way. Default: it ends. */
  readonly state?: 'inProgress';
  /** Default: `succeeded`. */
  readonly result?: Result;
  /** By the server's clock, in milliseconds. Default: 0. */
  readonly durationMs?: number;
  /** The lines that each of its steps logs, by the step's name or display name, in any case. */
  readonly logs?: Readonly<Record<string, readonly string[]>>;
  /** Output variables for later jobs: `step.name` to value. */
  readonly outputs?: Readonly<Record<string, string>>;
  /** Errors and warnings of the job. */
  readonly issues?: readonly { readonly type: 'error' | 'warning'; readonly message: string }[];
};

/** How jobs end, by their name or by `stage.job`, in any case; `*` is every other one. A job without an outcome waits for an agent. */
export type Script = Readonly<Record<string, JobOutcome>>;

/** The outcome of a job; `stage.job` goes over the job's name, and both over `*`. */
export function outcomeIn(script: Script, stage: string, job: string): JobOutcome | undefined {
  const byName = new Map(Object.entries(script).map(([name, outcome]) => [name.toLowerCase(), outcome]));
  return byName.get(`${stage}.${job}`.toLowerCase()) ?? byName.get(job.toLowerCase()) ?? byName.get('*');
}
