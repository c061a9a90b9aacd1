import { shownFailureLines, shownFailures } from '../../base/limits.ts';
import type { TimelineRecord } from '../../run/timeline.ts';
import type { Services } from '../services.ts';
import { logAddress } from './addresses.ts';
import { issuesOf, lineAddress } from './issues.ts';
import type { LogLine } from './log-lines.ts';
import { excerpt } from './log-view.ts';
import { lastLines } from './log-window.ts';
import { type Markup, markup } from './markup.ts';
import type { RecordTree, RunFacts } from './run-facts.ts';
import { isBad, standingOfRecord } from './state-words.ts';
import type { Visit } from './visit.ts';

/** What failed, with the way to it: the innermost record that did. */
type Failure = { readonly record: TimelineRecord; readonly way: readonly string[]; readonly job?: TimelineRecord };

/** What went wrong in a run: the steps that failed with their complaints and the last they printed, and what failed without one. */
export async function failuresOf(services: Services, visit: Visit, facts: RunFacts): Promise<Markup> {
  const failures = [...failedRecords(facts.records)];
  if (failures.length === 0) return markup``;
  const shown = await Promise.all(
    failures.slice(0, shownFailures).map(each => failureView(services, visit, facts, each)),
  );
  const more = failures.length - shown.length;
  const rest = more > 0 ? markup`<p>${more} more failed: see below.</p>` : '';
  return markup`<section aria-labelledby="failed"><h2 id="failed">What failed</h2>${shown}${rest}</section>`;
}

function* failedRecords(records: RecordTree): Generator<Failure> {
  for (const stage of records.stages) {
    const jobs = records.jobsOf(stage).filter(isFailed);
    const stageName = stage.refName === '__default' ? [] : [stage.name];
    if (jobs.length === 0 && isFailed(stage)) yield { record: stage, way: [] };
    for (const job of jobs) {
      const steps = records.stepsOf(job).filter(isFailed);
      if (steps.length === 0) yield { record: job, way: stageName, job };
      for (const step of steps) yield { record: step, way: [...stageName, job.name], job };
    }
  }
}

function isFailed(record: TimelineRecord): boolean {
  return isBad(standingOfRecord(record));
}

async function failureView(
  { logs }: Services,
  visit: Visit,
  { row }: RunFacts,
  { record, way, job }: Failure,
): Promise<Markup> {
  const where = way.length === 0 ? '' : markup`<span class="lead">${way.join(' / ')} / </span>`;
  const log = record.logId === null || job === undefined ? undefined : await logs.describe(row.key, record.logId);
  if (log === undefined || job === undefined)
    return markup`<div class="box bad"><h3>${where}${record.name}</h3>${issuesOf(record)}</div>`;
  const { lines } = await lastLines(logs, row.key, log, shownFailureLines);
  const step = record.type === 'Task' ? record.id : undefined;
  const address = logAddress(visit, row.projectId, row.key.runId, { job: job.id, step });
  const hidden = record.issues.filter(({ message }) => !isAmong(lines, message));
  const whole = log.lineCount > lines.length ? `All ${log.lineCount} lines` : 'The log by itself';
  return markup`<div class="box bad"><h3>${where}<a href="${address}">${record.name}</a></h3>${issuesOf({ issues: hidden }, address)}
${excerpt(lines, line => lineAddress(address, line))}
<p><a href="${address}">${whole}<span class="unseen"> of ${record.name}</span></a></p></div>`;
}

/** Whether a complaint stands in the lines that are shown anyway. */
function isAmong(lines: readonly LogLine[], message: string): boolean {
  return lines.some(({ text }) => text.includes(message));
}
