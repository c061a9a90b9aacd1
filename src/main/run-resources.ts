import type { RunParameters, RunProblem } from '../api/services.ts';
import type { Plan, PlanPipelineResource } from '../plan/model.ts';
import type { RunPipelineResource, RunRepository } from '../run/events.ts';
import type { Catalogue, Project, Repository } from '../run/ports/catalogue.ts';
import type { RunRow, RunStore } from '../run/ports/run-store.ts';
import { resolveRef } from '../source/git-refs.ts';

export type Refused = { readonly ok: false; readonly problem: RunProblem };

/** Where resources are looked for. */
export type ResourceScope = {
  readonly organization: string;
  readonly project: Project;
  readonly catalogue: Catalogue;
  readonly runs: RunStore;
  /** The project's repositories. */
  readonly repositories: readonly Repository[];
};

type Resolved<T> = Refused | { readonly ok: true; readonly resources: Readonly<Record<string, T>> };

/** How many runs of a pipeline are looked through for the one that a resource takes. */
const lookedThrough = 200;

/** The repositories that a plan names beside its own, each at the commit its ref stands for now. */
export async function resolveRepositories(
  scope: ResourceScope,
  plan: Plan,
  parameters: RunParameters,
): Promise<Resolved<RunRepository>> {
  const resources: Record<string, RunRepository> = {};
  for (const [alias, resource] of Object.entries(plan.resources.repositories)) {
    const repository = findRepository(scope.repositories, resource.name);
    if (repository === undefined) return invalid([unknownRepository(resource.name)]);
    const asked = parameters.resources.repositories[alias];
    const resolved = await resolveRepository(repository, asked?.refName ?? resource.ref, asked?.version);
    if ('ok' in resolved) return resolved;
    resources[alias] = resolved;
  }
  return { ok: true, resources };
}

/** A repository at a ref or commit. A ref may be typed as people do: `main` is the branch. */
export async function resolveRepository(
  repository: Repository,
  ref: string,
  version = '',
): Promise<RunRepository | Refused> {
  const refName = ref.startsWith('refs/') ? ref : `refs/heads/${ref}`;
  const resolved = await resolveRef(repository.url, version === '' ? refName : version);
  if (resolved === undefined) {
    const what = version === '' ? `branch ${refName}` : `version ${version}`;
    return invalid([`Could not find ${what} in repository ${repository.name}.`]);
  }
  const { id, name, url } = repository;
  return { id, name, type: 'azureReposGit', url, refName, version: resolved.commit, workingTree: false };
}

/** A repository resource names `repository`, or `project/repository`. */
export function findRepository(repositories: readonly Repository[], name: string): Repository | undefined {
  const wanted = name.slice(name.lastIndexOf('/') + 1).toLowerCase();
  return repositories.find(repository => repository.name.toLowerCase() === wanted);
}

/** The runs that a plan's pipeline resources take: the version asked for, else the newest that succeeded. */
export async function resolvePipelines(
  scope: ResourceScope,
  plan: Plan,
  parameters: RunParameters,
): Promise<Resolved<RunPipelineResource>> {
  const resources: Record<string, RunPipelineResource> = {};
  for (const [alias, resource] of Object.entries(plan.resources.pipelines)) {
    const version = parameters.resources.pipelines[alias]?.version ?? resource.version;
    const row = await findRun(scope, resource, version);
    if (row === undefined) return invalid([noVersion(alias)]);
    resources[alias] = pipelineResource(row);
  }
  return { ok: true, resources };
}

/** A run as another takes it for its resource. */
export function pipelineResource(row: RunRow): RunPipelineResource {
  const self = row.facts.repositories.self;
  return {
    pipeline: row.pipeline,
    projectId: row.projectId,
    projectName: row.facts.projectName,
    runId: row.key.runId,
    version: row.name,
    sourceBranch: self?.refName ?? '',
    sourceCommit: self?.version ?? '',
    requestedFor: row.facts.requestedFor,
  };
}

async function findRun(
  scope: ResourceScope,
  resource: PlanPipelineResource,
  version: string | undefined,
): Promise<RunRow | undefined> {
  const { organization, catalogue, runs } = scope;
  const project =
    resource.project === undefined ? scope.project : await catalogue.project(organization, resource.project);
  if (project === undefined) return undefined;
  const pipelines = await catalogue.pipelines(organization, project.id);
  const source = resource.source.toLowerCase();
  const pipeline = pipelines.find(each => each.name.toLowerCase() === source || pathOf(each) === source);
  if (pipeline === undefined) return undefined;
  const rows = await runs.list({ organization, projectId: project.id, pipelineId: pipeline.id, top: lookedThrough });
  const branch = resource.branch === undefined ? undefined : resource.branch.replace(/^refs\/heads\//, '');
  return rows.find(row => {
    if (version !== undefined && version !== '') return row.name === version;
    const on = row.facts.repositories.self?.refName.replace(/^refs\/heads\//, '');
    return row.result === 'succeeded' && (branch === undefined || branch === on);
  });
}

/** `\folder\name`, as a source may name a pipeline. */
function pathOf({ folder, name }: { readonly folder: string; readonly name: string }): string {
  return `${folder === '\\' ? '' : folder}\\${name}`.toLowerCase();
}

export function invalid(messages: readonly string[]): Refused {
  return { ok: false, problem: { kind: 'invalid', messages } };
}

function unknownRepository(name: string): string {
  return `The repository ${name} could not be retrieved. Verify the name and credentials being used and permissions.`;
}

function noVersion(alias: string): string {
  return `Unable to resolve latest version for pipeline ${alias}. This could be due to inaccessible pipeline or no version is available.`;
}
