import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import type { RunKey } from '../../run/events.ts';
import type { LogRow } from '../../run/ports/log-table.ts';
import type { RunRow } from '../../run/ports/run-store.ts';
import type { TimelineRecord } from '../../run/timeline.ts';
import { BuildLog } from '../../wire/builds.ts';
import { Collection, Id32 } from '../../wire/json-schema.ts';
import type { Api } from '../http/api.ts';
import { logMissing } from '../http/error-words.ts';
import { jsonLines } from '../http/json-lines.ts';
import { buildOf } from '../http/lookups.ts';
import { buildParams, organizationPath, projectPath } from '../http/paths.ts';
import { sendZipOf, wantsZip, type ZipEntry } from '../http/zip-answer.ts';
import { attachedFiles, attachedTypes, logFiles } from '../resources/log-files.ts';
import { buildLogResource } from '../resources/log-resource.ts';
import type { Services } from '../services.ts';

const format = Type.Optional(Type.String());

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
      config: { operation: 'buildLogs.list', produces: 'application/zip' },
      schema: {
        params: Type.Object(buildParams),
        querystring: Type.Object({ $format: format }),
        response: { 200: Collection(BuildLog) },
      },
    },
    async (request, reply) => {
      const row = await buildOf(services, request.params);
      const logs = await services.logs.list(row.key);
      if (wantsZip(request)) return sendLogs(reply, services, row, logs);
      return { count: logs.length, value: logs.map(log => buildLogResource(request.base, row, log)) };
    },
  );
}

/** All logs of a run in one zip, each a file. */
async function sendLogs(reply: FastifyReply, services: Services, row: RunRow, logs: readonly LogRow[]): Promise<never> {
  const timeline = await services.orchestrator.timeline(row.key);
  const entries = logFiles(logs, timeline).map(({ log, path }) => entryOf(services, row.key, log, path));
  const attached = await attachedEntries(services, row.key, timeline);
  return (await sendZipOf(reply, `logs_${row.key.runId}.zip`, [...entries, ...attached])) as never;
}

/** What steps uploaded to go with their logs. */
async function attachedEntries(
  { attachments }: Services,
  run: RunKey,
  timeline: readonly TimelineRecord[],
): Promise<readonly ZipEntry[]> {
  const lists = await Promise.all(attachedTypes.map(type => attachments.list(run, type)));
  return attachedFiles(lists.flat(), timeline).map(({ attachment, path }) => ({
    path,
    changedAt: attachment.createdAt,
    read: () => pieces(attachments.read(run, attachment)),
  }));
}

async function* pieces(reading: Promise<AsyncIterable<Uint8Array> | undefined>): AsyncIterable<Uint8Array> {
  yield* (await reading) ?? [];
}

function entryOf({ logs }: Services, run: RunKey, log: LogRow, path: string): ZipEntry {
  return { path, changedAt: log.changedAt, read: () => logs.read(run, log.id) };
}

const line = Type.Optional(Type.Integer({ minimum: 0 }));

function getLog(api: Api, services: Services, path: string): void {
  api.get(
    path,
    {
      config: { operation: 'buildLogs.get', produces: 'text/plain, application/json, application/zip' },
      schema: {
        params: Type.Object({ ...buildParams, logId: Id32 }),
        querystring: Type.Object({ startLine: line, endLine: line, $format: format }),
      },
    },
    async (request, reply) => {
      const row = await buildOf(services, request.params);
      const { logId } = request.params;
      const log = await services.logs.describe(row.key, logId);
      if (log === undefined) throw logMissing(logId);
      if (wantsZip(request))
        return sendZipOf(reply, `log_${logId}.zip`, [entryOf(services, row.key, log, `${logId}.txt`)]);
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
