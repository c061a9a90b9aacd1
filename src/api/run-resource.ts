import type { PipelineReference as Reference, RunPipelineResource, RunRepository } from '../run/events.ts';
import type { RunContainer, RunRow } from '../run/ports/run-store.ts';
import type { PipelineReference } from '../wire/pipelines.ts';
import type { PreviewedRun, Run } from '../wire/runs.ts';
import { dateText } from './resources/dates.ts';

/**
 * The Run resource. Its members stand in the service's order, and what does not apply is absent. URLs name the project by its GUID,
 * however the request named it. A secret variable is answered as `{"isSecret":true}` alone.
 */

/** A run among others: without `resources` and what follows from them. */
export function runInList(base: string, row: RunRow): Run {
  const address = addressOf(base, row);
  return {
    _links: linksOf(address),
    templateParameters: row.facts.templateParameters,
    pipeline: pipelineReference(address.pipeline, row.pipeline),
    ...stateOf(row),
    url: address.self,
    id: row.key.runId,
    name: row.name,
  };
}

/** A run as it is answered when it was just started. */
export function startedRun(base: string, row: RunRow): Run {
  const { id, name, ...run } = runInList(base, row);
  return { ...run, resources: resourcesOf(base, row), ...variablesOf(row), id, name };
}

/** A run by itself. `finalYaml` is Millrace's addition: the service names it in its documents and leaves it out. */
export function wholeRun(base: string, row: RunRow, finalYaml: string | undefined): Run {
  const { id, name, ...run } = startedRun(base, row);
  return {
    yamlDetails: yamlDetailsOf(base, row),
    ...run,
    ...(finalYaml === undefined ? {} : { finalYaml }),
    tags: [...row.notes.tags],
    id,
    name,
  };
}

/** What a preview of a run answers, where the client asked for a run. */
export function previewedRun(
  base: string,
  pipeline: Reference & { readonly projectId: string },
  preview: { readonly templateParameters: Readonly<Record<string, string>>; readonly finalYaml: string },
): PreviewedRun {
  const address = addresses(base, pipeline.projectId, pipeline, -1);
  return {
    _links: linksOf(address),
    templateParameters: preview.templateParameters,
    pipeline: pipelineReference(address.pipeline, pipeline),
    state: 'unknown',
    url: address.self,
    finalYaml: preview.finalYaml,
    id: -1,
  };
}

type Addresses = {
  readonly self: string;
  readonly web: string;
  readonly pipelineWeb: string;
  readonly pipeline: string;
};

function addressOf(base: string, row: RunRow): Addresses {
  return addresses(base, row.projectId, row.pipeline, row.key.runId);
}

function addresses(base: string, projectId: string, pipeline: Reference, runId: number): Addresses {
  const project = `${base}/${projectId}`;
  return {
    self: `${project}/_apis/pipelines/${pipeline.id}/runs/${runId}`,
    web: `${project}/_build/results?buildId=${runId}`,
    pipelineWeb: `${project}/_build/definition?definitionId=${pipeline.id}`,
    pipeline: `${project}/_apis/pipelines/${pipeline.id}?revision=${pipeline.revision}`,
  };
}

function linksOf(address: Addresses): Run['_links'] {
  return {
    self: { href: address.self },
    web: { href: address.web },
    'pipeline.web': { href: address.pipelineWeb },
    pipeline: { href: address.pipeline },
  };
}

function pipelineReference(url: string, { id, revision, name, folder }: Reference): PipelineReference {
  return { url, id, revision, name, folder };
}

function stateOf(row: RunRow): Pick<Run, 'state' | 'result' | 'createdDate' | 'finishedDate'> {
  return {
    state: row.state,
    ...(row.result === undefined ? {} : { result: row.result }),
    createdDate: dateText(row.createdAt),
    ...(row.finishedAt === undefined ? {} : { finishedDate: dateText(row.finishedAt) }),
  };
}

function resourcesOf(base: string, { facts }: RunRow): NonNullable<Run['resources']> {
  const { containers, pipelines } = facts;
  return {
    repositories: mapped(facts.repositories, repository => repositoryResource(repository, facts.projectName)),
    ...(isEmpty(pipelines) ? {} : { pipelines: mapped(pipelines, resource => pipelineResource(base, resource)) }),
    ...(isEmpty(containers)
      ? {}
      : { containers: mapped(containers, container => ({ container: containerOf(container) })) }),
  };
}

function pipelineResource(base: string, { pipeline, projectId, runId, version }: RunPipelineResource) {
  const { pipeline: url } = addresses(base, projectId, pipeline, runId);
  return { pipeline: pipelineReference(url, pipeline), version };
}

function isEmpty(record: object): boolean {
  return Object.keys(record).length === 0;
}

type RepositoryResource = NonNullable<Run['resources']>['repositories'][string];

function repositoryResource(repository: RunRepository, projectName: string): RepositoryResource {
  const { id, name, type, refName, version } = repository;
  if (type !== 'azureReposGit') return { repository: { fullName: name, type }, refName, version };
  const fullName = name.includes('/') ? name : `${projectName}/${name}`;
  return { repository: { id, fullName, type }, refName, version };
}

function containerOf({ environment, image, mapDockerSocket, options, ports, volumes }: RunContainer) {
  return { environment, image, mapDockerSocket, options, ports: [...ports], volumes: [...volumes] };
}

function variablesOf({ facts }: RunRow): Pick<Run, 'variables'> {
  if (isEmpty(facts.variables)) return {};
  return {
    variables: mapped(facts.variables, ({ isSecret, value }) => (isSecret ? { isSecret } : { value: value ?? '' })),
  };
}

function yamlDetailsOf(base: string, row: RunRow): NonNullable<Run['yamlDetails']> {
  const self = row.facts.repositories.self;
  return {
    rootYamlFile: { ref: self?.refName ?? '', yamlFile: row.facts.yamlFile, repoAlias: 'self' },
    expandedYamlUrl: `${base}/${row.projectId}/_apis/build/builds/${row.key.runId}/logs/1`,
  };
}

function mapped<Value, Mapped>(
  values: Readonly<Record<string, Value>>,
  map: (value: Value) => Mapped,
): Record<string, Mapped> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value)]));
}
