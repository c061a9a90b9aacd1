import { messageOf } from '../../base/message-of.ts';
import type { Result } from '../../base/result.ts';
import type { JobContext } from '../job/job-context.ts';
import type { TimelineEntry } from '../timeline/timeline-entry.ts';
import { StepContext } from './step-context.ts';

/** How a record ended. */
export type RecordEnd = { readonly result: Result; readonly resultCode?: string };

/**
 * Runs the work of one record: opens its log, marks its start and its end. Sending the rest of the log need not be waited for; it is done
 * before the job ends. What the work throws is ours, and is thrown on after the record has failed.
 */
export async function runRecord(
  job: JobContext,
  entry: TimelineEntry,
  work: (step: StepContext) => Promise<RecordEnd>,
): Promise<Result> {
  let isOver = false;
  const { log, close } = job.logs.open(entry.id, id => {
    entry.log(id);
    // Whoever follows the run is shown the lines of a record once he can know whose they are.
    if (!isOver) job.timeline.queue.pulse();
  });
  entry.start();
  let end: RecordEnd = { result: 'failed' };
  try {
    end = await work(new StepContext(job, entry, log));
  } finally {
    isOver = true;
    entry.complete(end.result, end.resultCode);
    job.closing.push(closeLog(job, close));
  }
  return end.result;
}

async function closeLog(job: JobContext, close: () => Promise<void>): Promise<void> {
  try {
    await close();
  } catch (failure) {
    const message = `A log could not be uploaded: ${messageOf(failure)}`;
    job.timeline.job.issue({ type: 'warning', category: 'General', message });
  }
}
