import { Type } from 'typebox';
import { BuildReport, Properties, ResourceRef } from '../../wire/build-details.ts';
import { JsonPatch } from '../../wire/json-patch.ts';
import { Collection, Int32 } from '../../wire/json-schema.ts';
import type { Api } from '../http/api.ts';
import { buildOf, projectOf } from '../http/lookups.ts';
import { buildParams, organizationPath, projectParams, projectPath } from '../http/paths.ts';
import { htmlReport, textReport } from '../resources/build-report.ts';
import { propertiesResource, propertyChanges } from '../resources/property-changes.ts';
import type { Services } from '../services.ts';

const params = Type.Object(buildParams);

/** What the Build area tells of a run beside the build itself: its report, properties, work items, and where its sources are. */
export function buildDetailRoutes(api: Api, services: Services): void {
  for (const path of [projectPath, organizationPath]) {
    const build = `${path}/build/builds/:buildId`;
    getReport(api, services, build);
    getProperties(api, services, build);
    updateProperties(api, services, build);
    showSources(api, services, build);
    listWorkItems(api, services, build);
  }
  listWorkItemsBetween(api, services);
}

function getReport(api: Api, services: Services, build: string): void {
  api.get(
    `${build}/report`,
    {
      config: { operation: 'buildReport.get', produces: 'text/html' },
      schema: {
        params,
        querystring: Type.Object({ type: Type.Optional(Type.String()) }),
        response: { 200: BuildReport },
      },
    },
    async (request, reply) => {
      const row = await buildOf(services, request.params);
      const timeline = await services.orchestrator.timeline(row.key);
      if (/text\/html/i.test(request.headers.accept ?? ''))
        return reply.type('text/html; charset=utf-8').send(htmlReport(row, timeline) as never);
      const isText = request.query.type?.toLowerCase() === 'text';
      const content = isText ? textReport(row, timeline) : htmlReport(row, timeline);
      return { buildId: row.key.runId, content, type: isText ? 'text' : 'html' };
    },
  );
}

function getProperties(api: Api, services: Services, build: string): void {
  api.get(
    `${build}/properties`,
    {
      config: { operation: 'buildProperties.get' },
      schema: {
        params,
        querystring: Type.Object({ filter: Type.Optional(Type.String()) }),
        response: { 200: Properties },
      },
    },
    async request =>
      propertiesResource((await buildOf(services, request.params)).notes.properties, request.query.filter),
  );
}

function updateProperties(api: Api, services: Services, build: string): void {
  api.patch(
    `${build}/properties`,
    {
      config: { operation: 'buildProperties.update' },
      schema: { params, body: JsonPatch, response: { 200: Properties } },
    },
    async request => {
      const row = await buildOf(services, request.params);
      const changed = await services.orchestrator.annotate(row.key, { properties: propertyChanges(request.body) });
      return propertiesResource((changed ?? row).notes.properties, undefined);
    },
  );
}

/** People follow this address to the commit that a run was made of. */
function showSources(api: Api, services: Services, build: string): void {
  api.get(
    `${build}/sources`,
    { config: { operation: 'buildSources.get' }, schema: { params } },
    async (request, reply) => {
      const { facts } = await buildOf(services, request.params);
      const { name = '', version = '' } = facts.repositories.self ?? {};
      const project = encodeURIComponent(facts.projectName);
      return reply.redirect(`${request.base}/${project}/_git/${encodeURIComponent(name)}/commit/${version}`);
    },
  );
}

const WorkItems = Collection(ResourceRef);
// There are no work items here, so no commit can name one.
const noWorkItems = { count: 0, value: [] };

function listWorkItems(api: Api, services: Services, build: string): void {
  const schema = { params, response: { 200: WorkItems } };
  api.get(`${build}/workitems`, { config: { operation: 'buildWorkItems.list' }, schema }, async request => {
    await buildOf(services, request.params);
    return noWorkItems;
  });
  api.post(
    `${build}/workitems`,
    { config: { operation: 'buildWorkItems.listOfCommits' }, schema: { ...schema, body: Type.Array(Type.String()) } },
    async request => {
      await buildOf(services, request.params);
      return noWorkItems;
    },
  );
}

function listWorkItemsBetween(api: Api, services: Services): void {
  api.get(
    `${projectPath}/build/workitems`,
    {
      config: { operation: 'workItems.listBetween' },
      schema: {
        params: Type.Object(projectParams),
        querystring: Type.Object({ fromBuildId: Type.Optional(Int32), toBuildId: Type.Optional(Int32) }),
        response: { 200: WorkItems },
      },
    },
    async request => {
      await projectOf(services, request.params);
      return noWorkItems;
    },
  );
}
