import { Type } from 'typebox';
import { endpointTypes } from '../../resources/endpoint-types.ts';
import { type EndpointDraft, endpointMissing } from '../../resources/endpoints.ts';
import type { Project } from '../../run/ports/catalogue.ts';
import { Collection } from '../../wire/json-schema.ts';
import {
  EndpointActionFilter,
  EndpointParameters,
  EndpointProjectReference,
  ServiceEndpoint,
  ServiceEndpointType,
} from '../../wire/service-endpoints.ts';
import type { Api } from '../http/api.ts';
import { projectOf, projectOrNone } from '../http/lookups.ts';
import { noContent } from '../http/no-content.ts';
import { organizationParams, organizationPath, projectParams, projectPath, ungroupedParams } from '../http/paths.ts';
import type { Caller } from '../http/tokens.ts';
import { endpointResource, endpointTypeResource } from '../resources/endpoint-resource.ts';
import { idsOf } from '../resources/id-list.ts';
import { projectUses } from '../resources/project-uses.ts';
import type { Services } from '../services.ts';

const endpoints = 'serviceendpoint/endpoints';
const endpointParams = { ...ungroupedParams, endpointId: Type.String() };

/** Service endpoints: of a project, and shared between projects at the organization's address. */
export function serviceEndpointRoutes(api: Api, services: Services): void {
  listTypes(api);
  listEndpoints(api, services);
  getEndpoint(api, services);
  shareEndpoint(api, services);
  updateEndpoints(api, services);
  for (const path of [`${projectPath}/${endpoints}`, `${organizationPath}/${endpoints}`]) {
    addEndpoint(api, services, path);
    updateEndpoint(api, services, `${path}/:endpointId`);
    deleteEndpoint(api, services, `${path}/:endpointId`);
  }
}

function listTypes(api: Api): void {
  api.get(
    `${organizationPath}/serviceendpoint/types`,
    {
      config: { operation: 'endpointTypes.list' },
      schema: {
        params: Type.Object(organizationParams),
        querystring: Type.Object({ type: Type.Optional(Type.String()), scheme: Type.Optional(Type.String()) }),
        response: { 200: Collection(ServiceEndpointType) },
      },
    },
    async request => {
      const { type, scheme } = request.query;
      const wanted = endpointTypes.filter(({ name }) => type === undefined || name === type.toLowerCase());
      const value = wanted.map(each => endpointTypeResource(each, scheme));
      const found = value.filter(({ authenticationSchemes }) => authenticationSchemes.length > 0);
      return { count: found.length, value: found };
    },
  );
}

function listEndpoints(api: Api, services: Services): void {
  const text = Type.Optional(Type.String());
  const flag = Type.Optional(Type.Boolean());
  api.get(
    `${projectPath}/${endpoints}`,
    {
      config: { operation: 'endpoints.list' },
      schema: {
        params: Type.Object(projectParams),
        querystring: Type.Object({
          type: text,
          authSchemes: text,
          endpointIds: text,
          endpointNames: text,
          owner: text,
          includeFailed: flag,
          includeDetails: flag,
          actionFilter: Type.Optional(EndpointActionFilter),
        }),
        response: { 200: Collection(ServiceEndpoint) },
      },
    },
    async request => {
      const project = await projectOf(services, request.params);
      const { type, authSchemes, endpointIds, endpointNames, owner = 'library' } = request.query;
      const found = await services.resources.endpoints.list(project.id, {
        ...(type === undefined ? {} : { type }),
        ...(authSchemes === undefined ? {} : { schemes: idsOf(authSchemes) }),
        ...(endpointIds === undefined ? {} : { ids: idsOf(endpointIds) }),
        ...(endpointNames === undefined ? {} : { names: idsOf(endpointNames) }),
      });
      const owned = owner.toLowerCase() === 'library' ? found : [];
      const value = await Promise.all(owned.map(endpoint => answer(services, request.base, endpoint, project)));
      return { count: value.length, value };
    },
  );
}

function getEndpoint(api: Api, services: Services): void {
  api.get(
    `${projectPath}/${endpoints}/:endpointId`,
    {
      config: { operation: 'endpoints.get' },
      schema: {
        params: Type.Object({ ...projectParams, endpointId: Type.String() }),
        querystring: Type.Object({ actionFilter: Type.Optional(EndpointActionFilter) }),
        response: { 200: ServiceEndpoint },
      },
    },
    async request => {
      const project = await projectOf(services, request.params);
      const { endpointId } = request.params;
      const endpoint = await services.resources.endpoints.get(endpointId, project.id);
      if (endpoint === undefined) throw endpointMissing(endpointId);
      return answer(services, request.base, endpoint, project);
    },
  );
}

