import type { AgentPool } from '../../run/ports/agent-registry.ts';
import type { RunRow } from '../../run/ports/run-store.ts';
import type { TimelineRecord } from '../../run/timeline.ts';
import type { Timeline, TimelineRecord as WireRecord } from '../../wire/builds.ts';
import { dateText, normalDate } from './dates.ts';
import { buildLogsUrl } from './log-resource.ts';

export type TimelineParts = {
  readonly records: readonly TimelineRecord[];
  /** Those that jobs may have been put before. */
  readonly pools: readonly Pick<AgentPool, 'id' | 'name'>[];
  readonly after?: number | undefined;
};

/** A run's timeline; `after` leaves out what was not changed since. */
export function timelineResource(
  base: string,
  row: RunRow,
  timelineId: string,
  { records, pools, after = -1 }: TimelineParts,
): Timeline {
  const timelineUrl = (id: string): string =>
    `${base}/${row.projectId}/_apis/build/builds/${row.key.runId}/Timeline/${id}`;
  const queues = new Map(pools.map(({ id, name }) => [name.toLowerCase(), id]));
  const place = { timelineUrl, logsUrl: buildLogsUrl(base, row), queues };
  const shown = records.flatMap(record => (record.changeId > after ? [recordResource(place, record)] : []));
  return {
    records: shown,
    lastChangedBy: '00000002-0000-8888-8000-000000000000',
    lastChangedOn: latest(shown) ?? dateText(row.createdAt),
    id: timelineId,
    changeId: Math.max(0, ...records.map(({ changeId }) => changeId)),
    url: timelineUrl(timelineId),
  };
}

/** Where the timelines of a run are, and its logs; the ids of queues by their name in lower case. */
export type RecordPlace = {
  readonly timelineUrl: (id: string) => string;
  readonly logsUrl: string;
  readonly queues: ReadonlyMap<string, number>;
};

export function recordResource({ timelineUrl, logsUrl, queues }: RecordPlace, record: TimelineRecord): WireRecord {
  const { id, parentId, type, name, refName, logId, issues, detailsId, pool } = record;
  const queueId = pool === null ? undefined : queues.get(pool.toLowerCase());
  return {
    previousAttempts: record.previousAttempts.map(attempt => ({ ...attempt })),
    id,
    parentId,
    type,
    name,
    refName,
    startTime: normalDate(record.startTime),
    finishTime: normalDate(record.finishTime),
    currentOperation: record.currentOperation,
    percentComplete: record.percentComplete,
    state: record.state,
    result: record.result,
    resultCode: record.resultCode,
    changeId: record.changeId,
    lastModified: '0001-01-01T00:00:00',
    workerName: record.workerName,
    order: record.order,
    details: detailsId === null ? null : { id: detailsId, changeId: 0, url: timelineUrl(detailsId) },
    errorCount: record.errorCount,
    warningCount: record.warningCount,
    url: null,
    log: logId === null ? null : { id: logId, type: 'Container', url: `${logsUrl}/${logId}` },
    task: record.task,
    attempt: record.attempt,
    identifier: record.identifier,
    ...(queueId === undefined ? {} : { queueId }),
    ...(issues.length === 0 ? {} : { issues: issues.map(issue => ({ ...issue })) }),
  };
}

function latest(records: readonly WireRecord[]): string | undefined {
  const times = records.flatMap(({ startTime, finishTime }) => [startTime, finishTime]);
  return times
    .filter(time => time !== null)
    .toSorted()
    .at(-1);
}
