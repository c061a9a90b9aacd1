import type { Result } from '../base/result.ts';
import { ObjectValue, type Value } from '../expression/value.ts';
import { stagesBefore } from './left-out-stages.ts';
import type { JobGroup, JobState, Run, StageState } from './state.ts';

/** A result as expressions spell it: `Succeeded`. */
function resultText(result: Result): string {
  return result.charAt(0).toUpperCase() + result.slice(1);
}

/**
 * `dependencies` of a stage: `{ <stage>: { result, outputs: { '<job>.<step>.<variable>': value } } }` for the stages it comes after
 * directly. Names match in any case.
 */
export function stageContext(run: Run, stage: StageState): ObjectValue {
  return named(
    stagesBefore(run, stage).map(name => {
      const before = run.stages.get(name);
      return [name, stageRecord(before)];
    }),
  );
}

/**
 * `dependencies` of a job: `{ <job>: { result, outputs: { '<step>.<variable>': value } } }` for jobs of the same stage it depends on. What
 * a leg of a job put out is under `<leg>.<step>.<variable>`.
 */
export function jobContext(stage: StageState, group: JobGroup): ObjectValue {
  return named(group.plan.dependsOn.map(name => [name, groupRecord(stage.groups.get(name))]));
}

/** `stageDependencies`: `{ <stage>: { <job>: { result, outputs } } }` for the stages that a stage comes after directly. */
export function stageDependenciesContext(run: Run, stage: StageState): ObjectValue {
  return named(
    stagesBefore(run, stage).map(name => {
      const groups = [...(run.stages.get(name)?.groups ?? [])];
      return [name, named(groups.map(([job, group]) => [job, groupRecord(group)]))];
    }),
  );
}

function stageRecord(stage: StageState | undefined): Value {
  if (stage === undefined) return null;
  const outputs: [string, Value][] = [];
  for (const [name, group] of stage.groups) {
    for (const [key, value] of groupOutputs(group)) outputs.push([`${name}.${key}`, value]);
  }
  return record(stage.result, outputs);
}

function groupRecord(group: JobGroup | undefined): Value {
  return group === undefined ? null : record(group.result, groupOutputs(group));
}

function record(result: Result | undefined, outputs: Iterable<readonly [string, Value]>): ObjectValue {
  return named([
    ['result', result === undefined ? null : resultText(result)],
    ['outputs', named(outputs)],
  ]);
}

function groupOutputs({ jobs }: JobGroup): [string, string][] {
  return [...jobs.values()].flatMap(jobOutputs);
}

function jobOutputs(job: JobState): [string, string][] {
  if (job.state !== 'completed') return [];
  const outputs = Object.entries(job.outputs);
  if (job.leg === undefined) return outputs;
  return job.leg.outputPrefixes.flatMap(prefix =>
    outputs.map(([key, value]): [string, string] => [`${prefix}.${key}`, value]),
  );
}

function named(entries: Iterable<readonly [string, Value]>): ObjectValue {
  return new ObjectValue(entries, { ignoreCase: true });
}
