import { matrixJobs } from '../../base/limits.ts';
import type { PlanJob, PlanMatrix } from '../../plan/model.ts';
import type { Expansion, JobLeg, QueuedRun } from '../events.ts';
import { type DeploymentParts, expandDeployment } from './deployment.ts';
import { batchSize, deploymentTargets } from './deployment-targets.ts';
import { readMatrix } from './matrix.ts';

/** The value of a text of the plan: `$( )` and `$[ ]` in it replaced. */
export type ReadText = (
  authored: string,
) => { readonly ok: true; readonly text: string } | { readonly ok: false; readonly message: string };

export type Expanded =
  /** `undefined`: the job runs as it is. */
  { readonly ok: true; readonly expansion: Expansion | undefined } | { readonly ok: false; readonly message: string };

/** What a job's strategy makes of it, once its condition holds. `environments` are the run's. */
export function expandStrategy(job: PlanJob, read: ReadText, environments: QueuedRun['environments']): Expanded {
  const { strategy } = job;
  if (strategy === undefined) return { ok: true, expansion: undefined };
  if (strategy.kind === 'matrix') return expandMatrix(job, strategy.legs, strategy.maxParallel, read);
  if (strategy.kind === 'parallel') return expandSlices(job, strategy.count, read);
  return expandHooks(job, strategy, read, environments ?? {});
}

function expandHooks(
  job: PlanJob,
  strategy: DeploymentParts['strategy'],
  read: ReadText,
  environments: NonNullable<QueuedRun['environments']>,
): Expanded {
  const name = read(job.environment?.name ?? '');
  if (!name.ok) return name;
  const environment = environments[name.text.trim().toLowerCase()];
  if (environment === undefined) return { ok: false, message: unknownEnvironment(name.text.trim()) };
  const found = deploymentTargets(job, environment);
  if (!found.ok) return found;
  const { targets } = found;
  const limit = read(strategy.kind === 'rolling' ? strategy.maxParallel : '');
  if (!limit.ok) return limit;
  const batch = batchSize(limit.text, targets.length);
  if (batch === undefined)
    return { ok: false, message: `The value '${limit.text}' of 'maxParallel' is no number or percentage.` };
  const expansion = expandDeployment({ job, strategy, environment, targets, batch });
  return expansion === undefined
    ? { ok: false, message: `Job ${job.name}: The deployment has no hooks.` }
    : { ok: true, expansion };
}

/** What the service says of an environment that is not there. */
export function unknownEnvironment(name: string): string {
  return `Environment ${name} could not be found. The environment does not exist or has not been authorized for use.`;
}

function expandMatrix(job: PlanJob, authored: PlanMatrix | string, maxParallel: string, read: ReadText): Expanded {
  const matrix = typeof authored === 'string' ? evaluateMatrix(authored, read) : { ok: true as const, legs: authored };
  if (!matrix.ok) return matrix;
  const limit = read(maxParallel);
  if (!limit.ok) return limit;
  const names = Object.keys(matrix.legs);
  if (names.length > matrixJobs) return { ok: false, message: tooMany('matrix expansion', names.length) };
  // An empty matrix still yields the job itself.
  if (names.length === 0) return { ok: true, expansion: undefined };
  const legs = names.map((name): JobLeg => {
    const displayName = `${job.displayName} ${name}`;
    return { name, displayName, variables: matrix.legs[name] ?? {}, outputPrefixes: [name] };
  });
  return { ok: true, expansion: { kind: 'matrix', maxParallel: count(limit.text) ?? 0, legs } };
}

function evaluateMatrix(
  authored: string,
  read: ReadText,
): { readonly ok: true; readonly legs: PlanMatrix } | { readonly ok: false; readonly message: string } {
  const value = read(authored);
  if (!value.ok) return value;
  const matrix = readMatrix(value.text);
  if (matrix.ok) return matrix;
  return {
    ok: false,
    message: `The matrix '${value.text}' is not valid: it must be a JSON object of objects of texts.`,
  };
}

// The names of slices are documented nowhere; `job1`, `job2`, … are what public pipelines read.
function expandSlices(job: PlanJob, authored: string, read: ReadText): Expanded {
  const value = read(authored);
  if (!value.ok) return value;
  const total = count(value.text);
  if (total === undefined)
    return { ok: false, message: `The value '${value.text}' of 'parallel' is not a whole number.` };
  if (total > matrixJobs) return { ok: false, message: tooMany('slicing expansion', total) };
  if (total === 0) return { ok: true, expansion: undefined };
  const legs = Array.from({ length: total }, (_, index): JobLeg => {
    const name = `job${index + 1}`;
    return { name, displayName: `${job.displayName} ${index + 1}`, variables: {}, outputPrefixes: [name] };
  });
  return { ok: true, expansion: { kind: 'parallel', maxParallel: 0, legs } };
}

/** A whole number that is not negative; `undefined` for any other text, 0 for none. */
function count(text: string): number | undefined {
  const trimmed = text.trim();
  return /^\d{0,9}$/.test(trimmed) ? Number(trimmed) : undefined;
}

function tooMany(what: string, jobs: number): string {
  return `The ${what} resulted in ${jobs} jobs which exceeds the maximum allowable job count of ${matrixJobs}.`;
}
