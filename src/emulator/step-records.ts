import type { Instant } from '../base/clock.ts';
import { guidFromName, type RecordId } from '../base/id.ts';
import type { RecordChange } from '../run/timeline.ts';
import type { JobOutcome } from './script.ts';

type Step = { readonly name: string; readonly displayName: string };

export type PlayedSteps = {
  readonly jobId: RecordId;
  readonly steps: readonly Step[];
  readonly outcome: JobOutcome;
  /** When the job began. */
  readonly since: Instant;
  readonly now: Instant;
  /** Writes a log; answers its id. */
  readonly log: (lines: readonly string[], at: Instant) => Promise<number>;
};

/** The records of a played job's steps, with their logs: all of them, or those that a job that is under way has come to. */
export async function stepRecords({ jobId, steps, outcome, since, now, log }: PlayedSteps): Promise<RecordChange[]> {
  const { state, result = 'succeeded', logs = {} } = outcome;
  const lines = new Map(Object.entries(logs).map(([name, texts]) => [name.toLowerCase(), texts]));
  const linesOf = (step: Step) => lines.get(titleOf(step).toLowerCase()) ?? lines.get(step.name.toLowerCase());
  const isOver = state === undefined;
  const current = isOver ? steps.length - 1 : steps.findLastIndex(step => linesOf(step) !== undefined);
  const startTime = new Date(since).toISOString();
  const end = { state: 'completed', finishTime: new Date(now).toISOString() } as const;
  const records: RecordChange[] = [];
  for (const [index, step] of steps.entries()) {
    const place = { parentId: jobId, type: 'Task', name: titleOf(step), refName: step.name, order: index + 1 } as const;
    const record = { id: guidFromName(jobId, `step ${index}`) as RecordId, ...place };
    if (index > current) {
      records.push({ ...record, state: 'pending' });
      continue;
    }
    const started = { ...record, startTime, logId: await log(linesOf(step) ?? [], now) };
    if (index < current) records.push({ ...started, ...end, result: 'succeeded' });
    else if (isOver) records.push({ ...started, ...end, result });
    else records.push({ ...started, state: 'inProgress' });
  }
  return records;
}

function titleOf({ name, displayName }: Step): string {
  return displayName === '' ? name : displayName;
}
