import type { ExpandedMapping } from '../../template/expanded.ts';
import type { PlanContainer, PlanJobContainer } from '../model.ts';
import { isTrue, mapping, present, text, textMap, texts } from './fields.ts';
import { containerTrigger } from './resource-triggers.ts';

/** How a container is run, as a resource or a job describes it. */
export function buildContainer(container: ExpandedMapping): PlanContainer {
  const socket = text(container, 'mapDockerSocket');
  return {
    image: text(container, 'image') ?? registryImage(container),
    ...present(container, ['endpoint']),
    env: textMap(mapping(container, 'env')),
    options: text(container, 'options') ?? '',
    ports: texts(container, 'ports'),
    volumes: texts(container, 'volumes'),
    mapDockerSocket: socket === undefined || isTrue(socket),
    localImage: isTrue(text(container, 'localImage')),
    ...readOnlyMounts(container),
    ...registryOf(container),
    ...containerTrigger(container),
  };
}

const mounts = ['work', 'externals', 'tools', 'tasks'] as const;

function readOnlyMounts(container: ExpandedMapping): Pick<PlanContainer, 'mountReadOnly'> {
  const mapped = mapping(container, 'mountReadOnly');
  return mapped === undefined ? {} : { mountReadOnly: mounts.filter(name => isTrue(text(mapped, name))) };
}

function registryOf(container: ExpandedMapping): Pick<PlanContainer, 'registry'> {
  const type = text(container, 'type');
  if (type === undefined) return {};
  const parts = present(container, ['azureSubscription', 'resourceGroup', 'registry', 'repository']);
  return { registry: { type, ...parts } };
}

/** The image of a container resource that names its registry's parts. */
function registryImage(container: ExpandedMapping): string {
  const registry = text(container, 'registry');
  const repository = text(container, 'repository');
  return registry === undefined || repository === undefined ? '' : `${registry}.azurecr.io/${repository}`;
}

export function buildJobContainer(container: ExpandedMapping): PlanJobContainer {
  const alias = text(container, 'alias');
  return alias === undefined ? buildContainer(container) : { alias };
}
