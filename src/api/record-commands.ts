import type { Instant } from '../base/clock.ts';
import type { TimelineId } from '../base/id.ts';
import type { Command } from '../run/commands.ts';
import type { JobRef } from '../run/events.ts';
import { jobsOf, type Run } from '../run/state.ts';
import type { RecordChanges } from '../wire/agent-server.ts';
import { recordChange } from './agent-messages.ts';

/** What changes of records are to a run: a record of a job that is in progress says that the job has begun. Another timeline than the run's has details. */
export function recordCommands(
  run: Run | undefined,
  { timelineId, records }: RecordChanges,
  at: Instant,
): readonly Command[] {
  const changed = { type: 'changeRecords', at, records: records.map(recordChange) } as const;
  const details = timelineId.toLowerCase() as TimelineId;
  if (run !== undefined && details !== run.queued.timelineId) return [{ ...changed, details }];
  const begun = records.filter(record => record.state === 'inProgress');
  const refs = begun.flatMap(({ id }) => refOf(run, id) ?? []);
  return [...refs.map(ref => ({ type: 'startJob', at, ref }) as const), changed];
}

/** The job of a run that an agent knows by an id. */
export function refOf(run: Run | undefined, jobId: string): JobRef | undefined {
  if (run === undefined) return undefined;
  for (const [ref, job] of jobsOf(run)) {
    if ('dispatch' in job && job.dispatch?.jobId === jobId) return ref;
  }
  return undefined;
}
