import type { LogRow } from '../../run/ports/log-table.ts';
import type { RunRow } from '../../run/ports/run-store.ts';
import type { BuildLog } from '../../wire/builds.ts';
import type { Log } from '../../wire/run-logs.ts';
import { dateText } from './dates.ts';

/** The address of a run's logs in the Pipelines area. */
export function runLogsUrl(base: string, row: RunRow): string {
  return `${base}/${row.projectId}/_apis/pipelines/${row.pipeline.id}/runs/${row.key.runId}/logs`;
}

/** The address of a run's logs in the Build area. */
export function buildLogsUrl(base: string, row: RunRow): string {
  return `${base}/${row.projectId}/_apis/build/builds/${row.key.runId}/logs`;
}

/** A log in the Pipelines area. `signedContent` is there when it was asked for. */
export function logResource(base: string, row: RunRow, log: LogRow, signedContent: Log['signedContent']): Log {
  return {
    createdOn: dateText(log.createdAt),
    id: log.id,
    lastChangedOn: dateText(log.changedAt),
    lineCount: log.lineCount,
    ...(signedContent === undefined ? {} : { signedContent }),
    url: `${runLogsUrl(base, row)}/${log.id}`,
  };
}

/** A log in the Build area. */
export function buildLogResource(base: string, row: RunRow, log: LogRow): BuildLog {
  return {
    lineCount: log.lineCount,
    createdOn: dateText(log.createdAt),
    lastChangedOn: dateText(log.changedAt),
    id: log.id,
    type: 'Container',
    url: `${buildLogsUrl(base, row)}/${log.id}`,
  };
}
