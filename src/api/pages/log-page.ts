import { shownLogLines } from '../../base/limits.ts';
import type { LogRow } from '../../run/ports/log-table.ts';
import type { RunRow, VersionedRow } from '../../run/ports/run-store.ts';
import type { TimelineRecord } from '../../run/timeline.ts';
import { logMissing } from '../http/error-words.ts';
import { serviceError } from '../http/errors.ts';
import type { Services } from '../services.ts';
import { logAddress, rawLogAddress } from './addresses.ts';
import type { Content, Followed } from './frame.ts';
import { issuesOf } from './issues.ts';
import { logView } from './log-view.ts';
import { type LogWindow, logWindow } from './log-window.ts';
import { type Markup, markup } from './markup.ts';
import { RecordTree } from './run-facts.ts';
import { runTrail } from './run-page.ts';
import { badge, isBad, sign, standingOfRecord, wordOf } from './state-words.ts';
import { recordTime } from './time-words.ts';
import type { Visit } from './visit.ts';

/** What of a run's logs is asked for: ids of records, of an earlier attempt's timeline, and the line with which the page begins. */
export type LogQuery = {
  readonly job?: string;
  readonly step?: string;
  readonly attempt?: string;
  readonly from?: number;
};

type Place = { readonly job: TimelineRecord; readonly record: TimelineRecord };
/** Where the page of a record of the same job is. */
type AddressOf = (record: TimelineRecord, query?: Readonly<Record<string, string>>) => string;

/** The log of a step, or of a job, with the steps beside it. Where none is named: the one that most likely matters. */
export async function logPage(
  services: Services,
  visit: Visit,
  { row, version }: VersionedRow,
  query: LogQuery,
): Promise<Followed> {
  const records = new RecordTree(await recordsOf(services, row, query.attempt));
  const place = placeOf(records, query);
  if (place === undefined) throw serviceError('logMissing', 'The run has no job yet that has a log.');
  const { logId } = place.record;
  const log = logId === null ? undefined : await services.logs.describe(row.key, logId);
  if (logId !== null && log === undefined) throw logMissing(logId);
  return {
    mark: `${version} ${place.record.id} ${log?.sizeBytes}`,
    content: () => logContent(services, visit, row, { records, place, log, query }),
  };
}

type FoundLog = {
  readonly records: RecordTree;
  readonly place: Place;
  readonly log: LogRow | undefined;
  readonly query: LogQuery;
};

async function logContent(
  services: Services,
  visit: Visit,
  row: RunRow,
  { records, place, log, query }: FoundLog,
): Promise<Content> {
  const { job, record } = place;
  const standing = standingOfRecord(record);
  const addressOf: AddressOf = (each, more) => {
    const named = { job: job.id, step: each === job ? undefined : each.id, attempt: query.attempt };
    return logAddress(visit, row.projectId, row.key.runId, named, more);
  };
  const time = recordTime(record.startTime, record.finishTime, visit.now);
  const main = markup`<div class="head"><h1><bdi>${record.name}</bdi></h1><p role="status" data-part="state">${badge(standing)}</p></div>
<p class="lead" data-part="lead">${job === record ? '' : markup`<bdi>${job.name}</bdi> · `}${time === undefined || standing === 'skipped' ? wordOf(standing) : time}${job.workerName === null ? '' : markup` · on <bdi>${job.workerName}</bdi>`}</p>
<div class="split"><nav aria-label="Steps of ${job.name}" data-part="steps">${stepsOf(addressOf, records, place)}</nav>
<div data-part="log">${issuesOf(record, addressOf(record))}${log === undefined ? emptyText(standing) : await logBody(services, visit, row, { record, addressOf, log, from: query.from })}</div></div>`;
  return {
    title: `${wordOf(standing)}: ${record.name} · ${row.name}`,
    trail: [...runTrail(visit, row, true), { text: record.name }],
    main,
    // A page of lines that is complete changes no more, but the end of a log that grows does.
    isLive: record.state !== 'completed' && row.state !== 'completed',
  };
}

function recordsOf(
  { orchestrator }: Services,
  { key }: RunRow,
  attempt: string | undefined,
): Promise<readonly TimelineRecord[]> {
  return attempt === undefined ? orchestrator.timeline(key) : orchestrator.earlierTimeline(key, attempt.toLowerCase());
}

