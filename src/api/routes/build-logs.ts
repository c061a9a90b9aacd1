import { Readable } from 'node:stream';
import { Type } from 'typebox';
import { BuildLog } from '../../wire/builds.ts';
import { Collection, Id32 } from '../../wire/json-schema.ts';
import type { Api } from '../http/api.ts';
import { logMissing } from '../http/error-words.ts';
import { jsonLines } from '../http/json-lines.ts';
import { buildOf } from '../http/lookups.ts';
import { buildParams, organizationPath, projectPath } from '../http/paths.ts';
import { buildLogResource } from '../resources/log-resource.ts';
import type { Services } from '../services.ts';

/** The logs of a run and their text. However long a log is, only a piece of it is in memory. */
export function buildLogRoutes(api: Api, services: Services): void {
  for (const path of [projectPath, organizationPath]) {
    listLogs(api, services, `${path}/build/builds/:buildId/logs`);
    getLog(api, services, `${path}/build/builds/:buildId/logs/:logId`);
  }
}

function listLogs(api: Api, services: Services, path: string): void {
  api.get(
    path,
    {
      config: { operation: 'buildLogs.list' },
      schema: { params: Type.Object(buildParams), response: { 200: Collection(BuildLog) } },
    },
    async request => {
      const row = await buildOf(services, request.params);
      const logs = await services.logs.list(row.key);
      return { count: logs.length, value: logs.map(log => buildLogResource(request.base, row, log)) };
    },
  );
}

const line = Type.Optional(Type.Integer({ minimum: 0 }));

function getLog(api: Api, services: Services, path: string): void {
  api.get(
    path,
    {
      config: { operation: 'buildLogs.get' },
      schema: {
        params: Type.Object({ ...buildParams, logId: Id32 }),
        querystring: Type.Object({ startLine: line, endLine: line }),
      },
    },
    async (request, reply) => {
      const row = await buildOf(services, request.params);
      const { logId } = request.params;
      if ((await services.logs.describe(row.key, logId)) === undefined) throw logMissing(logId);
      const text = services.logs.read(row.key, logId, request.query);
      if (wantsJson(request.headers.accept)) return reply.send(Readable.from(jsonLines(text)));
      reply.type(String(reply.getHeader('content-type')).replace('application/json', 'text/plain'));
      return reply.send(Readable.from(text));
    },
  );
}

// Text, as the service answers it, unless the client asks for JSON and not for text.
function wantsJson(accept = ''): boolean {
  return /application\/json/i.test(accept) && !/text\/plain/i.test(accept);
}
