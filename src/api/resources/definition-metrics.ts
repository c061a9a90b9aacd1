import type { RunRow } from '../../run/ports/run-store.ts';
import type { BuildMetric } from '../../wire/build-details.ts';
import { buildResultOf, buildStatusOf } from './build-resource.ts';
import { dateText } from './dates.ts';

const hour = 60 * 60 * 1000;
const day = 24 * hour;

/** For how long runs are counted together, by the service's word for it. */
export const metricSpans: ReadonlyMap<string, number> = new Map([
  ['hourly', hour],
  ['daily', day],
]);

/** What the service calls the counts of completed runs, by their result. */
const names = {
  succeeded: 'SuccessfulBuilds',
  partiallySucceeded: 'PartiallySuccessfulBuilds',
  failed: 'FailedBuilds',
  canceled: 'CanceledBuilds',
} as const;

/** Counts of runs: those that wait and run now, and for each day, or other span, those that were completed in it, the oldest first. */
export function buildMetrics(rows: readonly RunRow[], spanMs = day): BuildMetric[] {
  const now = (status: string): number => rows.filter(row => buildStatusOf(row) === status).length;
  const completed = rows.filter(row => row.finishedAt !== undefined);
  const spans = Map.groupBy(completed, ({ finishedAt = 0 }) => Math.floor(finishedAt / spanMs) * spanMs);
  return [
    { name: 'CurrentBuildsInQueue', scope: '', intValue: now('notStarted') },
    { name: 'CurrentBuildsInProgress', scope: '', intValue: now('inProgress') },
    ...[...spans].toSorted(([a], [b]) => a - b).flatMap(([at, ofSpan]) => metricsOf(dateText(at), ofSpan)),
  ];
}

function metricsOf(date: string, rows: readonly RunRow[]): BuildMetric[] {
  const counts = Map.groupBy(rows, row => names[buildResultOf(row) as keyof typeof names]);
  return [
    { name: 'TotalBuilds', scope: '', intValue: rows.length, date },
    ...Object.values(names).map(name => ({ name, scope: '', intValue: counts.get(name)?.length ?? 0, date })),
  ];
}
