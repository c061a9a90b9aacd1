import { Type } from 'typebox';
import type { Environment, EnvironmentResource } from '../../resources/environment.ts';
import { environmentResourceMissing } from '../../resources/environments.ts';
import {
  KubernetesResource,
  NewKubernetesResource,
  NewVirtualMachineResource,
  VirtualMachineResource,
} from '../../wire/environments.ts';
import { Collection, Id32 } from '../../wire/json-schema.ts';
import type { Api } from '../http/api.ts';
import { environmentOf } from '../http/lookups.ts';
import { noContent } from '../http/no-content.ts';
import { environmentParams, environmentPaths } from '../http/paths.ts';
import { kubernetesResource, virtualMachineResource } from '../resources/environment-resource.ts';
import type { Services } from '../services.ts';

const resourceParams = { ...environmentParams, resourceId: Id32 };

/** What environments consist of: namespaces of Kubernetes clusters, and machines. */
export function environmentResourceRoutes(api: Api, services: Services): void {
  for (const path of environmentPaths) {
    const providers = `${path}/:environmentId/providers`;
    addNamespace(api, services, `${providers}/kubernetes`);
    getNamespace(api, services, `${providers}/kubernetes/:resourceId`);
    deleteResource(api, services, `${providers}/kubernetes/:resourceId`);
    listMachines(api, services, `${providers}/virtualmachines`);
    addMachine(api, services, `${providers}/virtualmachines`);
    deleteResource(api, services, `${providers}/virtualmachines/:resourceId`);
  }
}

function addNamespace(api: Api, services: Services, path: string): void {
  api.post(
    path,
    {
      config: { operation: 'environmentResources.addKubernetes' },
      schema: {
        params: Type.Object(environmentParams),
        body: NewKubernetesResource,
        response: { 200: KubernetesResource },
      },
    },
    async request => {
      const { project, environment } = await environmentOf(services, request.params);
      const { name, tags = [], namespace = '', clusterName = '', serviceEndpointId: endpointId = '' } = request.body;
      const added = await services.resources.environments.addResource(
        project.id,
        environment.id,
        { type: 'kubernetes', name, tags, namespace, clusterName, endpointId },
        request.caller.identity,
      );
      return found(kubernetesResource(request.base, environment, added), added.id);
    },
  );
}

function getNamespace(api: Api, services: Services, path: string): void {
  api.get(
    path,
    {
      config: { operation: 'environmentResources.getKubernetes' },
      schema: { params: Type.Object(resourceParams), response: { 200: KubernetesResource } },
    },
    async request => {
      const { environment } = await environmentOf(services, request.params);
      const { resourceId } = request.params;
      const resource = resourceOf(environment, resourceId);
      return found(kubernetesResource(request.base, environment, resource), resourceId);
    },
  );
}

function listMachines(api: Api, services: Services, path: string): void {
  api.get(
    path,
    {
      config: { operation: 'environmentResources.listVirtualMachines' },
      schema: {
        params: Type.Object(environmentParams),
        querystring: Type.Object({ name: Type.Optional(Type.String()) }),
        response: { 200: Collection(VirtualMachineResource) },
      },
    },
    async request => {
      const { environment } = await environmentOf(services, request.params);
      const name = request.query.name?.toLowerCase();
      const value = environment.resources
        .filter(resource => name === undefined || resource.name.toLowerCase() === name)
        .map(resource => virtualMachineResource(request.base, environment, resource))
        .filter(machine => machine !== undefined);
      return { count: value.length, value };
    },
  );
}

function addMachine(api: Api, services: Services, path: string): void {
  api.post(
    path,
    {
      config: { operation: 'environmentResources.addVirtualMachine' },
      schema: {
        params: Type.Object(environmentParams),
        body: NewVirtualMachineResource,
        response: { 200: VirtualMachineResource },
      },
    },
    async request => {
      const { project, environment } = await environmentOf(services, request.params);
      const { name, tags = [], agent = {} } = request.body.virtualMachineResource;
      const machine = { id: agent.id ?? 0, name: agent.name ?? name };
      const added = await services.resources.environments.addResource(
        project.id,
        environment.id,
        { type: 'virtualMachine', name, tags, agent: machine },
        request.caller.identity,
      );
      return found(virtualMachineResource(request.base, environment, added), added.id);
    },
  );
}

function deleteResource(api: Api, services: Services, path: string): void {
  api.delete(
    path,
    { config: { operation: 'environmentResources.delete' }, schema: { params: Type.Object(resourceParams) } },
    async (request, reply) => {
      const { project, environment } = await environmentOf(services, request.params);
      const { resourceId } = request.params;
      await services.resources.environments.removeResource(project.id, environment.id, resourceId);
      return noContent(reply);
    },
  );
}

function resourceOf({ resources }: Environment, id: number): EnvironmentResource {
  return found(
    resources.find(resource => resource.id === id),
    id,
  );
}

function found<T>(resource: T | undefined, id: number): T {
  if (resource === undefined) throw environmentResourceMissing(id);
  return resource;
}
