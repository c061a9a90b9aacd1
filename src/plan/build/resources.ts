import type { ExpandedMapping } from '../../template/expanded.ts';
import type {
  PlanBuildResource,
  PlanCheckoutOptions,
  PlanPackageResource,
  PlanPipelineResource,
  PlanRepository,
  PlanResources,
  PlanWebhookResource,
} from '../model.ts';
import { buildContainer } from './container.ts';
import { mapping, mappings, present, text, texts } from './fields.ts';
import { has } from './filters.ts';
import { isTriggering, pipelineTrigger } from './resource-triggers.ts';
import { buildTrigger } from './triggers.ts';

/** The resources that a run and its triggers need to know, by alias. */
export function buildResources(root: ExpandedMapping): PlanResources {
  const resources = mapping(root, 'resources');
  const self = mappings(root, 'resources').find(item => text(item, 'repo') !== undefined);
  return {
    repositories: byAlias(resources, 'repositories', 'repository', buildRepository),
    containers: byAlias(resources, 'containers', 'container', buildContainer),
    pipelines: byAlias(resources, 'pipelines', 'pipeline', buildPipeline),
    ...(resources && has(resources, 'builds') && { builds: byAlias(resources, 'builds', 'build', buildBuild) }),
    ...(resources &&
      has(resources, 'packages') && { packages: byAlias(resources, 'packages', 'package', buildPackage) }),
    ...(resources &&
      has(resources, 'webhooks') && { webhooks: byAlias(resources, 'webhooks', 'webhook', buildWebhook) }),
    ...(self && { self: checkoutOptions(self) }),
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
  const trigger = buildTrigger(item);
  const options = mapping(item, 'checkoutOptions');
  return {
    type: text(item, 'type') ?? 'git',
    name: text(item, 'name') ?? text(item, 'repository') ?? '',
    ref: text(item, 'ref') || 'refs/heads/main',
    ...present(item, ['endpoint']),
    ...(trigger && { trigger }),
    ...(options && { checkoutOptions: checkoutOptions(options) }),
  };
}

function checkoutOptions(options: ExpandedMapping): PlanCheckoutOptions {
  return present(options, ['clean', 'fetchDepth', 'fetchTags', 'lfs', 'submodules', 'persistCredentials']);
}

function buildPipeline(item: ExpandedMapping): PlanPipelineResource {
  return {
    source: text(item, 'source') ?? text(item, 'pipeline') ?? '',
    ...present(item, ['project', 'version', 'branch']),
    ...(has(item, 'tags') && { tags: texts(item, 'tags') }),
    ...pipelineTrigger(item),
  };
}

function buildBuild(item: ExpandedMapping): PlanBuildResource {
  return {
    type: text(item, 'type') ?? '',
    connection: text(item, 'connection') ?? '',
    source: text(item, 'source') ?? '',
    ...present(item, ['version', 'branch']),
    trigger: isTriggering(item),
  };
}

function buildPackage(item: ExpandedMapping): PlanPackageResource {
  return {
    type: text(item, 'type') ?? '',
    connection: text(item, 'connection') ?? '',
    name: text(item, 'name') ?? '',
    ...present(item, ['version', 'tag']),
    trigger: isTriggering(item),
  };
}

function buildWebhook(item: ExpandedMapping): PlanWebhookResource {
  return {
    connection: text(item, 'connection') ?? '',
    ...present(item, ['type']),
    filters: mappings(item, 'filters').map(filter => ({
      path: text(filter, 'path') ?? '',
      value: text(filter, 'value') ?? '',
    })),
  };
}
