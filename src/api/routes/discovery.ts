import { Type } from 'typebox';
import type { Identity } from '../../run/events.ts';
import { organizationId } from '../../run/organization-id.ts';
import { ConnectionData, ResourceArea, ResourceAreas, ResourceLocations } from '../../wire/discovery.ts';
import { resourceAreas, resourceLocations } from '../../wire/resource-locations.ts';
import type { Api } from '../http/api.ts';
import { serviceError } from '../http/errors.ts';
import { organizationParams, organizationPath } from '../http/paths.ts';
import { subjectDescriptor } from '../resources/identity-reference.ts';
import type { Services } from '../services.ts';

const locations = Object.values(resourceLocations);

/** How clients find out what is served, where, and who they are. */
export function discoveryRoutes(api: Api, services: Services): void {
  listLocations(api);
  listResourceAreas(api);
  getConnectionData(api, services);
}

function listLocations(api: Api): void {
  api.options(
    organizationPath,
    {
      config: { operation: 'locations.list' },
      schema: { params: Type.Object(organizationParams), response: { 200: ResourceLocations } },
    },
    async () => ({ count: locations.length, value: locations }),
  );
  api.options(
    `${organizationPath}/:area`,
    {
      config: { operation: 'locations.listArea' },
      schema: {
        params: Type.Object({ ...organizationParams, area: Type.String() }),
        response: { 200: ResourceLocations },
      },
    },
    async request => {
      const area = request.params.area.toLowerCase();
      const value = locations.filter(location => location.area.toLowerCase() === area);
      return { count: value.length, value };
    },
  );
}

function listResourceAreas(api: Api): void {
  api.get(
    `${organizationPath}/ResourceAreas`,
    {
      config: { operation: 'resourceAreas.list' },
      schema: { params: Type.Object(organizationParams), response: { 200: ResourceAreas } },
    },
    async () => ({ count: 0 as const, value: null }),
  );
  api.get(
    `${organizationPath}/ResourceAreas/:areaId`,
    {
      config: { operation: 'resourceAreas.get' },
      schema: {
        params: Type.Object({ ...organizationParams, areaId: Type.String() }),
        response: { 200: ResourceArea },
      },
    },
    async request => {
      const { areaId } = request.params;
      const area = resourceAreas.find(({ id }) => id === areaId.toLowerCase());
      if (area === undefined) throw serviceError('areaMissing', `The resource area '${areaId}' does not exist.`);
      return { ...area, locationUrl: `${request.base}/` };
    },
  );
}

function getConnectionData(api: Api, { organization }: Services): void {
  api.get(
    `${organizationPath}/connectionData`,
    {
      config: { operation: 'connectionData.get' },
      schema: { params: Type.Object(organizationParams), response: { 200: ConnectionData } },
    },
    async request => connectionData(request.base, organization, request.caller.identity),
  );
}

function connectionData(base: string, organization: string, identity: Identity): ConnectionData {
  const id = organizationId(organization);
  const user = userOf(identity);
  return {
    authenticatedUser: user,
    authorizedUser: user,
    instanceId: id,
    deploymentId: id,
    deploymentType: 'onPremises',
    locationServiceData: {
      serviceOwner: '00000000-0000-0000-0000-000000000000',
      defaultAccessMappingMoniker: 'PublicAccessMapping',
      lastChangeId: 1,
      lastChangeId64: 1,
      accessMappings: [
        {
          displayName: 'Public Access Mapping',
          moniker: 'PublicAccessMapping',
          accessPoint: `${base}/`,
          serviceOwner: '00000000-0000-0000-0000-000000000000',
          virtualDirectory: null,
        },
      ],
      serviceDefinitions: [],
    },
    webApplicationRelativeDirectory: '',
  };
}

function userOf({ id, displayName, uniqueName }: Identity): ConnectionData['authenticatedUser'] {
  return {
    id,
    descriptor: `Microsoft.IdentityModel.Claims.ClaimsIdentity;${uniqueName}`,
    subjectDescriptor: subjectDescriptor(id),
    providerDisplayName: displayName,
    isActive: true,
    properties: { Account: { $type: 'System.String', $value: uniqueName } },
  };
}
