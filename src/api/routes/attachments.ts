import { Readable } from 'node:stream';
import { Type } from 'typebox';
import { attachmentBytes } from '../../base/limits.ts';
import { TaskAttachment } from '../../wire/agents.ts';
import { BuildAttachment } from '../../wire/builds.ts';
import { Collection, Guid } from '../../wire/json-schema.ts';
import type { Api } from '../http/api.ts';
import { readBytes } from '../http/bytes.ts';
import { serviceError } from '../http/errors.ts';
import { agentServerOf, buildOf } from '../http/lookups.ts';
import { OwnJobs } from '../http/own-jobs.ts';
import { buildParams, organizationParams, organizationPath, projectPath } from '../http/paths.ts';
import type { Services } from '../services.ts';

const recordPath =
  '/:organization/:scopeIdentifier/_apis/distributedtask/hubs/build/plans/:planId/timelines/:timelineId/records/:recordId';
const recordParams = { ...organizationParams, scopeIdentifier: Guid, planId: Guid, timelineId: Guid, recordId: Guid };
const named = { type: Type.String({ minLength: 1 }), name: Type.String({ minLength: 1 }) };

/** Files that steps attach to their records: put by agents, read by whoever reads the run. */
export function attachmentRoutes(api: Api, services: Services): void {
  putAttachment(api, services);
  for (const path of [projectPath, organizationPath]) {
    listAttachments(api, services, `${path}/build/builds/:buildId`);
    readAttachment(api, services, `${path}/build/builds/:buildId`);
  }
}

// In a scope of its own, because it reads bytes.
function putAttachment(api: Api, services: Services): void {
  const jobs = new OwnJobs(services);
  api.register(async (scope: Api) => {
    readBytes(scope);
    scope.put(
      `${recordPath}/attachments/:type/:name`,
      {
        bodyLimit: attachmentBytes,
        config: { operation: 'attachments.put', consumes: 'application/octet-stream' },
        schema: { params: Type.Object({ ...recordParams, ...named }), response: { 200: TaskAttachment } },
      },
      async request => {
        const { timelineId, recordId, type, name } = request.params;
        await (await jobs.of(request))?.checkRecord(recordId);
        const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
        const server = agentServerOf(services, request);
        await server.uploadAttachment(request.params, timelineId, { recordId, type, name }, bytes);
        return { timelineId, recordId, type, name };
      },
    );
  });
}

function listAttachments(api: Api, services: Services, path: string): void {
  api.get(
    `${path}/attachments/:type`,
    {
      config: { operation: 'attachments.list' },
      schema: {
        params: Type.Object({ ...buildParams, type: named.type }),
        response: { 200: Collection(BuildAttachment) },
      },
    },
    async request => {
      const row = await buildOf(services, request.params);
      const found = await services.attachments.list(row.key, request.params.type);
      const build = `${request.base}/${row.projectId}/_apis/build/builds/${row.key.runId}`;
      const value = found.map(({ timelineId, recordId, type, name }) => {
        const file = `${encodeURIComponent(type)}/${encodeURIComponent(name)}`;
        return { _links: { self: { href: `${build}/${timelineId}/${recordId}/attachments/${file}` } }, name };
      });
      return { count: value.length, value };
    },
  );
}

function readAttachment(api: Api, services: Services, path: string): void {
  api.get(
    `${path}/:timelineId/:recordId/attachments/:type/:name`,
    {
      config: { operation: 'attachments.get', produces: 'application/octet-stream' },
      schema: { params: Type.Object({ ...buildParams, timelineId: Guid, recordId: Guid, ...named }) },
    },
    async (request, reply) => {
      const row = await buildOf(services, request.params);
      const bytes = await services.attachments.read(row.key, request.params);
      if (bytes === undefined) {
        throw serviceError('attachmentMissing', `The attachment '${request.params.name}' was not found.`);
      }
      // Never shown by a browser as what a step says it is.
      reply.type('application/octet-stream').header('content-disposition', 'attachment');
      return reply.send(Readable.from(bytes));
    },
  );
}
