import type { PipelineService, RunParameters, StageChoice } from '../api/services.ts';
import { type Finding, printFinding, type SourceFiles } from '../base/finding.ts';
import { guidFromName } from '../base/id.ts';
import type { Compilation } from '../plan/compilation.ts';
import { compile } from '../plan/compile.ts';
import type { Plan, PlanStage } from '../plan/model.ts';
import { kindsOf } from '../resources/referring-inputs.ts';
import type { Resources } from '../resources/resources.ts';
import { unknownReferences } from '../resources/step-references.ts';
import type { Identity, RunPullRequest, RunRepository } from '../run/events.ts';
import { type HostedImages, mapHostedImages } from '../run/hosted-images.ts';
import type { Orchestrator } from '../run/orchestrator.ts';
import { organizationId } from '../run/organization-id.ts';
import { type PipelineDefaults, withDefaults } from '../run/pipeline-defaults.ts';
import type { AgentRegistry } from '../run/ports/agent-registry.ts';
import type { Catalogue, Pipeline, PipelineSettings } from '../run/ports/catalogue.ts';
import type { RunCause } from '../run/ports/pipeline-starter.ts';
import type { RunStore } from '../run/ports/run-store.ts';
import { compileTimeVariables, type RunOrigin } from '../run/predefined.ts';
import type { PullRequests } from '../run/pull-requests.ts';
import { QueueRefusal } from '../run/queue-refusal.ts';
import type { RegisteredTask, TaskRegistry } from '../run/task-registry.ts';
import { readCommit } from '../source/git-history.ts';
import { gitSource } from '../source/git-source.ts';
import { knownTasks } from '../tasks/known-tasks.ts';
import type { KeptCompilations } from './kept-compilations.ts';
import { missingTasks } from './missing-tasks.ts';
import { runPullRequest } from './run-pull-request.ts';
import {
  findRepository,
  invalid,
  type Refused,
  type ResourceScope,
  resolvePipelines,
  resolveRepositories,
  resolveRepository,
} from './run-resources.ts';

export type PipelineServiceOptions = {
  readonly organization: string;
  /** `http://127.0.0.1:8100/fabrikam/`; asked for anew each time, because the port is known only once the server listens. */
  readonly collectionUri: () => string;
  readonly catalogue: Catalogue;
  readonly agents: Pick<AgentRegistry, 'pools'>;
  readonly runs: RunStore;
  readonly orchestrator: Orchestrator;
  readonly resources: Resources;
  readonly tasks: TaskRegistry;
  readonly compilations: KeptCompilations;
  readonly pullRequests: Pick<PullRequests, 'get'>;
  /** What stands for hosted images. */
  readonly images: HostedImages;
};

type Compiled = {
  readonly ok: true;
  readonly scope: ResourceScope;
  readonly origin: RunOrigin;
  readonly plan: Plan;
  readonly finalYaml: string;
  readonly files: SourceFiles;
};

/** Who compiles when nobody asked for a run. */
const nobody: Identity = { id: guidFromName('user', 'preview'), displayName: 'preview', uniqueName: 'preview' };
const lookedAt: Cause = { reason: 'manual', by: nobody, triggerInfo: {} };

/** Why a run is made or a pipeline looked at. */
export type Cause = Pick<RunCause, 'reason' | 'by' | 'triggerInfo' | 'pushed'>;

/** Compiles pipelines from the commits of registered repositories, and queues runs of them. */
export function pipelineService(options: PipelineServiceOptions): PipelineService {
  return {
    run: (pipeline, parameters, by) =>
      runPipeline(options, pipeline, parameters, { reason: parameters.reason ?? 'manual', by, triggerInfo: {} }),
    async preview(pipeline, parameters) {
      const compiled = await compilePipeline(options, pipeline, parameters, lookedAt);
      return compiled.ok ? { ok: true, finalYaml: compiled.finalYaml } : compiled;
    },
    async stages(pipeline, parameters) {
      const compiled = await compilePipeline(options, pipeline, parameters, lookedAt);
      return compiled.ok ? { ok: true, stages: compiled.plan.stages.map(stageChoice) } : compiled;
    },
  };
}

function stageChoice({ name, displayName, isSkippable = true }: PlanStage): StageChoice {
  return { name, displayName, isSkippable };
}

