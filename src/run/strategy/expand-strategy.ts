import { matrixJobs } from '../../base/limits.ts';
import type { PlanJob, PlanMatrix } from '../../plan/model.ts';
import type { Expansion, JobLeg } from '../events.ts';
import { readMatrix } from './matrix.ts';

/** The value of a text of the plan: `$( )` and `$[ ]` in it replaced. */
export type ReadText = (
  authored: string,
) => { readonly ok: true; readonly text: string } | { readonly ok: false; readonly message: string };

export type Expanded =
  /** `undefined`: the job runs as it is. */
  { readonly ok: true; readonly expansion: Expansion | undefined } | { readonly ok: false; readonly message: string };

/** What a job's strategy makes of it, once its condition holds. */
export function expandStrategy(job: PlanJob, read: ReadText): Expanded {
  switch (job.strategy?.kind) {
    case 'matrix':
      return expandMatrix(job, job.strategy.legs, job.strategy.maxParallel, read);
    case 'parallel':
      return expandSlices(job, job.strategy.count, read);
    default:
      return { ok: true, expansion: undefined };
  }
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
