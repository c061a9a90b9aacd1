import { Readable } from 'node:stream';
import { Type } from 'typebox';
import type { LogRow } from '../../run/ports/log-table.ts';
import type { RunRow } from '../../run/ports/run-store.ts';
import { Id32, WireEnum } from '../../wire/json-schema.ts';
import { Log, LogCollection, logExpansion } from '../../wire/run-logs.ts';
import type { Api } from '../http/api.ts';
import { logMissing } from '../http/error-words.ts';
import { serviceError } from '../http/errors.ts';
import { runOf } from '../http/lookups.ts';
import { projectPath, runParams } from '../http/paths.ts';
import { SignedUrls } from '../http/signed-urls.ts';
import { logResource, runLogsUrl } from '../resources/log-resource.ts';
import type { Services } from '../services.ts';

const runPath = `${projectPath}/pipelines/:pipelineId/runs/:runId`;
const logParams = { ...runParams, logId: Id32 };
const expansion = Type.Object({ $expand: Type.Optional(WireEnum(logExpansion)) });

/** The logs of a run in the Pipelines area, and their text behind addresses that need no credentials. */
export function runLogRoutes(api: Api, services: Services): void {
  const signedUrls = new SignedUrls(services.organization, services.signingKey, services.clock);
  listLogs(api, services, signedUrls);
  getLog(api, services, signedUrls);
  getSignedContent(api, services, signedUrls);
}

function listLogs(api: Api, services: Services, signedUrls: SignedUrls): void {
  api.get(
    `${runPath}/logs`,
    {
      config: { operation: 'runLogs.list' },
      schema: { params: Type.Object(runParams), querystring: expansion, response: { 200: LogCollection } },
    },
    async request => {
      const row = await runOf(services, request.params);
      const { $expand } = request.query;
      const logs = (await services.logs.list(row.key)).map(log =>
        logResource(request.base, row, log, signed(signedUrls, request.base, row, log, $expand)),
      );
      return { logs, url: runLogsUrl(request.base, row) };
    },
  );
}

function getLog(api: Api, services: Services, signedUrls: SignedUrls): void {
  api.get(
    `${runPath}/logs/:logId`,
    {
      config: { operation: 'runLogs.get' },
      schema: { params: Type.Object(logParams), querystring: expansion, response: { 200: Log } },
    },
    async request => {
      const row = await runOf(services, request.params);
      const log = await services.logs.describe(row.key, request.params.logId);
      if (log === undefined) throw logMissing(request.params.logId);
      const { $expand } = request.query;
      return logResource(request.base, row, log, signed(signedUrls, request.base, row, log, $expand));
    },
  );
}

function getSignedContent(api: Api, services: Services, signedUrls: SignedUrls): void {
  api.get(
    `${runPath}/signedLogContent/:logId`,
    {
      config: { operation: 'signedLogContent.get', produces: 'text/plain' },
      schema: {
        params: Type.Object(logParams),
        querystring: Type.Object({
          urlExpires: Type.String(),
          urlSigningMethod: Type.String(),
          urlSignature: Type.String(),
        }),
      },
    },
    async (request, reply) => {
      const { project, pipelineId, runId, logId } = request.params;
      if (!signedUrls.accepts({ projectId: project, pipelineId, runId, logId }, request.query)) {
        throw serviceError('signatureRefused', 'The signed address is not valid, or it has expired.');
      }
      const row = await runOf(services, request.params);
      if ((await services.logs.describe(row.key, logId)) === undefined) throw logMissing(logId);
      return reply.type('text/plain; charset=utf-8').send(Readable.from(services.logs.read(row.key, logId, {})));
    },
  );
}

function signed(
  signedUrls: SignedUrls,
  base: string,
  { projectId, pipeline, key }: RunRow,
  log: LogRow,
  expand: keyof typeof logExpansion | undefined,
): Log['signedContent'] {
  if (expand !== 'signedContent') return undefined;
  return signedUrls.logContent(base, { projectId, pipelineId: pipeline.id, runId: key.runId, logId: log.id });
}
