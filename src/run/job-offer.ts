import { guidFromName, type JobId, type PlanId, type ProjectId, type RecordId, type TimelineId } from '../base/id.ts';
import type { PlanJob, PlanStep } from '../plan/model.ts';
import type { Expansion, JobLeg, JobRef, JobVariable, LegHook, RunRepository } from './events.ts';
import { checkoutTaskId, stepsToDo } from './implicit-steps.ts';
import { type Dispatch, groupOf, type JobGroup, type JobState, jobAt, type Run, type StageState } from './state.ts';

/** A step as an agent gets it. */
export type OfferedStep = Omit<PlanStep, 'at' | 'enabled'> & { readonly id: RecordId };

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
};

/** The offer of a queued or assigned job, or `undefined` when the job is past that. */
export function jobOffer(run: Run, ref: JobRef): JobOffer | undefined {
  const stage = run.stages.get(ref.stage);
  const group = groupOf(run, ref);
  const job = jobAt(run, ref);
  if (stage === undefined || group === undefined || (job?.state !== 'queued' && job?.state !== 'assigned'))
    return undefined;
  const { dispatch, plan } = job;
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
    steps: offeredSteps(plan, dispatch.jobId, { leg: job.leg, hasArtifacts: run.queued.hasArtifacts }),
    workspaceClean: plan.workspaceClean,
  };
}

type Place = { readonly stage: StageState; readonly group: JobGroup; readonly job: JobState };

function offeredVariables(run: Run, place: Place, dispatch: Dispatch): Readonly<Record<string, JobVariable>> {
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
    'system.jobIdentifier': `${stage.plan.name}.${plan.name}.${leg?.name ?? '__default'}`,
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
    ...(increment === undefined ? {} : { 'strategy.increment': increment }),
  };
}

/** A job's steps in order, as an agent gets them: with the implicit ones, without the disabled, names and ids given. */
export function offeredSteps(
  job: PlanJob,
  jobId: JobId,
  {
    leg,
    hasArtifacts = false,
  }: { readonly leg?: JobLeg | undefined; readonly hasArtifacts?: boolean | undefined } = {},
): readonly OfferedStep[] {
  const steps = stepsToDo(job, leg, hasArtifacts);
  const names = new StepNames(steps.map(step => step.name));
  return steps.map((step, index) => {
    const { at: _at, enabled: _enabled, ...rest } = step;
    const name = names.nameFor(step);
    return { ...rest, name, id: guidFromName(jobId, `${index}.${name}`) as RecordId };
  });
}

/** Gives unnamed steps the names the service gives them: `__system_1` for a checkout, `CmdLine`, `CmdLine1`, … for the others. */
class StepNames {
  readonly #taken: Set<string>;
  #checkouts = 0;

  constructor(authored: readonly string[]) {
    this.#taken = new Set(authored.filter(name => name !== '').map(name => name.toLowerCase()));
  }

  nameFor(step: PlanStep): string {
    if (step.name !== '') return step.name;
    if (step.task.id === checkoutTaskId) {
      this.#checkouts += 1;
      return `__system_${this.#checkouts}`;
    }
    const base = step.task.name;
    for (let number = 0; ; number += 1) {
      const name = number === 0 ? base : `${base}${number}`;
      if (this.#taken.has(name.toLowerCase())) continue;
      this.#taken.add(name.toLowerCase());
      return name;
    }
  }
}
