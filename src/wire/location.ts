import type { ResourceLocation } from './discovery.ts';

/** From which version of the service on a resource is there, since which it is no preview, and its own newest version. */
type Versions = {
  readonly min: string;
  readonly released: string;
  readonly resource: number;
  /** Default: the newest there is. */
  readonly max?: string;
};

/** A resource as the service publishes it. */
export function location(
  [area, resourceName]: readonly [string, string],
  id: string,
  routeTemplate: string,
  versions: Versions,
): ResourceLocation {
  return {
    id,
    area,
    resourceName,
    routeTemplate,
    resourceVersion: versions.resource,
    minVersion: versions.min,
    maxVersion: versions.max ?? '7.2',
    releasedVersion: versions.released,
  };
}

export const released = '7.1';
/** Of a resource that the service has only as a preview. */
export const previewOnly = '0.0';
