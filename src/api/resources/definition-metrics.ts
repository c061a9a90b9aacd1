import type { RunRow } from '../../run/ports/run-store.ts';
import type { BuildMetric } from '../../wire/build-details.ts';
import { buildResultOf, buildStatusOf } from './build-resource.ts';
import { dateText } from './dates.ts';

const day = 24 * 60 * 60 * 1000;

/** What the service calls the counts of completed runs, by their result. */
const names = {
  succeeded: 'SuccessfulBuilds',
  partiallySucceeded: 'PartiallySuccessfulBuilds',
  failed: 'FailedBuilds',
  canceled: 'CanceledBuilds',
} as const;

/** Counts of a pipeline's runs: those that wait and run now, and for each day those that were completed on it, oldest day first. */
export function buildMetrics(rows: readonly RunRow[]): BuildMetric[] {
  const now = (status: string): number => rows.filter(row => buildStatusOf(row) === status).length;
  const completed = rows.filter(row => row.finishedAt !== undefined);
  const days = Map.groupBy(completed, ({ finishedAt = 0 }) => Math.floor(finishedAt / day) * day);
  return [
    { name: 'CurrentBuildsInQueue', scope: '', intValue: now('notStarted') },
    { name: 'CurrentBuildsInProgress', scope: '', intValue: now('inProgress') },
    ...[...days].toSorted(([a], [b]) => a - b).flatMap(([at, ofDay]) => metricsOfDay(dateText(at), ofDay)),
  ];
}

function metricsOfDay(date: string, rows: readonly RunRow[]): BuildMetric[] {
  const counts = Map.groupBy(rows, row => names[buildResultOf(row) as keyof typeof names]);
  return [
    { name: 'TotalBuilds', scope: '', intValue: rows.length, date },
    ...Object.values(names).map(name => ({ name, scope: '', intValue: counts.get(name)?.length ?? 0, date })),
  ];
}
