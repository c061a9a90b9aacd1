import { Type } from 'typebox';
import type { Pipeline } from '../../run/ports/catalogue.ts';
import type { RunRow } from '../../run/ports/run-store.ts';
import type { Api } from '../http/api.ts';
import { projectOf } from '../http/lookups.ts';
import { projectParams, projectPath } from '../http/paths.ts';
import { searchBuilds } from '../resources/build-search.ts';
import { cctrayFeed } from '../resources/cctray.ts';
import type { Services } from '../services.ts';

/** How a project's pipelines stand, as desktop monitors (CCMenu, CCTray and their like) read it. The service has no such feed: this one is ours. */
export function cctrayRoutes(api: Api, services: Services): void {
  const schema = {
    params: Type.Object(projectParams),
    querystring: Type.Object({ branchName: Type.Optional(Type.String()) }),
  };
  api.get(
    `${projectPath}/build/cctray.xml`,
    { config: { operation: 'cctray.get', produces: 'application/xml' }, schema },
    async (request, reply) => {
      const project = await projectOf(services, request.params);
      const home = `${request.base}/${project.id}/_build/definition?definitionId=`;
      const pipelines = await services.catalogue.pipelines(services.organization, project.id);
      const monitored = pipelines.map(async pipeline => ({
        pipeline,
        webUrl: `${home}${pipeline.id}`,
        latest: await newest(services, pipeline, request.query),
        latestCompleted: await newest(services, pipeline, { ...request.query, statusFilter: 'completed' }),
      }));
      reply.type('application/xml; charset=utf-8').header('cache-control', 'no-cache, no-store');
      return cctrayFeed(await Promise.all(monitored));
    },
  );
}

type Which = { readonly branchName?: string; readonly statusFilter?: 'completed' };

async function newest(services: Services, { id, projectId }: Pipeline, which: Which): Promise<RunRow | undefined> {
  const { rows } = await searchBuilds(services, projectId, { definitions: `${id}`, ...which, $top: 1 });
  return rows[0];
}
