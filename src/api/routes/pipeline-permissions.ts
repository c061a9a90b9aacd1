import { Type } from 'typebox';
import type { PermissionChange } from '../../resources/pipeline-permissions.ts';
import { Collection } from '../../wire/json-schema.ts';
import { PipelinePermissionChange, ResourcePipelinePermissions } from '../../wire/pipeline-permissions.ts';
import type { Api } from '../http/api.ts';
import { serviceError } from '../http/errors.ts';
import { projectOf } from '../http/lookups.ts';
import { projectParams, projectPath } from '../http/paths.ts';
import { namedResource } from '../resources/named-resource.ts';
import { permissionsResource } from '../resources/permissions-resource.ts';
import type { Services } from '../services.ts';

const path = `${projectPath}/pipelines/pipelinePermissions`;
const resourceParams = { ...projectParams, resourceType: Type.String(), resourceId: Type.String() };

/** Which pipelines may use which protected resources of a project. */
export function pipelinePermissionRoutes(api: Api, services: Services): void {
  getPermissions(api, services);
  updatePermissions(api, services);
  updateManyPermissions(api, services);
}

function getPermissions(api: Api, services: Services): void {
  api.get(
    `${path}/:resourceType/:resourceId`,
    {
      config: { operation: 'pipelinePermissions.get' },
      schema: { params: Type.Object(resourceParams), response: { 200: ResourcePipelinePermissions } },
    },
    async request => {
      const { resourceType: type, resourceId: id } = request.params;
      const project = await projectOf(services, request.params);
      const resource = await namedResource(services, project.id, { type, id });
      const known = await services.resources.permissions.get(project.id, resource);
      return permissionsResource(request.base, resource, known);
    },
  );
}

function updatePermissions(api: Api, services: Services): void {
  api.patch(
    `${path}/:resourceType/:resourceId`,
    {
      config: { operation: 'pipelinePermissions.update' },
      schema: {
        params: Type.Object(resourceParams),
        body: PipelinePermissionChange,
        response: { 200: ResourcePipelinePermissions },
      },
    },
    async request => {
      const { resourceType: type, resourceId: id } = request.params;
      const project = await projectOf(services, request.params);
      const resource = await namedResource(services, project.id, { type, id });
      const { permissions } = services.resources;
      const { identity } = request.caller;
      const changed = await permissions.update(project.id, resource, changeOf(request.body), identity);
      return permissionsResource(request.base, resource, changed);
    },
  );
}

function updateManyPermissions(api: Api, services: Services): void {
  api.patch(
    path,
    {
      config: { operation: 'pipelinePermissions.updateAll' },
      schema: {
        params: Type.Object(projectParams),
        body: Type.Array(PipelinePermissionChange),
        response: { 200: Collection(ResourcePipelinePermissions) },
      },
    },
    async request => {
      const project = await projectOf(services, request.params);
      const value: ResourcePipelinePermissions[] = [];
      for (const body of request.body) {
        if (body.resource === undefined) throw serviceError('argument', 'A change of permissions names no resource.');
        const resource = await namedResource(services, project.id, body.resource);
        const { permissions } = services.resources;
        const changed = await permissions.update(project.id, resource, changeOf(body), request.caller.identity);
        value.push(permissionsResource(request.base, resource, changed));
      }
      return { count: value.length, value };
    },
  );
}

function changeOf({ allPipelines, pipelines = [] }: PipelinePermissionChange): PermissionChange {
  return { pipelines, ...(allPipelines === undefined ? {} : { allPipelines: allPipelines.authorized }) };
}
