import { Type } from 'typebox';
import { Id32 } from '../../wire/json-schema.ts';
import type { Api } from '../http/api.ts';
import { homeOf } from '../http/browser-sessions.ts';
import { loadPages } from '../http/load-pages.ts';
import { projectOf } from '../http/lookups.ts';
import { organizationParams, projectParams } from '../http/paths.ts';
import { definitionOf } from '../resources/definition-lookups.ts';
import type { Services } from '../services.ts';

const path = '/:organization/:project/_build';
const params = Type.Object(projectParams);
const text = Type.Optional(Type.String());
const ofPipeline = { before: Type.Optional(Id32), branch: text };

/** The pages of the projects, of the pipelines of each, and of the runs of each of these, where the service has them. */
export function pipelinePageRoutes(api: Api, services: Services): void {
  leadHome(api);
  showProjects(api, services);
  showProject(api, services);
  showPipelines(api, services);
  showPipeline(api, services);
  showEditor(api);
}

/** From the address of the server alone, which people type. */
function leadHome(api: Api): void {
  api.get('/', { config: { operation: 'rootPage.show', produces: 'text/html' }, schema: {} }, (request, reply) =>
    reply.redirect(homeOf(request)),
  );
}

function showProjects(api: Api, services: Services): void {
  const pages = loadPages(services);
  api.get(
    '/:organization',
    {
      config: { operation: 'projectsPage.show', produces: 'text/html' },
      schema: { params: Type.Object(organizationParams) },
    },
    async (request, reply) => (await pages()).projects(request, reply),
  );
}

/** What the service shows of a project beside its pipelines is not served. */
function showProject(api: Api, services: Services): void {
  api.get(
    '/:organization/:project',
    { config: { operation: 'pipelinesPage.show', produces: 'text/html' }, schema: { params } },
    async (request, reply) => {
      const { name } = await projectOf(services, request.params);
      return reply.redirect(`${homeOf(request)}/${encodeURIComponent(name)}/_build`);
    },
  );
}

/** The pipelines; with `definitionId` one of them, as clients of the service lead there too. */
function showPipelines(api: Api, services: Services): void {
  const pages = loadPages(services);
  const page = Type.Optional(Type.Integer({ minimum: 1 }));
  api.get(
    path,
    {
      config: { operation: 'pipelinesPage.show', produces: 'text/html' },
      schema: {
        params,
        querystring: Type.Object({ definitionId: Type.Optional(Id32), filter: text, page, ...ofPipeline }),
      },
    },
    async (request, reply) => {
      const { definitionId, filter, page: number, ...query } = request.query;
      if (definitionId !== undefined) {
        const found = await definitionOf(services, { ...request.params, definitionId });
        return (await pages()).pipeline(request, reply, found, query);
      }
      const project = await projectOf(services, request.params);
      const wanted = { ...(filter === undefined ? {} : { filter }), ...(number === undefined ? {} : { page: number }) };
      return (await pages()).pipelines(request, reply, project, wanted);
    },
  );
}

function showPipeline(api: Api, services: Services): void {
  const pages = loadPages(services);
  api.get(
    `${path}/definition`,
    {
      config: { operation: 'pipelinePage.show', produces: 'text/html' },
      schema: { params, querystring: Type.Object({ definitionId: Id32, ...ofPipeline }) },
    },
    async (request, reply) => {
      const { definitionId, ...query } = request.query;
      const found = await definitionOf(services, { ...request.params, definitionId });
      return (await pages()).pipeline(request, reply, found, query);
    },
  );
}

/** Where the service edits a definition: its YAML is edited in its repository, so the pipeline is shown. */
function showEditor(api: Api): void {
  api.get(
    `${path}/designer`,
    {
      config: { operation: 'pipelinePage.show', produces: 'text/html' },
      schema: { params, querystring: Type.Object({ id: Id32 }) },
    },
    async (request, reply) => {
      const { params: named, query } = request;
      const project = encodeURIComponent(named.project);
      return reply.redirect(`${homeOf(request)}/${project}/_build/definition?definitionId=${query.id}`);
    },
  );
}
