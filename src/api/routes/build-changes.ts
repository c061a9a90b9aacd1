import { Type } from 'typebox';
import { Change } from '../../wire/build-details.ts';
import { Collection, Id32 } from '../../wire/json-schema.ts';
import type { Api } from '../http/api.ts';
import { buildOf } from '../http/lookups.ts';
import { offsetOf } from '../http/paging.ts';
import { buildParams, organizationPath, projectParams, projectPath } from '../http/paths.ts';
import { changeResource, changesBetween, changesOf } from '../resources/build-changes.ts';
import type { Services } from '../services.ts';

/** How many changes are answered unless the query says otherwise, and at most. */
const standardTop = 50;
const mostChanges = 1000;

const top = Type.Optional(Type.Integer({ minimum: 0 }));
const Changes = Collection(Change);

/** The commits that came with a run, or between two runs. */
export function buildChangeRoutes(api: Api, services: Services): void {
  for (const path of [projectPath, organizationPath]) listChanges(api, services, path);
  listChangesBetween(api, services);
}

function listChanges(api: Api, services: Services, path: string): void {
  api.get(
    `${path}/build/builds/:buildId/changes`,
    {
      config: { operation: 'buildChanges.list' },
      schema: {
        params: Type.Object(buildParams),
        querystring: Type.Object({
          $top: top,
          continuationToken: Type.Optional(Type.String()),
          includeSourceChange: Type.Optional(Type.Boolean()),
        }),
        response: { 200: Changes },
      },
    },
    async (request, reply) => {
      const row = await buildOf(services, request.params);
      const { $top = standardTop, continuationToken } = request.query;
      const skip = offsetOf(continuationToken);
      const most = Math.min($top, mostChanges);
      const found = await changesOf(services, row, { skip, top: most + 1 });
      if (most > 0 && found.length > most) reply.header('x-ms-continuationtoken', `${skip + most}`);
      const value = found.slice(0, most).map(commit => changeResource(request.base, row, commit));
      return { count: value.length, value };
    },
  );
}

function listChangesBetween(api: Api, services: Services): void {
  api.get(
    `${projectPath}/build/changes`,
    {
      config: { operation: 'changes.listBetween' },
      schema: {
        params: Type.Object(projectParams),
        querystring: Type.Object({ fromBuildId: Id32, toBuildId: Id32, $top: top }),
        response: { 200: Changes },
      },
    },
    async request => {
      const { fromBuildId, toBuildId, $top = standardTop } = request.query;
      const first = await buildOf(services, { ...request.params, buildId: fromBuildId });
      const second = await buildOf(services, { ...request.params, buildId: toBuildId });
      const page = { skip: 0, top: Math.min($top, mostChanges) };
      const found = await changesBetween(services, first, second, page);
      return { count: found.length, value: found.map(commit => changeResource(request.base, second, commit)) };
    },
  );
}
