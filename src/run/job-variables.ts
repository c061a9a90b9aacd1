import type { Expansion, JobRef, JobVariable, LegHook } from './events.ts';
import { jobIdentifier } from './job-id.ts';
import { type Dispatch, groupOf, type JobGroup, type JobState, jobAt, type Run, type StageState } from './state.ts';

type Place = { readonly stage: StageState; readonly group: JobGroup; readonly job: JobState };

/** The variables of a job: the system's, the run's and its own; secrets are still sealed. */
export function offeredVariables(run: Run, place: Place, dispatch: Dispatch): Readonly<Record<string, JobVariable>> {
  const system: Record<string, string> = {
    ...run.queued.predefined,
    'build.buildNumber': run.name,
    'system.planId': run.queued.planId,
    'system.timelineId': run.queued.timelineId,
    'system.jobId': dispatch.jobId,
    ...placeVariables(place),
  };
  const offered = Object.entries(system).map(
    ([name, value]) => [name, { value, isSecret: false, readonly: true }] as const,
  );
  return { ...Object.fromEntries(offered), ...dispatch.variables };
}

const parallelType: Readonly<Record<Expansion['kind'], string>> = {
  matrix: 'MultiConfiguration',
  parallel: 'MultiMachine',
  deployment: 'None',
};

/** Where a job stands in its run, as its steps read it. */
function placeVariables({ stage, group, job }: Place): Record<string, string> {
  const { plan, expansion } = group;
  const { leg } = job;
  const position = expansion === undefined || leg === undefined ? 1 : expansion.legs.indexOf(leg) + 1;
  return {
    'system.jobName': leg?.name ?? plan.name,
    'system.jobDisplayName': leg?.displayName ?? plan.displayName,
    'system.jobAttempt': String(job.attempt),
    'system.phaseName': plan.name,
    'system.phaseDisplayName': plan.displayName,
    'system.phaseAttempt': String(group.attempt),
    'system.stageName': stage.plan.name,
    'system.stageDisplayName': stage.plan.displayName,
    'system.stageAttempt': String(stage.attempt),
    'system.jobIdentifier': jobIdentifier(stage.plan.name, plan.name, leg?.name),
    'system.jobPositionInPhase': String(position),
    'system.totalJobsInPhase': String(expansion?.legs.length ?? 1),
    'system.parallelExecutionType': expansion === undefined ? 'None' : parallelType[expansion.kind],
    ...deploymentVariables(group.expansion, leg?.hook),
  };
}

/** What the steps of a deployment's hook read of it. */
function deploymentVariables(expansion: Expansion | undefined, hook: LegHook | undefined): Record<string, string> {
  if (expansion?.environment === undefined || hook === undefined) return {};
  const { environment, strategy = '' } = expansion;
  const { target, increment } = hook;
  return {
    'environment.name': environment.name,
    'environment.id': String(environment.id),
    'environment.resourceName': target?.name ?? '',
    'environment.resourceId': target === undefined ? '' : String(target.id),
    'strategy.name': strategy,
    'strategy.cycleName': hook.cycle,
    ...(strategy === 'canary' ? { 'strategy.action': canaryAction[hook.name] ?? 'deploy' } : {}),
    ...(increment === undefined ? {} : { 'strategy.increment': increment }),
  };
}

/** What a task is told to do with a canary, by the hook where that is not to deploy it. */
const canaryAction: Readonly<Partial<Record<LegHook['name'], string>>> = { onSuccess: 'promote', onFailure: 'reject' };

/** The variables of a job without an agent that runs. */
export function serverVariables(run: Run, ref: JobRef, dispatch: Dispatch): Readonly<Record<string, JobVariable>> {
  const [stage, group, job] = [run.stages.get(ref.stage), groupOf(run, ref), jobAt(run, ref)];
  if (stage === undefined || group === undefined || job === undefined) return dispatch.variables;
  return offeredVariables(run, { stage, group, job }, dispatch);
}