function addEndpoint(api: Api, services: Services, path: string): void {
  api.post(
    path,
    {
      config: { operation: 'endpoints.add' },
      schema: { params: Type.Object(ungroupedParams), body: EndpointParameters, response: { 200: ServiceEndpoint } },
    },
    async request => {
      const project = await projectOrNone(services, request.params);
      const draft = await draftOf(services, request.body, project);
      const endpoint = await services.resources.endpoints.add(draft, request.caller.identity);
      return answer(services, request.base, endpoint, project);
    },
  );
}

function updateEndpoint(api: Api, services: Services, path: string): void {
  api.put(
    path,
    {
      config: { operation: 'endpoints.update' },
      schema: {
        params: Type.Object(endpointParams),
        body: EndpointParameters,
        response: { 200: ServiceEndpoint },
      },
    },
    async request => {
      const project = await projectOrNone(services, request.params);
      const endpoint = await replace(services, request.params.endpointId, request.body, project, request.caller);
      return answer(services, request.base, endpoint, project);
    },
  );
}

function updateEndpoints(api: Api, services: Services): void {
  api.put(
    `${organizationPath}/${endpoints}`,
    {
      config: { operation: 'endpoints.updateAll' },
      schema: {
        params: Type.Object(organizationParams),
        body: Type.Array(EndpointParameters),
        response: { 200: Collection(ServiceEndpoint) },
      },
    },
    async request => {
      const value: ServiceEndpoint[] = [];
      for (const body of request.body) {
        const endpoint = await replace(services, body.id ?? '', body, undefined, request.caller);
        value.push(await answer(services, request.base, endpoint, undefined));
      }
      return { count: value.length, value };
    },
  );
}

function shareEndpoint(api: Api, services: Services): void {
  api.patch(
    `${organizationPath}/${endpoints}/:endpointId`,
    {
      config: { operation: 'endpoints.share' },
      schema: {
        params: Type.Object({ ...organizationParams, endpointId: Type.String() }),
        body: Type.Array(EndpointProjectReference),
      },
    },
    async (request, reply) => {
      const { endpointId } = request.params;
      const known = await services.resources.endpoints.get(endpointId);
      if (known === undefined) throw endpointMissing(endpointId);
      const [own] = known.projects;
      const standard = { name: own?.name ?? '', description: own?.description ?? '' };
      const uses = await projectUses(services, request.body, standard, undefined);
      await services.resources.endpoints.share(endpointId, uses, request.caller.identity);
      return noContent(reply);
    },
  );
}

function deleteEndpoint(api: Api, services: Services, path: string): void {
  api.delete(
    path,
    {
      config: { operation: 'endpoints.delete' },
      schema: {
        params: Type.Object(endpointParams),
        querystring: Type.Object({
          projectIds: Type.Optional(Type.String()),
          deep: Type.Optional(Type.Boolean()),
        }),
      },
    },
    async (request, reply) => {
      const project = await projectOrNone(services, request.params);
      const projectIds = project === undefined ? [...idsOf(request.query.projectIds ?? '')] : [project.id];
      await services.resources.endpoints.remove(request.params.endpointId, projectIds);
      return noContent(reply);
    },
  );
}

async function replace(
  services: Services,
  id: string,
  body: EndpointParameters,
  project: Project | undefined,
  caller: Pick<Caller, 'identity'>,
) {
  const { endpoints } = services.resources;
  if ((await endpoints.get(id, project?.id)) === undefined) throw endpointMissing(id);
  const draft = await draftOf(services, body, project);
  const keepsOthers = body.serviceEndpointProjectReferences === undefined;
  return endpoints.update(id, draft, { by: caller.identity, keepsOthers });
}

async function answer(
  { catalogue, organization }: Services,
  base: string,
  endpoint: Parameters<typeof endpointResource>[1],
  project: Project | undefined,
): Promise<ServiceEndpoint> {
  return endpointResource(base, endpoint, await catalogue.projects(organization), project?.id);
}

async function draftOf(
  services: Services,
  body: EndpointParameters,
  project: Project | undefined,
): Promise<EndpointDraft> {
  const { name = '', description = '', type = '', url = '', data = {}, authorization = {} } = body;
  const references = body.serviceEndpointProjectReferences;
  return {
    type,
    url,
    data,
    scheme: authorization.scheme ?? '',
    parameters: authorization.parameters ?? {},
    projects: await projectUses(services, references, { name, description }, project),
  };
}
