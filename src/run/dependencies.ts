import type { Result } from '../base/result.ts';
import { ObjectValue, type Value } from '../expression/value.ts';
import type { JobState, Run, StageState } from './state.ts';

/** A result as expressions spell it: `Succeeded`. */
export function resultText(result: Result): string {
  return result.charAt(0).toUpperCase() + result.slice(1);
}

/**
 * `dependencies` of a stage: `{ <stage>: { result, outputs: { '<job>.<step>.<variable>': value } } }` for the stages it depends on
 * directly. Names match in any case.
 */
export function stageContext(run: Run, stage: StageState): ObjectValue {
  return named(
    stage.plan.dependsOn.map(name => {
      const before = run.stages.get(name);
      return [name, stageRecord(before)];
    }),
  );
}

/** `dependencies` of a job: `{ <job>: { result, outputs: { '<step>.<variable>': value } } }` for jobs of the same stage it depends on. */
export function jobContext(stage: StageState, job: JobState): ObjectValue {
  return named(job.plan.dependsOn.map(name => [name, jobRecord(stage.jobs.get(name))]));
}

/** `stageDependencies`: `{ <stage>: { <job>: { result, outputs } } }` for the stages that a stage depends on directly. */
export function stageDependenciesContext(run: Run, stage: StageState): ObjectValue {
  return named(
    stage.plan.dependsOn.map(name => {
      const jobs = [...(run.stages.get(name)?.jobs ?? [])];
      return [name, named(jobs.map(([job, state]) => [job, jobRecord(state)]))];
    }),
  );
}

function stageRecord(stage: StageState | undefined): Value {
  if (stage === undefined) return null;
  const outputs: [string, Value][] = [];
  for (const [name, job] of stage.jobs) {
    for (const [key, value] of outputsOf(job)) outputs.push([`${name}.${key}`, value]);
  }
  return record(stage.result, outputs);
}

function jobRecord(job: JobState | undefined): Value {
  if (job === undefined) return null;
  return record(job.state === 'completed' ? job.result : undefined, outputsOf(job));
}

function record(result: Result | undefined, outputs: Iterable<readonly [string, Value]>): ObjectValue {
  return named([
    ['result', result === undefined ? null : resultText(result)],
    ['outputs', named(outputs)],
  ]);
}

function outputsOf(job: JobState): [string, string][] {
  return job.state === 'completed' ? Object.entries(job.outputs) : [];
}

function named(entries: Iterable<readonly [string, Value]>): ObjectValue {
  return new ObjectValue(entries, { ignoreCase: true });
}
