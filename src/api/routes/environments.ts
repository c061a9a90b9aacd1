import { Type } from 'typebox';
import { listedResources } from '../../base/limits.ts';
import { DeploymentRecord, Environment, EnvironmentExpands, EnvironmentParameters } from '../../wire/environments.ts';
import { Collection, Id32, Int32 } from '../../wire/json-schema.ts';
import type { Api } from '../http/api.ts';
import { environmentOf, projectOf } from '../http/lookups.ts';
import { noContent } from '../http/no-content.ts';
import { environmentParams, environmentPaths, projectParams } from '../http/paths.ts';
import { deploymentResource, environmentResource } from '../resources/environment-resource.ts';
import type { Services } from '../services.ts';

/** Environments and what was deployed to them, at the addresses of both areas that serve them. */
export function environmentRoutes(api: Api, services: Services): void {
  for (const path of environmentPaths) {
    listEnvironments(api, services, path);
    getEnvironment(api, services, path);
    addEnvironment(api, services, path);
    updateEnvironment(api, services, path);
    deleteEnvironment(api, services, path);
    listDeployments(api, services, path);
  }
}

function listEnvironments(api: Api, services: Services, path: string): void {
  api.get(
    path,
    {
      config: { operation: 'environments.list' },
      schema: {
        params: Type.Object(projectParams),
        querystring: Type.Object({
          name: Type.Optional(Type.String()),
          continuationToken: Type.Optional(Int32),
          $top: Type.Optional(Type.Integer({ minimum: 0 })),
        }),
        response: { 200: Collection(Environment) },
      },
    },
    async (request, reply) => {
      const project = await projectOf(services, request.params);
      const { name, continuationToken, $top = listedResources } = request.query;
      const top = Math.min($top, listedResources);
      const found = await services.resources.environments.list(project.id, {
        top: top + 1,
        ...(name === undefined || name === '' ? {} : { name }),
        ...(continuationToken === undefined ? {} : { after: continuationToken }),
      });
      const page = found.slice(0, top);
      const last = page.at(-1);
      if (found.length > top && last !== undefined) reply.header('x-ms-continuationtoken', String(last.id));
      const value = page.map(each => environmentResource(request.base, project, each, false));
      return { count: value.length, value };
    },
  );
}

function getEnvironment(api: Api, services: Services, path: string): void {
  api.get(
    `${path}/:environmentId`,
    {
      config: { operation: 'environments.get' },
      schema: {
        params: Type.Object(environmentParams),
        querystring: Type.Object({ expands: Type.Optional(EnvironmentExpands) }),
        response: { 200: Environment },
      },
    },
    async request => {
      const { project, environment } = await environmentOf(services, request.params);
      const withResources = request.query.expands === 'resourceReferences';
      return environmentResource(request.base, project, environment, withResources);
    },
  );
}

function addEnvironment(api: Api, services: Services, path: string): void {
  api.post(
    path,
    {
      config: { operation: 'environments.add' },
      schema: { params: Type.Object(projectParams), body: EnvironmentParameters, response: { 200: Environment } },
    },
    async request => {
      const project = await projectOf(services, request.params);
      const { name = '', description = '' } = request.body;
      const { identity } = request.caller;
      const added = await services.resources.environments.add(project.id, name, description, identity);
      return environmentResource(request.base, project, added, false);
    },
  );
}

function updateEnvironment(api: Api, services: Services, path: string): void {
  api.patch(
    `${path}/:environmentId`,
    {
      config: { operation: 'environments.update' },
      schema: { params: Type.Object(environmentParams), body: EnvironmentParameters, response: { 200: Environment } },
    },
    async request => {
      const project = await projectOf(services, request.params);
      const { environmentId } = request.params;
      const { name, description } = request.body;
      const change = { ...(name === undefined ? {} : { name }), ...(description === undefined ? {} : { description }) };
      const { identity } = request.caller;
      const changed = await services.resources.environments.update(project.id, environmentId, change, identity);
      return environmentResource(request.base, project, changed, false);
    },
  );
}

function deleteEnvironment(api: Api, services: Services, path: string): void {
  api.delete(
    `${path}/:environmentId`,
    { config: { operation: 'environments.delete' }, schema: { params: Type.Object(environmentParams) } },
    async (request, reply) => {
      const project = await projectOf(services, request.params);
      await services.resources.environments.remove(project.id, request.params.environmentId);
      return noContent(reply);
    },
  );
}

/** How many deployments one answer lists when the request does not say. */
const listedDeployments = 50;

function listDeployments(api: Api, services: Services, path: string): void {
  api.get(
    `${path}/:environmentId/environmentdeploymentrecords`,
    {
      config: { operation: 'deployments.list' },
      schema: {
        params: Type.Object(environmentParams),
        querystring: Type.Object({
          top: Type.Optional(Type.Integer({ minimum: 0 })),
          continuationToken: Type.Optional(Id32),
        }),
        response: { 200: Collection(DeploymentRecord) },
      },
    },
    async (request, reply) => {
      const { environment } = await environmentOf(services, request.params);
      const { top: asked = listedDeployments, continuationToken } = request.query;
      const top = Math.min(asked, listedResources);
      const { deployments } = services.resources;
      const found = await deployments.list(environment.id, top + 1, continuationToken);
      const page = found.slice(0, top);
      const last = page.at(-1);
      if (found.length > top && last !== undefined) reply.header('x-ms-continuationtoken', String(last.id));
      return { count: page.length, value: page.map(each => deploymentResource(request.base, each)) };
    },
  );
}
