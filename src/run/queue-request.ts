import type { Instant } from '../base/clock.ts';
import { guidFromName, type PlanId, type TimelineId } from '../base/id.ts';
import { expandVariables } from '../expression/macro.ts';
import type { Plan } from '../plan/model.ts';
import { countVariables } from './counters.ts';
import type { QueuedRun, QueuePriority, RunKey, RunPipelineResource, RunRepository, RunVariable } from './events.ts';
import type { PipelineVariable } from './ports/catalogue.ts';
import type { Environments } from './ports/environments.ts';
import type { Secrets } from './ports/secrets.ts';
import type { VariableGroups } from './ports/variable-groups.ts';
import { branchName, pipelineVariables, type RunOrigin, runVariables } from './predefined.ts';
import { resolveEnvironments } from './queue-environments.ts';
import { resolveGroups } from './queue-groups.ts';
import { QueueRefusal } from './queue-refusal.ts';
import { runContexts } from './run-contexts.ts';
import { isRunNumber, numberPattern } from './run-number.ts';
import { plainValues, type Variables, withVariable } from './variables.ts';

/** A compiled pipeline and all that is asked of its run. */
export type QueueRequest = {
  readonly organization: string;
  readonly origin: RunOrigin;
  readonly plan: Plan;
  readonly finalYaml: string;
  /** By alias, `self` among them. */
  readonly repositories: Readonly<Record<string, RunRepository>>;
  /** By alias. */
  readonly pipelines: Readonly<Record<string, RunPipelineResource>>;
  /** Queue-time variables in the clear; secrets are sealed before anything is stored. */
  readonly variables: Readonly<Record<string, RunVariable>>;
  /** The pipeline's own variables, which those of the queue and of the YAML go over; secrets are sealed already. */
  readonly pipelineVariables?: Readonly<Record<string, PipelineVariable>>;
  /** Names of variable groups of the pipeline itself, whose variables are below all others. */
  readonly groups?: readonly string[];
  /** Default: normal. */
  readonly priority?: QueuePriority;
  /** The pool that jobs without one of their own were given. */
  readonly poolId?: number;
  /** Nothing begins until the run is released. Default: false. */
  readonly isHeld?: boolean;
  /** Its jobs' tokens count in every project, where the project's settings allow it. Default: false. */
  readonly hasCollectionScope?: boolean;
  readonly stagesToSkip: readonly string[];
  readonly yamlFile: string;
};

/** What the orchestrator looks up for a run that is being queued. */
export type QueuePorts = {
  readonly secrets: Secrets;
  readonly allot: Allot;
  /** Absent: every environment that a pipeline names is there. */
  readonly environments: Environments | undefined;
  /** Absent: no group is ever found. */
  readonly variableGroups: VariableGroups | undefined;
  readonly hasArtifacts: boolean;
  readonly isGuarded: boolean;
};

/** Gives the next number of a named sequence of the organization. */
export type Allot = (sequence: string) => Promise<number>;

/** Turns a request into the first fact of a run: numbered, its root variables evaluated, its secrets sealed. Throws `QueueRefusal`. */
export async function prepareRun(
  request: QueueRequest,
  key: RunKey,
  at: Instant,
  ports: QueuePorts,
): Promise<QueuedRun> {
  const { origin, plan } = request;
  const { secrets, allot } = ports;
  const count = (prefix: string) => allot(`counter ${counterScope(origin)} ${prefix}`);
  const planId = guidFromName(origin.projectId, `run ${key.runId} of ${key.organization}`) as PlanId;
  const resources = pipelineVariables(request.pipelines, plan.resources.pipelines);
  const predefined = { ...runVariables(origin, key, ''), ...resources };
  const sealed = sealVariables(request.variables, secrets);
  const { projectId, pipeline, requestedFor } = origin;
  const use = { projectId, pipelineId: pipeline.id, requestedFor };
  const groups = await resolveGroups(plan, request, use, ports.variableGroups);
  const around = belowRoot(request, groups, sealed);
  const contexts = runContexts(request, at);
  const sources = { predefined, groups };
  const { rootVariables, counters } = await countVariables({ plan, around, sources, contexts }, count);
  const environments = await resolveEnvironments(
    { plan, organization: request.organization, use },
    rootVariables,
    predefined,
    ports.environments,
  );
  const name = await runName(request, key, at, rootVariables, predefined, allot);
  return {
    planId,
    timelineId: guidFromName(planId, 'timeline') as TimelineId,
    projectId: origin.projectId,
    projectName: origin.projectName,
    pipeline: origin.pipeline,
    name,
    reason: origin.reason,
    ...(origin.triggerInfo === undefined ? {} : { triggerInfo: origin.triggerInfo }),
    requestedFor: origin.requestedFor,
    plan,
    variables: sealed,
    rootVariables,
    predefined: { ...runVariables(origin, key, name), ...resources },
    repositories: request.repositories,
    pipelines: request.pipelines,
    ...(origin.pullRequest === undefined ? {} : { pullRequest: origin.pullRequest }),
    stagesToSkip: request.stagesToSkip,
    ...(counters === undefined ? {} : { counters }),
    yamlFile: request.yamlFile,
    ...(request.priority === undefined ? {} : { priority: request.priority }),
    ...(request.poolId === undefined ? {} : { poolId: request.poolId }),
    ...(request.isHeld === true ? { isHeld: true } : {}),
    ...(request.hasCollectionScope === true ? { hasCollectionScope: true } : {}),
    ...(Object.keys(groups).length === 0 ? {} : { groups }),
    ...(environments === undefined ? {} : { environments }),
    ...(ports.isGuarded ? { isGuarded: true } : {}),
    ...(ports.hasArtifacts ? { hasArtifacts: true } : {}),
  };
}