function emptyText(standing: string): Markup {
  const isToCome = standing === 'waiting' || standing === 'running';
  return markup`<p class="empty">${isToCome ? 'It has printed nothing yet.' : 'It has no log.'}</p>`;
}

function placeOf(records: RecordTree, { job: jobId, step: stepId }: LogQuery): Place | undefined {
  const step = stepId === undefined ? undefined : known(records, stepId);
  if (step !== undefined) {
    const job = step.type === 'Task' && step.parentId !== null ? records.find(step.parentId) : step;
    return job && { job, record: step };
  }
  const jobs = records.stages.flatMap(stage => records.jobsOf(stage));
  const job = jobId === undefined ? likely(jobs) : known(records, jobId);
  if (job === undefined) return undefined;
  const jobRecord = job.type === 'Phase' ? (records.below(job.id, 'Job')[0] ?? job) : job;
  // A job that is named has a log of its own, all its steps one after the other.
  const record = jobId !== undefined && jobRecord.logId !== null ? jobRecord : likely(records.stepsOf(jobRecord));
  return { job: jobRecord, record: record ?? jobRecord };
}

function known(records: RecordTree, id: string): TimelineRecord {
  const record = records.find(id);
  if (record === undefined)
    throw serviceError('logMissing', 'The run has no such step; perhaps it was tried again since.');
  return record;
}

/** What people come for: what failed, else what runs, else what comes first. */
function likely(records: readonly TimelineRecord[]): TimelineRecord | undefined {
  const failed = records.find(record => isBad(standingOfRecord(record)));
  return failed ?? records.find(({ state }) => state === 'inProgress') ?? records[0];
}

function stepsOf(addressOf: AddressOf, records: RecordTree, { job, record }: Place): Markup {
  const all = [job, ...records.stepsOf(job)];
  return markup`<ul class="steps">${all.map(each => {
    const current = each === record ? markup` aria-current="page"` : '';
    return markup`<li><a href="${addressOf(each)}"${current}>${sign(standingOfRecord(each))}<span class="name">${each === job ? 'The whole job' : each.name}</span></a></li>`;
  })}</ul>`;
}

type Shown = {
  readonly record: TimelineRecord;
  readonly addressOf: AddressOf;
  readonly log: LogRow;
  readonly from: number | undefined;
};

async function logBody(services: Services, visit: Visit, row: RunRow, shown: Shown): Promise<Markup> {
  const { record, log, from } = shown;
  const isGrowing = record.state !== 'completed';
  const first = firstLine(log, from, isGrowing || isBad(standingOfRecord(record)));
  const window = await logWindow(services.logs, row.key, log, { from: first, most: shownLogLines });
  const pages = pagesOf(shown, window);
  const isAtEnd = (window.lines.at(-1)?.number ?? 0) >= log.lineCount;
  const body = window.lines.length === 0 ? emptyText('running') : logView(window.lines, isGrowing && isAtEnd);
  const tail = isGrowing && isAtEnd ? markup`<p class="lead" data-tail>It goes on; this page follows it.</p>` : '';
  return markup`<p class="pages"><a href="${rawLogAddress(visit, row.projectId, row.key.runId, log.id)}">Raw text</a>${pages}</p>${body}${window.lines.length > 60 ? markup`<p class="pages">${pages}</p>` : ''}${tail}`;
}

/** Where a page begins: with the line that is asked for, at the end where that matters most, else at the start. */
function firstLine({ lineCount }: LogRow, from: number | undefined, isEndFirst: boolean): number {
  const last = Math.max(1, lineCount - shownLogLines + 1);
  if (lineCount <= shownLogLines) return 1;
  return from === undefined ? (isEndFirst ? last : 1) : Math.max(1, Math.min(from, lineCount));
}

function pagesOf({ record, addressOf }: Shown, { lines, lineCount }: LogWindow): Markup | string {
  const [first] = lines;
  const last = lines.at(-1);
  if (first === undefined || last === undefined || lines.length >= lineCount) return '';
  const link = (text: string, from: number): Markup =>
    markup`<a href="${addressOf(record, { from: String(Math.max(1, from)) })}">${text}</a>`;
  const before = first.number > 1;
  const after = last.number < lineCount;
  return markup`<span>Lines ${first.number} to ${last.number} of ${lineCount}</span>${before ? link('First', 1) : ''}${
    before ? link('Earlier', first.number - shownLogLines) : ''
  }${after ? link('Later', last.number + 1) : ''}${after ? link('Last', lineCount - shownLogLines + 1) : ''}`;
}
