import type { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { keptRunBytes, keptRunMs, listedRuns } from '../../base/limits.ts';
import { runTopic } from '../../run/orchestrator.ts';
import { Collection, Int32 } from '../../wire/json-schema.ts';
import { PreviewedRun, PreviewRun, Run, RunPipelineParameters } from '../../wire/runs.ts';
import type { Api } from '../http/api.ts';
import { ServiceError, serviceError } from '../http/errors.ts';
import type { FindKept } from '../http/kept-answer.ts';
import { type Kept, KeptBytes, namesTag } from '../http/kept-bytes.ts';
import { pipelineOf, runOf } from '../http/lookups.ts';
import { pipelineParams, projectPath, runParams } from '../http/paths.ts';
import { checkVersion } from '../resources/new-pipeline.ts';
import { runList } from '../resources/run-list.ts';
import { problemError, runParametersOf } from '../resources/run-parameters.ts';
import { previewedRun, startedRun, wholeRun } from '../run-resource.ts';
import type { Services } from '../services.ts';

const runsPath = `${projectPath}/pipelines/:pipelineId/runs`;

/** Runs: listed, read, started; and previews of what would run. */
export function runRoutes(api: Api, services: Services): void {
  listRuns(api, services);
  getRun(api, services);
  runPipeline(api, services);
  previewPipeline(api, services);
}

function listRuns(api: Api, services: Services): void {
  api.get(
    runsPath,
    {
      config: { operation: 'runs.list' },
      schema: {
        params: Type.Object(pipelineParams),
        querystring: Type.Object({ $top: Type.Optional(Type.Integer({ minimum: 0 })) }),
        response: { 200: Collection(Run) },
      },
    },
    async (request, reply) => {
      const { pipeline } = await pipelineOf(services, request.params);
      const top = Math.min(request.query.$top ?? listedRuns, listedRuns);
      const query = { organization: services.organization, pipelineId: pipeline.id, top };
      return sendText(await runList(services.runs, request.base, query), reply);
    },
  );
}

function sendText(text: Buffer | Readable, reply: FastifyReply): FastifyReply {
  return reply.send(text);
}

// A completed run seldom changes: its bytes are made once for each address by which clients reach the server, and a client that has
// them already is told so. They are dropped when something is noted on the run, or it runs again: so the run is read once more after that
// is waited for, and not waited for ever, because another server's word may be lost.
function getRun(api: Api, services: Services): void {
  const kept = new KeptBytes(keptRunBytes);
  const closing = new AbortController();
  api.addHook('onClose', async () => closing.abort());
  const find: FindKept = ({ base, params }) => {
    const { project, pipelineId, runId } = params as Readonly<Record<'project' | 'pipelineId' | 'runId', string>>;
    // Nobody has checked these yet, and other texts might make the key of another run.
    if (!plainId.test(pipelineId) || !plainId.test(runId)) return undefined;
    return kept.get(keyOf(base, project, pipelineId, runId));
  };
  api.get(
    `${runsPath}/:runId`,
    {
      config: { operation: 'runs.get', kept: find },
      schema: { params: Type.Object(runParams), response: { 200: Run } },
    },
    async (request, reply) => {
      const { project, pipelineId, runId } = request.params;
      const key = keyOf(request.base, project, pipelineId, runId);
      const known = kept.get(key);
      if (known !== undefined) return sendKept(known, request, reply);
      const row = await runOf(services, request.params);
      if (row.state !== 'completed') return wholeRun(request.base, row, await services.runs.finalYaml(row.key));
      const changed = services.wakeups.wait(runTopic(row.key), keptRunMs, closing.signal);
      const newest = (await services.runs.row(row.key)) ?? row;
      const run = wholeRun(request.base, newest, await services.runs.finalYaml(row.key));
      const answer = kept.keep(key, JSON.stringify(run));
      void changed.then(() => kept.drop(key));
      return sendKept(answer, request, reply);
    },
  );
}

/** An id as almost everybody writes it. */
const plainId = /^[1-9]\d{0,9}$/;

function keyOf(base: string, project: string, pipelineId: number | string, runId: number | string): string {
  return `${base} ${pipelineId} ${runId} ${project}`;
}

function sendKept(kept: Kept, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply.header('etag', kept.etag);
  if (namesTag(request.headers['if-none-match'], kept.etag)) return reply.code(304).removeHeader('content-type').send();
  return reply.send(kept.bytes);
}

function runPipeline(api: Api, services: Services): void {
  api.post(
    runsPath,
    {
      config: { operation: 'runs.run' },
      schema: {
        params: Type.Object(pipelineParams),
        querystring: Type.Object({ pipelineVersion: Type.Optional(Int32) }),
        body: RunPipelineParameters,
        response: { 200: Type.Union([Run, PreviewedRun]) },
      },
    },
    async request => {
      const { pipeline } = await pipelineOf(services, request.params);
      checkVersion(pipeline, request.query.pipelineVersion);
      const parameters = runParametersOf(request.body);
      if (request.body.previewRun !== true) {
        const answer = await services.pipelines.run(pipeline, parameters, request.caller.identity);
        if (!answer.ok) throw problemError(answer.problem);
        return startedRun(request.base, answer.row);
      }
      const preview = await services.pipelines.preview(pipeline, parameters);
      if (!preview.ok) throw problemError(preview.problem);
      const { templateParameters } = parameters;
      return previewedRun(request.base, pipeline, { templateParameters, finalYaml: preview.finalYaml });
    },
  );
}

function previewPipeline(api: Api, services: Services): void {
  api.post(
    `${projectPath}/pipelines/:pipelineId/preview`,
    {
      config: { operation: 'preview.run' },
      schema: {
        params: Type.Object(pipelineParams),
        querystring: Type.Object({ pipelineVersion: Type.Optional(Int32) }),
        body: RunPipelineParameters,
        response: { 200: PreviewRun },
      },
    },
    async request => {
      const { pipeline } = await pipelineOf(services, request.params).catch(missingOnPreview);
      checkVersion(pipeline, request.query.pipelineVersion);
      const preview = await services.pipelines.preview(pipeline, runParametersOf(request.body));
      if (!preview.ok) throw problemError(preview.problem);
      return { finalYaml: preview.finalYaml };
    },
  );
}

// The service answers a missing pipeline with 500 here, and here alone.
function missingOnPreview(error: unknown): never {
  const isMissing = error instanceof ServiceError && error.typeKey === 'PipelineNotFoundException';
  throw isMissing ? serviceError('pipelineMissingOnPreview', error.message) : error;
}
