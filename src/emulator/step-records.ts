import type { Instant } from '../base/clock.ts';
import type { RecordId } from '../base/id.ts';
import type { RecordChange } from '../run/timeline.ts';
import type { PlayedStep } from './played-steps.ts';
import type { JobOutcome } from './script.ts';

export type PlayedSteps = {
  readonly jobId: RecordId;
  readonly steps: readonly PlayedStep[];
  readonly outcome: JobOutcome;
  /** When the job began. */
  readonly since: Instant;
  readonly now: Instant;
  /** Writes a log; answers its id. */
  readonly log: (lines: readonly string[], at: Instant) => Promise<number>;
};

/**
 * The records of a played job's steps, with their logs: all of them, or those that a job that is under way has come to. The last step of the pipeline's
 * own ends as the job does.
 */
export async function stepRecords({ jobId, steps, outcome, since, now, log }: PlayedSteps): Promise<RecordChange[]> {
  const { state, result = 'succeeded', logs = {} } = outcome;
  const lines = new Map(Object.entries(logs).map(([name, texts]) => [name.toLowerCase(), texts]));
  const linesOf = ({ title, name }: PlayedStep) => lines.get(title.toLowerCase()) ?? lines.get(name.toLowerCase());
  const isOver = state === undefined;
  // What comes before and after them always succeeds.
  const last = steps.findLastIndex(({ task, title }) => task !== null && !title.startsWith(postJob));
  const current = isOver
    ? steps.length
    : Math.max(
        1,
        steps.findLastIndex(step => linesOf(step) !== undefined),
      );
  const startTime = new Date(since).toISOString();
  const end = { state: 'completed', finishTime: new Date(now).toISOString() } as const;
  const records: RecordChange[] = [];
  for (const [index, step] of steps.entries()) {
    const { id, title, name, task } = step;
    const record = { id, parentId: jobId, type: 'Task', name: title, refName: name, order: index + 1, task };
    if (index > current) {
      records.push({ ...record, state: 'pending' });
      continue;
    }
    const started = { ...record, startTime, logId: await log(linesOf(step) ?? [], now) };
    if (index === current) records.push({ ...started, state: 'inProgress' });
    else records.push({ ...started, ...end, result: isOver && index === last ? result : 'succeeded' });
  }
  return records;
}

const postJob = 'Post-job: ';
