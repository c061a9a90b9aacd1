import { guidFromName, type PlanId, type RecordId, type TimelineId } from '../../base/id.ts';
import type { JobRef } from '../events.ts';
import { jobIdOf } from '../job-id.ts';
import { groupName } from '../state.ts';

/** The id of the record of an attempt of a stage. */
export function stageRecordId(planId: PlanId, stage: string, attempt: number): RecordId {
  return attemptId(planId, stage, attempt);
}

/** The id of the record above the checks of a stage, by the record of the stage's attempt. */
export function checkpointId(stage: RecordId): RecordId {
  return guidFromName(stage, 'checkpoint') as RecordId;
}

/** The id of the record of an attempt of a job of the plan: its phase's. */
export function phaseRecordId(planId: PlanId, ref: JobRef): RecordId {
  return attemptId(planId, `${ref.stage}.${groupName(ref.job)}`, ref.attempt);
}

/** The id of the record of an attempt of a job: the job's own. */
export function jobRecordId(planId: PlanId, ref: JobRef): RecordId {
  return jobIdOf(planId, ref) as string as RecordId;
}

/** The id under which the records of a finished attempt of a stage are read once there is a newer one. */
export function attemptTimelineId(timelineId: TimelineId, stage: string, attempt: number): TimelineId {
  return guidFromName(timelineId, `${stage}/${attempt}`) as TimelineId;
}

function attemptId(planId: PlanId, name: string, attempt: number): RecordId {
  return guidFromName(planId, attempt === 1 ? name : `${name}/${attempt}`) as RecordId;
}
