import { type Static, Type } from 'typebox';
import { Closed, Collection, Guid, Int32, Nullable } from './json-schema.ts';

/** Where a resource is served, and in which versions. */
export const ResourceLocation = Closed({
  id: Guid,
  area: Type.String(),
  resourceName: Type.String(),
  routeTemplate: Type.String(),
  resourceVersion: Int32,
  minVersion: Type.String(),
  maxVersion: Type.String(),
  /** `0.0`: only as a preview. */
  releasedVersion: Type.String(),
});
export type ResourceLocation = Static<typeof ResourceLocation>;

export const ResourceLocations = Collection(ResourceLocation);

export const ResourceArea = Closed({ id: Guid, name: Type.String(), locationUrl: Type.String() });

/** One host serves everything, as on the vendor's own servers for one's own machines: the list is null and clients keep their address. */
export const ResourceAreas = Closed({ count: Type.Literal(0), value: Type.Null() });

const user = Closed({
  id: Type.String(),
  descriptor: Type.String(),
  subjectDescriptor: Type.String(),
  providerDisplayName: Type.String(),
  isActive: Type.Boolean(),
  properties: Closed({ Account: Closed({ $type: Type.String(), $value: Type.String() }) }),
});

/** A service as the vendor's older clients look one up: below the address of the organization. */
export const ServiceDefinition = Closed({
  serviceType: Type.String(),
  identifier: Guid,
  displayName: Type.String(),
  relativeToSetting: Type.Literal('context'),
  relativePath: Type.String(),
  resourceVersion: Int32,
  minVersion: Type.String(),
  maxVersion: Type.String(),
  releasedVersion: Type.String(),
});

/** Who is asking, and whom. */
export const ConnectionData = Closed({
  authenticatedUser: user,
  authorizedUser: user,
  instanceId: Guid,
  deploymentId: Guid,
  deploymentType: Type.String(),
  locationServiceData: Closed({
    serviceOwner: Guid,
    defaultAccessMappingMoniker: Type.String(),
    lastChangeId: Int32,
    lastChangeId64: Type.Integer(),
    accessMappings: Type.Array(
      Closed({
        displayName: Type.String(),
        moniker: Type.String(),
        accessPoint: Type.String(),
        serviceOwner: Guid,
        virtualDirectory: Nullable(Type.String()),
      }),
    ),
    serviceDefinitions: Type.Array(ServiceDefinition),
  }),
  webApplicationRelativeDirectory: Type.String(),
});
export type ConnectionData = Static<typeof ConnectionData>;