/** Compiles a pipeline and queues a run of it, whatever the cause. */
export async function runPipeline(
  options: PipelineServiceOptions,
  pipeline: Pipeline,
  parameters: RunParameters,
  cause: Cause,
): ReturnType<PipelineService['run']> {
  if (pipeline.settings?.queueStatus === 'disabled')
    return { ok: false, problem: { kind: 'disabled', what: `The pipeline '${pipeline.name}' is disabled.` } };
  const compiled = await compilePipeline(options, pipeline, parameters, cause);
  return compiled.ok ? queueRun(options, pipeline, parameters, compiled) : compiled;
}

/** The plan of a pipeline as its repository has it at a ref and commit, or why there is none. */
export async function planOf(
  options: PipelineServiceOptions,
  pipeline: Pipeline,
  self: { readonly refName: string; readonly version: string },
): Promise<{ readonly ok: true; readonly plan: Plan } | Refused> {
  return compilePipeline(options, pipeline, parametersAt(self), lookedAt);
}

/** What asks for a run at a ref and commit, and for nothing else. */
export function parametersAt(
  self: { readonly refName: string; readonly version: string } | undefined,
  { pipelines = {}, repositories = {} }: Partial<Pick<RunParameters['resources'], 'pipelines' | 'repositories'>> = {},
): RunParameters {
  return {
    resources: {
      repositories: { ...repositories, ...(self === undefined ? {} : { self }) },
      pipelines,
      builds: {},
      containers: {},
      packages: {},
    },
    stagesToSkip: [],
    templateParameters: {},
    variables: {},
    yamlOverride: undefined,
  };
}

async function queueRun(
  options: PipelineServiceOptions,
  pipeline: Pipeline,
  parameters: RunParameters,
  { scope, origin, plan, finalYaml, files }: Compiled,
): ReturnType<PipelineService['run']> {
  const missing = missingTasks(plan);
  if (missing.length > 0) return invalid(missing.map(finding => printFinding(finding, files)));
  const repositories = await resolveRepositories(scope, plan, parameters);
  if (!repositories.ok) return repositories;
  const pipelines = await resolvePipelines(scope, plan, parameters);
  if (!pipelines.ok) return pipelines;
  try {
    const { url, version } = origin.pushed ?? origin.self;
    const commit = await readCommit(url, version);
    const { settings = {} } = pipeline;
    const poolId = parameters.queue?.poolId ?? settings.poolId;
    const defaults = await pipelineDefaults(options, settings, {
      ...parameters.queue,
      ...(poolId === undefined ? {} : { poolId }),
    });
    const row = await options.orchestrator.queue({
      organization: options.organization,
      origin: commit === undefined ? origin : { ...origin, commit },
      plan: withDefaults(mapHostedImages(plan, options.images), defaults),
      finalYaml,
      repositories: { ...repositories.resources, self: origin.self },
      pipelines: pipelines.resources,
      variables: parameters.variables,
      pipelineVariables: settings.variables ?? {},
      groups: await groupNames(options, pipeline),
      ...(parameters.queue?.priority === undefined ? {} : { priority: parameters.queue.priority }),
      ...(poolId === undefined ? {} : { poolId }),
      isHeld: settings.queueStatus === 'paused',
      hasCollectionScope: (settings.jobAuthorizationScope ?? 'projectCollection') === 'projectCollection',
      stagesToSkip: parameters.stagesToSkip,
      yamlFile: pipeline.yamlPath,
    });
    return { ok: true, row };
  } catch (error) {
    if (error instanceof QueueRefusal) return invalid([error.message]);
    throw error;
  }
}

/** What the pipeline, and who asks for a run of it, say of what its YAML leaves open. */
async function pipelineDefaults(
  { organization, agents }: PipelineServiceOptions,
  { buildNumberFormat, jobTimeoutMinutes, jobCancelTimeoutMinutes, demands = [] }: PipelineSettings,
  asked: NonNullable<RunParameters['queue']>,
): Promise<PipelineDefaults> {
  const pool = (await agents.pools(organization)).find(({ id }) => id === asked.poolId);
  return {
    ...(buildNumberFormat === undefined ? {} : { runName: buildNumberFormat }),
    ...(jobTimeoutMinutes === undefined ? {} : { timeoutMinutes: jobTimeoutMinutes }),
    ...(jobCancelTimeoutMinutes === undefined ? {} : { cancelTimeoutMinutes: jobCancelTimeoutMinutes }),
    ...(pool === undefined ? {} : { pool: pool.name }),
    demands: [...demands, ...(asked.demands ?? [])],
  };
}

