import { Type } from 'typebox';
import type { Identity } from '../../run/events.ts';
import { organizationId } from '../../run/organization-id.ts';
import {
  ConnectionData,
  ResourceArea,
  ResourceAreas,
  ResourceLocations,
  ServiceDefinition,
} from '../../wire/discovery.ts';
import { Collection } from '../../wire/json-schema.ts';
import { resourceAreas, resourceLocations } from '../../wire/resource-locations.ts';
import type { Api } from '../http/api.ts';
import { serviceError } from '../http/errors.ts';
import { organizationParams, organizationPath } from '../http/paths.ts';
import { claimsDescriptor, subjectDescriptor } from '../resources/identity-reference.ts';

import type { Services } from '../services.ts';

const locations = Object.values(resourceLocations);

/** Areas as the vendor's older clients look them up: each is served where the organization is. */
const serviceDefinitions = resourceAreas.map(({ id, name }) => ({
  serviceType: 'LocationService2',
  identifier: id,
  displayName: name,
  relativeToSetting: 'context' as const,
  relativePath: '/',
  resourceVersion: 0,
  minVersion: '0.0',
  maxVersion: '0.0',
  releasedVersion: '0.0',
}));

/** How clients find out what is served, where, and who they are. */
export function discoveryRoutes(api: Api, services: Services): void {
  listLocations(api);
  listResourceAreas(api);
  getConnectionData(api, services);
  listServiceDefinitions(api);
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
      schema: {
        params: Type.Object(organizationParams),
        querystring: Type.Object({ connectOptions: Type.Optional(Type.String()) }),
        response: { 200: ConnectionData },
      },
    },
    async request => {
      const asked = (request.query.connectOptions ?? '').toLowerCase();
      // A set of flags, by name or as a number: 1 asks for the services.
      const wantsServices = asked.includes('includeservices') || (Number(asked) & 1) === 1;
      const services = wantsServices ? serviceDefinitions : [];
      return connectionData(request.base, organization, request.caller.identity, services);
    },
  );
}

function connectionData(
  base: string,
  organization: string,
  identity: Identity,
  services: ConnectionData['locationServiceData']['serviceDefinitions'],
): ConnectionData {
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
      serviceDefinitions: services,
    },
    webApplicationRelativeDirectory: '',
  };
}

function userOf(identity: Identity): ConnectionData['authenticatedUser'] {
  const { id, displayName, uniqueName } = identity;
  return {
    id,
    descriptor: claimsDescriptor(identity),
    subjectDescriptor: subjectDescriptor(id),
    providerDisplayName: displayName,
    isActive: true,
    properties: { Account: { $type: 'System.String', $value: uniqueName } },
  };
}

function listServiceDefinitions(api: Api): void {
  const path = `${organizationPath}/ServiceDefinitions`;
  const ofType = (type: string) =>
    serviceDefinitions.filter(one => one.serviceType.toLowerCase() === type.toLowerCase());
  const params = { ...organizationParams, serviceType: Type.String() };
  api.get(
    path,
    {
      config: { operation: 'serviceDefinitions.list' },
      schema: { params: Type.Object(organizationParams), response: { 200: Collection(ServiceDefinition) } },
    },
    async () => ({ count: serviceDefinitions.length, value: serviceDefinitions }),
  );
  api.get(
    `${path}/:serviceType`,
    {
      config: { operation: 'serviceDefinitions.list' },
      schema: { params: Type.Object(params), response: { 200: Collection(ServiceDefinition) } },
    },
    async request => {
      const value = ofType(request.params.serviceType);
      return { count: value.length, value };
    },
  );
  api.get(
    `${path}/:serviceType/:identifier`,
    {
      config: { operation: 'serviceDefinitions.get' },
      schema: {
        params: Type.Object({ ...params, identifier: Type.String() }),
        response: { 200: ServiceDefinition },
      },
    },
    async request => {
      const { serviceType, identifier } = request.params;
      const found = ofType(serviceType).find(one => one.identifier === identifier.toLowerCase());
      if (found === undefined)
        throw serviceError('areaMissing', `The service ${serviceType} ${identifier} does not exist.`);
      return found;
    },
  );
}