/** Stages that the pipeline does not let anybody leave out. */
export function checkSkipped({ plan, stagesToSkip }: QueueRequest): void {
  const wanted = stagesToSkip.map(name => name.toLowerCase());
  const kept = plan.stages.filter(stage => stage.isSkippable === false && wanted.includes(stage.name.toLowerCase()));
  if (kept.length > 0) throw new QueueRefusal(kept.map(({ name }) => `Stage ${name} cannot be skipped.`).join('\n'));
}

function sealVariables(variables: QueueRequest['variables'], secrets: Secrets): Record<string, RunVariable> {
  const sealed = Object.entries(variables).map(
    ([name, { value, isSecret }]) => [name, { value: isSecret ? secrets.seal(value) : value, isSecret }] as const,
  );
  return Object.fromEntries(sealed);
}

/** What is known before the YAML says anything: the pipeline's groups and variables, and over them those that the run was queued with. */
function belowRoot(
  { groups: names = [], pipelineVariables: ofPipeline = {} }: QueueRequest,
  groups: Readonly<Record<string, Variables>>,
  ofQueue: Readonly<Record<string, RunVariable>>,
): Variables {
  const ofGroups = names.flatMap(name => Object.entries(groups[name.toLowerCase()] ?? {}));
  let variables: Variables = {};
  for (const [name, { value, isSecret }] of [...ofGroups, ...Object.entries(ofPipeline), ...Object.entries(ofQueue)]) {
    variables = withVariable(variables, name, { value, isSecret, readonly: false });
  }
  return variables;
}

/** Each pull request counts from the seeds for itself, and leaves the numbers of the pipeline's other runs alone. */
function counterScope({ pipeline, pullRequest }: RunOrigin): string {
  return pullRequest === undefined ? `${pipeline.id}` : `${pipeline.id}/pull/${pullRequest.id}`;
}

async function runName(
  request: QueueRequest,
  key: RunKey,
  at: Instant,
  variables: Variables,
  predefined: Readonly<Record<string, string>>,
  allot: Allot,
): Promise<string> {
  const { origin, plan } = request;
  const pattern = numberPattern(plan.runName, {
    at,
    runId: key.runId,
    pipelineName: origin.pipeline.name,
    projectName: origin.projectName,
    branchName: branchName(origin.self.refName),
    variables: expandVariables(plainValues(variables, predefined)).values,
  });
  const { revisionKey } = pattern;
  const revision = revisionKey === undefined ? 0 : await allot(`revision ${origin.pipeline.id} ${revisionKey}`);
  const name = pattern.withRevision(revision);
  if (!isRunNumber(name)) throw new QueueRefusal(badNumber(name));
  return name;
}

function badNumber(name: string): string {
  return (
    `TF209010: The build number format ${name} contains invalid character(s), is too long, or ends with '.'. ` +
    "The maximum length of a build number is 255 characters. Characters which are not allowed include '\"', '/', ':', '<', '>', '\\', '|', '?', '@', and '*'."
  );
}
