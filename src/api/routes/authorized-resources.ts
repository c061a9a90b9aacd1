import { Type } from 'typebox';
import { AuthorizedResource, AuthorizedResourceChange } from '../../wire/authorized-resources.ts';
import { Collection } from '../../wire/json-schema.ts';
import type { Api } from '../http/api.ts';
import { projectOf } from '../http/lookups.ts';
import { projectParams, projectPath } from '../http/paths.ts';
import { namedResource } from '../resources/named-resource.ts';
import type { Services } from '../services.ts';

const path = `${projectPath}/build/authorizedresources`;

/** The Build area's older way to say that all pipelines of a project may use a resource; kept in the same place as the newer one. */
export function authorizedResourceRoutes(api: Api, services: Services): void {
  listAuthorized(api, services);
  authorize(api, services);
}

function listAuthorized(api: Api, services: Services): void {
  api.get(
    path,
    {
      config: { operation: 'authorizedResources.list' },
      schema: {
        params: Type.Object(projectParams),
        querystring: Type.Object({ type: Type.String(), id: Type.String(), name: Type.Optional(Type.String()) }),
        response: { 200: Collection(AuthorizedResource) },
      },
    },
    async request => {
      const project = await projectOf(services, request.params);
      const resource = await namedResource(services, project.id, request.query);
      const known = await services.resources.permissions.get(project.id, resource);
      const authorized = known === undefined || known.allPipelines !== undefined;
      const value = authorized ? [{ authorized, ...resource, name: request.query.name ?? '' }] : [];
      return { count: value.length, value };
    },
  );
}

function authorize(api: Api, services: Services): void {
  api.patch(
    path,
    {
      config: { operation: 'authorizedResources.update' },
      schema: {
        params: Type.Object(projectParams),
        body: Type.Array(AuthorizedResourceChange),
        response: { 200: Collection(AuthorizedResource) },
      },
    },
    async request => {
      const project = await projectOf(services, request.params);
      const value: AuthorizedResource[] = [];
      for (const { authorized = false, name = '', ...named } of request.body) {
        const resource = await namedResource(services, project.id, named);
        const change = { allPipelines: authorized, pipelines: [] };
        await services.resources.permissions.update(project.id, resource, change, request.caller.identity);
        if (authorized) value.push({ authorized, ...resource, name });
      }
      return { count: value.length, value };
    },
  );
}