/** The names of the groups that a pipeline is linked to; those that were deleted since have none. */
async function groupNames({ resources }: PipelineServiceOptions, { projectId, settings }: Pipeline): Promise<string[]> {
  const names: string[] = [];
  for (const id of settings?.variableGroups ?? []) {
    const group = await resources.variableGroups.get(id, projectId);
    names.push(...(group?.projects ?? []).flatMap(use => (use.projectId === projectId ? [use.name] : [])));
  }
  return names;
}

async function compilePipeline(
  options: PipelineServiceOptions,
  pipeline: Pipeline,
  parameters: RunParameters,
  cause: Cause,
): Promise<Compiled | Refused> {
  const { organization, catalogue, runs } = options;
  const project = await catalogue.project(organization, pipeline.projectId);
  const repositories = await catalogue.repositories(organization, pipeline.projectId);
  const repository = repositories.find(each => each.id === pipeline.repositoryId);
  if (project === undefined || repository === undefined)
    return { ok: false, problem: { kind: 'notFound', what: 'repository' } };
  const asked = parameters.resources.repositories.self;
  const self = await resolveRepository(repository, asked?.refName ?? repository.defaultBranch, asked?.version);
  if ('ok' in self) return self;
  const scope = { organization, project, catalogue, runs, repositories };
  const pullRequest = await runPullRequest(self, id => options.pullRequests.get(id));
  const origin = originOf(options, scope, pipeline, { self, pullRequest }, cause);
  const tasks = await options.tasks.list();
  const compilation = await compileAt(options.compilations, scope, origin, pipeline, { parameters, tasks });
  const { plan, finalYaml, files } = compilation;
  if (plan === undefined || finalYaml === undefined) return invalid(errorLines(compilation));
  const use = { projectId: project.id, pipelineId: pipeline.id, requestedFor: cause.by };
  const unknown = await unknownReferences(options.resources, use, plan, kindsOf(tasks));
  return unknown.length > 0 ? invalid(unknown) : { ok: true, scope, origin, plan, finalYaml, files };
}

async function compileAt(
  compilations: KeptCompilations,
  scope: ResourceScope,
  origin: RunOrigin,
  pipeline: Pipeline,
  { parameters, tasks }: { readonly parameters: RunParameters; readonly tasks: readonly RegisteredTask[] },
): Promise<Compilation> {
  const { self } = origin;
  const input = compileInput(origin, pipeline, parameters);
  const versions = tasks.map(({ definition: { id }, sha256 }) => [id, sha256]);
  return compilations.of(
    JSON.stringify([self.url, self.refName, self.version, input, versions]),
    () => gitSource({ ...self, commit: self.version }, name => findRepository(scope.repositories, name)),
    reader => compile({ ...input, reader, knownTasks: knownTasks(tasks) }),
  );
}

/** What a compilation depends on beside the files and tasks that are there. */
function compileInput(origin: RunOrigin, pipeline: Pipeline, parameters: RunParameters) {
  const known = [...Object.entries(pipeline.settings?.variables ?? {}), ...Object.entries(parameters.variables)];
  const plain = known.filter(([, variable]) => !variable.isSecret);
  return {
    path: `/${pipeline.yamlPath}`,
    ...(parameters.yamlOverride ? { override: parameters.yamlOverride } : {}),
    templateParameters: parameters.templateParameters,
    ...(parameters.payloads === undefined ? {} : { payloads: parameters.payloads }),
    variables: {
      ...compileTimeVariables(origin),
      ...Object.fromEntries(plain.map(([name, { value }]) => [name, value])),
    },
  };
}

function originOf(
  options: PipelineServiceOptions,
  { project }: ResourceScope,
  { id, revision, name, folder }: Pipeline,
  { self, pullRequest }: { readonly self: RunRepository; readonly pullRequest: RunPullRequest | undefined },
  { reason, by, triggerInfo, pushed }: Cause,
): RunOrigin {
  return {
    collectionUri: options.collectionUri(),
    collectionId: organizationId(options.organization),
    projectId: project.id,
    projectName: project.name,
    pipeline: { id, revision, name, folder },
    reason: reason === 'pullRequest' && pullRequest === undefined ? 'manual' : reason,
    triggerInfo,
    self,
    ...(pushed === undefined ? {} : { pushed }),
    ...(pullRequest === undefined ? {} : { pullRequest }),
    requestedFor: by,
  };
}

function errorLines(compilation: Compilation): string[] {
  const isError = (finding: Finding): boolean => finding.severity === 'error';
  return compilation.findings.filter(isError).map(finding => printFinding(finding, compilation.files));
}
