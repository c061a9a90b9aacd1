import type { ExpandedMapping } from '../../template/expanded.ts';
import type { PlanPipelineResource, PlanRepository, PlanResources } from '../model.ts';
import { buildContainer } from './container.ts';
import { mapping, mappings, present, text } from './fields.ts';

/** The resources that a run needs to know, by alias. */
export function buildResources(root: ExpandedMapping): PlanResources {
  const resources = mapping(root, 'resources');
  return {
    repositories: byAlias(resources, 'repositories', 'repository', buildRepository),
    containers: byAlias(resources, 'containers', 'container', buildContainer),
    pipelines: byAlias(resources, 'pipelines', 'pipeline', buildPipeline),
  };
}

function byAlias<Resource>(
  resources: ExpandedMapping | undefined,
  list: string,
  key: string,
  build: (item: ExpandedMapping) => Resource,
): Readonly<Record<string, Resource>> {
  const items = resources === undefined ? [] : mappings(resources, list);
  return Object.fromEntries(items.map(item => [text(item, key) ?? '', build(item)]));
}

function buildRepository(item: ExpandedMapping): PlanRepository {
  return {
    type: text(item, 'type') ?? 'git',
    name: text(item, 'name') ?? text(item, 'repository') ?? '',
    ref: text(item, 'ref') || 'refs/heads/main',
    ...present(item, ['endpoint']),
  };
}

function buildPipeline(item: ExpandedMapping): PlanPipelineResource {
  return {
    source: text(item, 'source') ?? text(item, 'pipeline') ?? '',
    ...present(item, ['project', 'version', 'branch']),
  };
}
