import type { Pipeline } from '../../run/ports/catalogue.ts';
import type { Pipeline as WirePipeline } from '../../wire/pipelines.ts';

/** A pipeline as lists show it: without its configuration. */
export function pipelineInList(base: string, pipeline: Pipeline): WirePipeline {
  const project = `${base}/${pipeline.projectId}`;
  const url = `${project}/_apis/pipelines/${pipeline.id}?revision=${pipeline.revision}`;
  return {
    _links: { self: { href: url }, web: { href: `${project}/_build/definition?definitionId=${pipeline.id}` } },
    url,
    id: pipeline.id,
    revision: pipeline.revision,
    name: pipeline.name,
    folder: pipeline.folder,
  };
}

/** A pipeline by itself. */
export function pipelineResource(base: string, pipeline: Pipeline): WirePipeline {
  const { _links, ...rest } = pipelineInList(base, pipeline);
  return {
    _links,
    configuration: {
      path: pipeline.yamlPath,
      repository: { id: pipeline.repositoryId, type: 'azureReposGit' },
      type: 'yaml',
    },
    ...rest,
  };
}
