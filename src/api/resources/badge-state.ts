import type { RunRow } from '../../run/ports/run-store.ts';
import type { TimelineRecord } from '../../run/timeline.ts';
import type { Services } from '../services.ts';
import type { BadgeState } from './badge.ts';
import { buildResultOf } from './build-resource.ts';
import { searchBuilds } from './build-search.ts';

/** Whose state a badge shows: a pipeline's on a branch, or that of a stage, a job or a job's leg within it. Names in any case. */
export type BadgeQuery = {
  /** Absent: the newest run of any branch. */
  readonly branchName?: string;
  readonly stageName?: string;
  readonly jobName?: string;
  /** A leg of the job, by its own name or by that which it is shown under. */
  readonly configuration?: string;
};

/** How the newest completed run stands that a query names. */
export async function badgeState(
  services: Services,
  pipeline: { readonly id: number; readonly projectId: RunRow['projectId'] },
  query: BadgeQuery,
): Promise<BadgeState> {
  const { rows } = await searchBuilds(services, pipeline.projectId, {
    definitions: `${pipeline.id}`,
    statusFilter: 'completed',
    ...(query.branchName ? { branchName: query.branchName } : {}),
    $top: 1,
  });
  const [row] = rows;
  if (row === undefined || (!query.stageName && !query.jobName)) return badgeOfRows(rows);
  const record = recordNamed(await services.orchestrator.timeline(row.key), query);
  return record === undefined ? 'never built' : stateOf(record.result ?? undefined);
}

/** How the first of these runs stands. */
export function badgeOfRows([row]: readonly RunRow[]): BadgeState {
  return row === undefined ? 'never built' : stateOf(buildResultOf(row));
}

function stateOf(result: string | undefined): BadgeState {
  switch (result) {
    case 'succeeded':
    case 'failed':
    case 'canceled':
      return result;
    case 'partiallySucceeded':
    case 'succeededWithIssues':
      return 'partially succeeded';
    case 'skipped':
      return 'skipped';
    default:
      return 'failed';
  }
}

function recordNamed(timeline: readonly TimelineRecord[], query: BadgeQuery): TimelineRecord | undefined {
  const { stageName, jobName, configuration } = query;
  const stage = stageName ? timeline.find(isNamed('Stage', stageName)) : undefined;
  if (stageName && stage === undefined) return undefined;
  if (!jobName) return stage;
  const job = timeline.filter(isNamed('Phase', jobName)).find(({ parentId }) => !stage || parentId === stage.id);
  if (!configuration) return job;
  return timeline.filter(isNamed('Job', configuration)).find(({ parentId }) => parentId === job?.id);
}

function isNamed(type: string, name: string): (record: TimelineRecord) => boolean {
  const wanted = name.toLowerCase();
  return record =>
    record.type === type && (record.name.toLowerCase() === wanted || record.refName?.toLowerCase() === wanted);
}
