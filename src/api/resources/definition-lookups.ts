import { changeInTurn } from '../../run/documents.ts';
import type { AgentPool } from '../../run/ports/agent-registry.ts';
import type { Pipeline, PipelineSettings, Project } from '../../run/ports/catalogue.ts';
import type { DefinitionBody } from '../../wire/definitions.ts';
import { repositoryMissing } from '../http/error-words.ts';
import { serviceError } from '../http/errors.ts';
import { projectOf } from '../http/lookups.ts';
import type { Caller } from '../http/tokens.ts';
import type { Services } from '../services.ts';
import { DefinitionHistory } from './definition-history.ts';
import type { DefinitionFacts } from './definition-resource.ts';
import { linkedGroups } from './linked-resources.ts';

/** The pipeline that a definition's route names, or the service's 404. */
export async function definitionOf(
  services: Services,
  params: { readonly project: string; readonly definitionId: number },
): Promise<{ readonly project: Project; readonly pipeline: Pipeline }> {
  const project = await projectOf(services, params);
  const pipeline = await services.catalogue.pipeline(services.organization, project.id, params.definitionId);
  if (pipeline === undefined) throw definitionMissing(params.definitionId);
  return { project, pipeline };
}

/** Another definition that a new one begins as. */
export async function clonedDefinition(
  services: Services,
  { project }: { readonly project: string },
  asked: { readonly definitionToCloneId?: number; readonly definitionToCloneRevision?: number },
): Promise<Pipeline | undefined> {
  const { definitionToCloneId: definitionId, definitionToCloneRevision: revision } = asked;
  if (definitionId === undefined) return undefined;
  const { pipeline } = await definitionOf(services, { project, definitionId });
  if (revision === undefined || revision === pipeline.revision) return pipeline;
  const former = await new DefinitionHistory(services).at(pipeline, revision);
  if (former === undefined) throw definitionMissing(definitionId);
  return former;
}

export async function factsOf(services: Services, project: Project, pipeline: Pipeline): Promise<DefinitionFacts> {
  const { organization, catalogue, agents } = services;
  const [repository, pools, groups] = await Promise.all([
    catalogue.repository(organization, project.id, pipeline.repositoryId),
    agents.pools(organization),
    linkedGroups(services, pipeline),
  ]);
  return { project, pipeline, repository, pool: poolOf(pools, pipeline.settings?.poolId), groups };
}

/** The pool of an id; the first one where nobody chose one, or it is no more. */
export function poolOf(pools: readonly AgentPool[], id: number | undefined): AgentPool | undefined {
  return pools.find(pool => pool.id === id) ?? pools[0];
}

export async function repositoryFor(
  { organization, catalogue }: Services,
  project: Project,
  { repository }: DefinitionBody,
) {
  const wanted = repository?.id ?? repository?.name ?? '';
  const found = wanted === '' ? undefined : await catalogue.repository(organization, project.id, wanted);
  if (found === undefined) throw repositoryMissing(wanted);
  return found;
}

/** Puts a pipeline in the place of its former revision, or throws the service's 404 or 409. */
export async function changeDefinition(
  { organization, catalogue }: Services,
  former: Pipeline,
  pipeline: Pipeline,
): Promise<void> {
  // Refused for its revision or its name: which of them is seen in how the pipeline stands now.
  if (await catalogue.changePipeline(organization, pipeline)) return;
  const now = await catalogue.pipeline(organization, pipeline.projectId, pipeline.id);
  if (now === undefined) throw definitionMissing(pipeline.id);
  throw now.revision === former.revision ? nameTaken(pipeline) : hasMoved(now, former.revision);
}

/**
 * Gives a pipeline other settings than it has now, whoever changed it last: a new revision, which is noted. Where `change` answers `undefined` it stays as it
 * is.
 */
export function reviseSettings(
  services: Services,
  {
    params,
    caller,
  }: { readonly params: Parameters<typeof definitionOf>[1]; readonly caller: Pick<Caller, 'identity'> },
  change: (settings: PipelineSettings) => PipelineSettings | undefined,
): Promise<Pipeline> {
  return changeInTurn(services.documents, `definition ${params.definitionId}`, async () => {
    const { pipeline: former } = await definitionOf(services, params);
    const settings = change(former.settings ?? {});
    if (settings === undefined) return former;
    const pipeline = { ...former, revision: former.revision + 1, settings };
    if (!(await services.catalogue.changePipeline(services.organization, pipeline))) return undefined;
    await new DefinitionHistory(services).note(pipeline, { change: 'update', by: caller.identity }, former);
    return pipeline;
  });
}

export function definitionMissing(id: number) {
  return serviceError('definitionMissing', `The requested build definition ${id} could not be found.`);
}

/** Pipelines that are not deleted, nor anything else that was to go with them. */
export function pipelineRetained() {
  const why = 'One or more builds associated with the requested pipeline(s) are retained by a release.';
  return serviceError('buildRetained', `${why} The pipeline(s) and builds will not be deleted.`);
}

export function nameTaken({ name, folder }: Pipeline) {
  return serviceError('definitionTaken', `A build definition with the name '${name}' already exists in '${folder}'.`);
}

export function hasMoved({ id, revision }: Pipeline, given: number) {
  return serviceError(
    'definitionMoved',
    `The build definition ${id} is at revision ${revision}, the change was made from revision ${given}.`,
  );
}
