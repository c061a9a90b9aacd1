import type { JobId, PlanId, ProjectId, TimelineId } from '../base/id.ts';
import type { PlanJob } from '../plan/model.ts';
import type { JobRef, JobVariable, RunRepository } from './events.ts';
import { type JobContainers, jobContainers } from './job-containers.ts';
import { offeredVariables } from './job-variables.ts';
import { type OfferedStep, offeredSteps } from './offered-steps.ts';
import { groupOf, jobAt, type Run } from './state.ts';

/** A job as an agent gets it: everything it needs to run it. */
export type JobOffer = {
  readonly planId: PlanId;
  readonly timelineId: TimelineId;
  readonly projectId: ProjectId;
  readonly jobId: JobId;
  readonly requestId: number;
  /** `Job`, or what `job:` says. */
  readonly name: string;
  readonly displayName: string;
  /** The system's, the run's and the job's; secrets are still sealed. */
  readonly variables: Readonly<Record<string, JobVariable>>;
  readonly repositories: Readonly<Record<string, RunRepository>>;
  readonly steps: readonly OfferedStep[];
  readonly workspaceClean: PlanJob['workspaceClean'];
  readonly containers: JobContainers;
};

/** The offer of a queued or assigned job, or `undefined` when the job is past that. */
export function jobOffer(run: Run, ref: JobRef): JobOffer | undefined {
  const stage = run.stages.get(ref.stage);
  const group = groupOf(run, ref);
  const job = jobAt(run, ref);
  if (stage === undefined || group === undefined || (job?.state !== 'queued' && job?.state !== 'assigned'))
    return undefined;
  const { dispatch, plan } = job;
  const steps = offeredSteps(plan, dispatch.jobId, { leg: job.leg, hasArtifacts: run.queued.hasArtifacts });
  return {
    planId: run.queued.planId,
    timelineId: run.queued.timelineId,
    projectId: run.queued.projectId,
    jobId: dispatch.jobId,
    requestId: dispatch.requestId,
    name: job.leg?.name ?? plan.name,
    displayName: job.leg?.displayName ?? plan.displayName,
    variables: offeredVariables(run, { stage, group, job }, dispatch),
    repositories: run.queued.repositories,
    steps,
    workspaceClean: plan.workspaceClean,
    containers: jobContainers(run.queued.plan, { ...plan, steps }, dispatch.variables, run.queued.predefined),
  };
}
