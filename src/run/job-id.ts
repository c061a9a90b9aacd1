import { guidFromName, type JobId, type PlanId } from '../base/id.ts';
import type { JobRef } from './events.ts';

/** The id of an attempt of a job, and of its timeline record: the same for the same run, stage, job and attempt. */
export function jobIdOf(planId: PlanId, ref: JobRef): JobId {
  return guidFromName(planId, `${ref.stage}.${ref.job}.${ref.attempt}`) as JobId;
}

/** How records and variables name a job: by its stage, the job of the plan and its leg. Steps-only pipelines have no stage to name. */
export function jobIdentifier(stage: string, job: string, leg = '__default'): string {
  return stage === '__default' ? `${job}.${leg}` : `${stage}.${job}.${leg}`;
}
