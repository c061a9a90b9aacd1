import type { RunRow } from '../../run/ports/run-store.ts';
import type { TimelineRecord } from '../../run/timeline.ts';
import type { Timeline, TimelineRecord as WireRecord } from '../../wire/builds.ts';
import { dateText, normalDate } from './dates.ts';
import { buildLogsUrl } from './log-resource.ts';

/** A run's timeline. `changeId` is left out: nothing numbers the changes of a record. */
export function timelineResource(
  base: string,
  row: RunRow,
  timelineId: string,
  records: readonly TimelineRecord[],
): Timeline {
  const timelineUrl = (id: string): string =>
    `${base}/${row.projectId}/_apis/build/builds/${row.key.runId}/Timeline/${id}`;
  const urls = { timelineUrl, logsUrl: buildLogsUrl(base, row) };
  const shown = records.map(record => recordResource(urls, record));
  return {
    records: shown,
    lastChangedBy: '00000002-0000-8888-8000-000000000000',
    lastChangedOn: latest(shown) ?? dateText(row.createdAt),
    id: timelineId,
    url: timelineUrl(timelineId),
  };
}

/** Where the timelines of a run are, and its logs. */
export type RecordUrls = { readonly timelineUrl: (id: string) => string; readonly logsUrl: string };

export function recordResource({ timelineUrl, logsUrl }: RecordUrls, record: TimelineRecord): WireRecord {
  const { logId, issues, variables: _, detailsId, ...shown } = record;
  return {
    ...shown,
    previousAttempts: shown.previousAttempts.map(attempt => ({ ...attempt })),
    startTime: normalDate(record.startTime),
    finishTime: normalDate(record.finishTime),
    details: detailsId === null ? null : { id: detailsId, changeId: 0, url: timelineUrl(detailsId) },
    url: null,
    log: logId === null ? null : { id: logId, type: 'Container', url: `${logsUrl}/${logId}` },
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
