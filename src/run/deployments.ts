import type { JobRef, RunEvent, RunKey } from './events.ts';
import { jobIdOf } from './job-id.ts';
import type { HappeningHandler } from './outbox.ts';
import type { DeploymentRecord, Environments } from './ports/environments.ts';
import { groupName, type JobGroup, type Run, type StageState } from './state.ts';

/** The deployments of a run's newest attempts, as they stand. */
function deploymentsOf(key: RunKey, run: Run): readonly DeploymentRecord[] {
  return [...run.stages.values()].flatMap(stage =>
    [...stage.groups.values()].flatMap(group => deploymentOf(key, run, stage, group) ?? []),
  );
}

/**
 * Records the deployments of what happened to runs. The orchestrator has done so just after it stored the events, unless it died in between; what it
 * cannot record, because a store is away, is recorded here once it is back.
 */
export function deploymentRecorder(environments: Pick<Environments, 'record'>): HappeningHandler {
  return async ({ key, run, events }) => {
    for (const deployment of changedDeployments(key, run, events)) await environments.record(deployment);
    return [];
  };
}

/** The deployments that some events began, started or ended. */
export function changedDeployments(key: RunKey, run: Run, events: readonly RunEvent[]): readonly DeploymentRecord[] {
  const changed = new Set(events.flatMap(event => (isChange(event) ? [nameOf(event.ref)] : [])));
  if (changed.size === 0) return [];
  return deploymentsOf(key, run).filter(({ stage, job }) => changed.has(nameOf({ stage, job })));
}

function isChange(
  event: RunEvent,
): event is Extract<RunEvent, { type: 'jobExpanded' | 'jobStarted' | 'legsCompleted' }> {
  return event.type === 'jobExpanded' || event.type === 'jobStarted' || event.type === 'legsCompleted';
}

function deploymentOf(key: RunKey, run: Run, stage: StageState, group: JobGroup): DeploymentRecord | undefined {
  const environment = group.expansion?.environment;
  if (environment === undefined || group.times === undefined) return undefined;
  const { queued } = run;
  const ref: JobRef = { stage: stage.plan.name, job: group.plan.name, attempt: group.attempt };
  return {
    id: jobIdOf(queued.planId, ref),
    environmentId: environment.id,
    projectId: queued.projectId,
    run: key,
    runName: queued.name,
    planId: queued.planId,
    pipelineId: queued.pipeline.id,
    pipelineName: queued.pipeline.name,
    stage: ref.stage,
    stageAttempt: stage.attempt,
    job: ref.job,
    jobAttempt: ref.attempt,
    ...group.times,
    result: group.result,
  };
}

function nameOf({ stage, job }: { readonly stage: string; readonly job: string }): string {
  return `${stage}/${groupName(job)}`;
}
