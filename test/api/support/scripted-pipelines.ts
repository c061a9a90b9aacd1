import type { PipelineService, RunParameters, StageChoice } from '../../../src/api/services.ts';
import type { Identity, RunPipelineResource, RunPullRequest, RunRepository } from '../../../src/run/events.ts';
import type { Orchestrator } from '../../../src/run/orchestrator.ts';
import type { Pipeline, Project, Repository } from '../../../src/run/ports/catalogue.ts';
import { job, plan, stage } from '../../run/plan-builder.ts';

export const finalYaml = 'stages:\n- stage: __default\n  jobs:\n  - job: Job\n    steps:\n    - task: CmdLine@2\n';

export const container = {
  image: 'node:26',
  env: { CI: '1' },
  options: '--init',
  ports: ['8080:80'],
  volumes: ['/tmp:/tmp'],
  mapDockerSocket: false,
  localImage: false,
};

/** Stands for the compiler: every pipeline is one job, unless the parameter `broken` says what is wrong with it. */
export class ScriptedPipelines implements PipelineService {
  readonly #orchestrator: Orchestrator;
  readonly #project: Project;
  readonly #self: RunRepository;
  /** The stages that the form of a run offers. */
  choices: readonly StageChoice[] = [{ name: '__default', displayName: '__default', isSkippable: true }];
  /** What was asked last. */
  asked: RunParameters | undefined;
  /** The runs that runs take for pipeline resources. */
  taken: Readonly<Record<string, RunPipelineResource>> = {};
  /** The pull request of runs of merges. */
  pullRequest: RunPullRequest | undefined;
  /** Whether runs have a container resource. */
  withContainer = false;
  /** The pool that the job names. Default: none. */
  pool: string | undefined;
  /** The condition of the job. Default: none. */
  condition: string | undefined;

  constructor(orchestrator: Orchestrator, project: Project, repository: Repository) {
    this.#orchestrator = orchestrator;
    this.#project = project;
    const { id, name, url, defaultBranch } = repository;
    this.#self = {
      id,
      name,
      url,
      type: 'azureReposGit',
      refName: defaultBranch,
      version: '69d359c409b84e19d3ebdea1309fbb47b0935f54',
      workingTree: false,
    };
  }

  async run(pipeline: Pipeline, parameters: RunParameters, by: Identity): ReturnType<PipelineService['run']> {
    const problem = this.#problem(parameters);
    if (problem !== undefined) return problem;
    const { templateParameters, resources, variables, stagesToSkip } = parameters;
    const self = { ...this.#self, ...resources.repositories.self };
    const { id, revision, name, folder } = pipeline;
    const containers: Record<string, typeof container> = this.withContainer ? { linux: container } : {};
    const row = await this.#orchestrator.queue({
      organization: 'fabrikam',
      origin: {
        collectionUri: 'http://localhost:8100/fabrikam/',
        collectionId: 'c0',
        projectId: this.#project.id,
        projectName: this.#project.name,
        pipeline: { id, revision, name, folder },
        reason: 'manual',
        self,
        requestedFor: by,
        ...this.#pullRequestOf(self),
      },
      plan: plan([stage('__default', [this.#job()])], {
        templateParameters,
        resources: { repositories: {}, containers, pipelines: {} },
      }),
      finalYaml,
      repositories: { self },
      pipelines: this.taken,
      variables,
      stagesToSkip,
      yamlFile: pipeline.yamlPath,
    });
    return { ok: true, row };
  }

  #pullRequestOf({ refName }: RunRepository) {
    const { pullRequest } = this;
    if (pullRequest === undefined || !refName.startsWith('refs/pull/')) return {};
    return { pullRequest, reason: 'pullRequest' as const };
  }

  #job() {
    const { condition, pool } = this;
    return job('Job', {
      ...(pool === undefined ? {} : { pool: { name: pool, demands: [] } }),
      ...(condition === undefined ? {} : { condition }),
    });
  }

  async preview(_pipeline: Pipeline, parameters: RunParameters): ReturnType<PipelineService['preview']> {
    return this.#problem(parameters) ?? { ok: true, finalYaml: parameters.yamlOverride ?? finalYaml };
  }

  async stages(_pipeline: Pipeline, parameters: RunParameters): ReturnType<PipelineService['stages']> {
    return this.#problem(parameters) ?? { ok: true, stages: this.choices };
  }

  #problem(parameters: RunParameters) {
    this.asked = parameters;
    const { broken } = parameters.templateParameters;
    if (broken === undefined) return undefined;
    return { ok: false as const, problem: { kind: 'invalid' as const, messages: broken.split('|') } };
  }
}
