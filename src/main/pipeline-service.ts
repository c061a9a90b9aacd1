import type { PipelineService, RunParameters, RunProblem } from '../api/services.ts';
import { type Finding, printFinding } from '../base/finding.ts';
import { guidFromName } from '../base/id.ts';
import type { Compilation } from '../plan/compilation.ts';
import { compile } from '../plan/compile.ts';
import type { Plan } from '../plan/model.ts';
import type { Identity, RunRepository } from '../run/events.ts';
import type { Orchestrator } from '../run/orchestrator.ts';
import type { Catalogue, Pipeline, Project, Repository } from '../run/ports/catalogue.ts';
import { compileTimeVariables, type RunOrigin } from '../run/predefined.ts';
import { QueueRefusal } from '../run/queue-request.ts';
import { resolveRef } from '../source/git-refs.ts';
import { gitSource } from '../source/git-source.ts';

export type PipelineServiceOptions = {
  readonly organization: string;
  /** `http://127.0.0.1:8100/fabrikam/`; asked for anew each time, because the port is known only once the server listens. */
  readonly collectionUri: () => string;
  readonly catalogue: Catalogue;
  readonly orchestrator: Orchestrator;
};

type Refused = { readonly ok: false; readonly problem: RunProblem };
type Compiled = {
  readonly ok: true;
  readonly origin: RunOrigin;
  readonly plan: Plan;
  readonly finalYaml: string;
  readonly repositories: readonly Repository[];
};

/** Who compiles when nobody asked for a run. */
const nobody: Identity = { id: guidFromName('user', 'preview'), displayName: 'preview', uniqueName: 'preview' };

/** Compiles pipelines from the commits of registered repositories, and queues runs of them. */
export function pipelineService(options: PipelineServiceOptions): PipelineService {
  return {
    async run(pipeline, parameters, by) {
      const compiled = await compilePipeline(options, pipeline, parameters, by);
      if (!compiled.ok) return compiled;
      const { origin, plan, finalYaml } = compiled;
      const others = await otherRepositories(plan, compiled.repositories, parameters);
      if (!others.ok) return others;
      try {
        const row = await options.orchestrator.queue({
          organization: options.organization,
          origin,
          plan,
          finalYaml,
          repositories: { ...others.repositories, self: origin.self },
          variables: parameters.variables,
          stagesToSkip: parameters.stagesToSkip,
          yamlFile: pipeline.yamlPath,
        });
        return { ok: true, row };
      } catch (error) {
        if (error instanceof QueueRefusal) return invalid([error.message]);
        throw error;
      }
    },
    async preview(pipeline, parameters) {
      const compiled = await compilePipeline(options, pipeline, parameters, nobody);
      return compiled.ok ? { ok: true, finalYaml: compiled.finalYaml } : compiled;
    },
  };
}

async function compilePipeline(
  options: PipelineServiceOptions,
  pipeline: Pipeline,
  parameters: RunParameters,
  by: Identity,
): Promise<Compiled | Refused> {
  const { organization, catalogue } = options;
  const project = await catalogue.project(organization, pipeline.projectId);
  const repositories = await catalogue.repositories(organization, pipeline.projectId);
  const repository = repositories.find(each => each.id === pipeline.repositoryId);
  if (project === undefined || repository === undefined)
    return { ok: false, problem: { kind: 'notFound', what: 'repository' } };
  const self = await resolveSelf(repository, parameters);
  if ('ok' in self) return self;
  const origin = originOf(options, project, pipeline, self, by);
  const variables = Object.entries(parameters.variables).filter(([, variable]) => !variable.isSecret);
  const compilation = compile({
    path: `/${pipeline.yamlPath}`,
    reader: await gitSource({ ...self, commit: self.version }, name => findRepository(repositories, name)),
    ...(parameters.yamlOverride ? { override: parameters.yamlOverride } : {}),
    templateParameters: parameters.templateParameters,
    variables: {
      ...compileTimeVariables(origin),
      ...Object.fromEntries(variables.map(([name, { value }]) => [name, value])),
    },
  });
  const { plan, finalYaml } = compilation;
  if (plan === undefined || finalYaml === undefined) return invalid(errorLines(compilation));
  return { ok: true, origin, plan, finalYaml, repositories };
}

function originOf(
  options: PipelineServiceOptions,
  project: Project,
  pipeline: Pipeline,
  self: RunRepository,
  by: Identity,
): RunOrigin {
  const { id, revision, name, folder } = pipeline;
  return {
    collectionUri: options.collectionUri(),
    projectId: project.id,
    projectName: project.name,
    pipeline: { id, revision, name, folder },
    reason: 'manual',
    self,
    requestedFor: by,
  };
}

async function resolveSelf(repository: Repository, parameters: RunParameters): Promise<RunRepository | Refused> {
  const asked = parameters.resources.repositories.self;
  return resolveRepository(repository, asked?.refName ?? repository.defaultBranch, asked?.version);
}

/** A ref as people type it: `main` is the branch, if there is no such ref. */
async function resolveRepository(
  repository: Repository,
  ref: string,
  version: string | undefined,
): Promise<RunRepository | Refused> {
  const refName = ref.startsWith('refs/') ? ref : `refs/heads/${ref}`;
  const resolved = await resolveRef(repository.url, version === undefined || version === '' ? refName : version);
  if (resolved === undefined) {
    const what = version === undefined || version === '' ? `branch ${refName}` : `version ${version}`;
    return invalid([`Could not find ${what} in repository ${repository.name}.`]);
  }
  const { id, name, url } = repository;
  return { id, name, type: 'azureReposGit', url, refName, version: resolved.commit, workingTree: false };
}

async function otherRepositories(
  plan: Plan,
  registered: readonly Repository[],
  parameters: RunParameters,
): Promise<Refused | { readonly ok: true; readonly repositories: Record<string, RunRepository> }> {
  const repositories: Record<string, RunRepository> = {};
  for (const [alias, resource] of Object.entries(plan.resources.repositories)) {
    const repository = findRepository(registered, resource.name);
    if (repository === undefined) return invalid([unknownRepository(resource.name)]);
    const asked = parameters.resources.repositories[alias];
    const resolved = await resolveRepository(repository, asked?.refName ?? resource.ref, asked?.version);
    if ('ok' in resolved) return resolved;
    repositories[alias] = resolved;
  }
  return { ok: true, repositories };
}

/** A repository resource names `repository`, or `project/repository`. */
export function findRepository(repositories: readonly Repository[], name: string): Repository | undefined {
  const wanted = name.slice(name.lastIndexOf('/') + 1).toLowerCase();
  return repositories.find(repository => repository.name.toLowerCase() === wanted);
}

function unknownRepository(name: string): string {
  return `The repository ${name} could not be retrieved. Verify the name and credentials being used and permissions.`;
}

function errorLines(compilation: Compilation): string[] {
  const isError = (finding: Finding): boolean => finding.severity === 'error';
  return compilation.findings.filter(isError).map(finding => printFinding(finding, compilation.files));
}

function invalid(messages: readonly string[]): Refused {
  return { ok: false, problem: { kind: 'invalid', messages } };
}
