import { type Static, Type } from 'typebox';
import type { RunRow } from '../../run/ports/run-store.ts';
import { isRunNumber } from '../../run/run-number.ts';
import { Build, QueueBuild, Timeline, UpdateBuild, UpdateBuilds } from '../../wire/builds.ts';
import { Collection, Int32 } from '../../wire/json-schema.ts';
import type { Api } from '../http/api.ts';
import { buildMissing } from '../http/error-words.ts';
import { serviceError } from '../http/errors.ts';
import { buildOf } from '../http/lookups.ts';
import { noContent } from '../http/no-content.ts';
import { buildParams, organizationPath, projectParams, projectPath } from '../http/paths.ts';
import type { Caller } from '../http/tokens.ts';
import { definitionOf } from '../resources/definition-lookups.ts';
import { chosenPool } from '../resources/linked-resources.ts';
import { presentBuild } from '../resources/present-build.ts';
import { queuedParameters } from '../resources/queue-build.ts';
import { problemError } from '../resources/run-parameters.ts';
import { timelineResource } from '../resources/timeline-resource.ts';
import type { Services } from '../services.ts';

/** Runs as the Build area shows them: queued, read, changed, canceled, removed, their timelines. */
export function buildRoutes(api: Api, services: Services): void {
  queueBuild(api, services);
  updateBuilds(api, services);
  for (const path of [projectPath, organizationPath]) {
    getBuild(api, services, `${path}/build/builds/:buildId`);
    updateBuild(api, services, `${path}/build/builds/:buildId`);
    deleteBuild(api, services, `${path}/build/builds/:buildId`);
    getTimeline(api, services, `${path}/build/builds/:buildId/timeline`);
    getTimeline(api, services, `${path}/build/builds/:buildId/timeline/:timelineId`);
  }
}

function queueBuild(api: Api, services: Services): void {
  api.post(
    `${projectPath}/build/builds`,
    {
      config: { operation: 'builds.queue' },
      schema: {
        params: Type.Object(projectParams),
        querystring: Type.Object({ definitionId: Type.Optional(Type.Integer()) }),
        body: QueueBuild,
        response: { 200: Build },
      },
    },
    async request => {
      const definitionId = request.body.definition?.id ?? request.query.definitionId;
      if (definitionId === undefined)
        throw serviceError('argumentNull', 'Value cannot be null.\r\nParameter name: definition');
      const { project, pipeline } = await definitionOf(services, { ...request.params, definitionId });
      const { queue, tags = [] } = request.body;
      const parameters = queuedParameters(request.body, await chosenPool(services, project, queue));
      const queued = await services.pipelines.run(pipeline, parameters, request.caller.identity);
      if (!queued.ok) throw problemError(queued.problem);
      const { row } = queued;
      const tagged = tags.length === 0 ? row : await services.orchestrator.annotate(row.key, { addTags: tags });
      return presentBuild(services, request.base, tagged ?? row);
    },
  );
}

function getBuild(api: Api, services: Services, path: string): void {
  api.get(
    path,
    {
      config: { operation: 'builds.get' },
      schema: { params: Type.Object(buildParams), response: { 200: Build } },
    },
    async request => presentBuild(services, request.base, await buildOf(services, request.params)),
  );
}

function updateBuild(api: Api, services: Services, path: string): void {
  api.patch(
    path,
    {
      config: { operation: 'builds.update' },
      schema: {
        params: Type.Object(buildParams),
        querystring: Type.Object({ retry: Type.Optional(Type.Boolean()) }),
        body: UpdateBuild,
        response: { 200: Build },
      },
    },
    async request => {
      const row = await buildOf(services, request.params);
      if (request.query.retry === true)
        return presentBuild(services, request.base, await retried(services, row, request.caller));
      checkUpdate(request.body);
      return presentBuild(services, request.base, await updated(services, row, request.body, request.caller));
    },
  );
}

// All are looked at before one is changed: a request that is wrong changes nothing.
function updateBuilds(api: Api, services: Services): void {
  api.patch(
    `${projectPath}/build/builds`,
    {
      config: { operation: 'builds.updateAll' },
      schema: { params: Type.Object(projectParams), body: UpdateBuilds, response: { 200: Collection(Build) } },
    },
    async request => {
      const found = await Promise.all(
        request.body.map(async update => {
          checkUpdate(update);
          return { update, row: await buildOf(services, { ...request.params, buildId: update.id }) };
        }),
      );
      const value: Build[] = [];
      for (const { row, update } of found)
        value.push(await presentBuild(services, request.base, await updated(services, row, update, request.caller)));
      return { count: value.length, value };
    },
  );
}

function checkUpdate({ status, buildNumber: name }: Static<typeof UpdateBuild>): void {
  if (status !== undefined && status !== 'cancelling')
    throw serviceError('argument', `A build's status can only be set to 'cancelling', not to '${status}'.`);
  if (name !== undefined && !isRunNumber(name)) throw serviceError('argument', `'${name}' is no build number.`);
}

async function updated(
  { orchestrator }: Services,
  row: RunRow,
  { status, keepForever: isKept, buildNumber: name }: Static<typeof UpdateBuild>,
  { identity }: Caller,
): Promise<RunRow> {
  const change = { ...(isKept === undefined ? {} : { isKept }), ...(name === undefined ? {} : { name }) };
  const changed = await orchestrator.annotate(row.key, change);
  const canceled = status === undefined ? changed : await orchestrator.cancel(row.key, identity);
  return canceled ?? row;
}

// A client that asks for this may send the whole build along; nothing of it is taken.
async function retried(services: Services, { key }: RunRow, { identity }: Caller): Promise<RunRow> {
  const answer = await services.orchestrator.retry(key, identity);
  if (answer.ok) return answer.row;
  throw answer.reason === 'notFound'
    ? buildMissing(key.runId)
    : serviceError('buildRetryRefused', `The build ${key.runId} is not over, or nothing of it failed.`);
}

function deleteBuild(api: Api, services: Services, path: string): void {
  api.delete(
    path,
    { config: { operation: 'builds.delete' }, schema: { params: Type.Object(buildParams) } },
    async (request, reply) => {
      const row = await buildOf(services, request.params);
      if (row.state !== 'completed') {
        throw serviceError('buildBusy', `The build ${row.key.runId} is in progress and can't be deleted.`);
      }
      const removal = await services.remover.delete(row.key);
      if (removal === 'deleted') return noContent(reply);
      if (removal === 'missing') throw buildMissing(row.key.runId);
      throw serviceError('buildRetained', `The build ${row.key.runId} is retained and can't be deleted.`);
    },
  );
}

function getTimeline(api: Api, services: Services, path: string): void {
  api.get(
    path,
    {
      config: { operation: 'timeline.get' },
      schema: {
        params: Type.Object({ ...buildParams, timelineId: Type.Optional(Type.String()) }),
        querystring: Type.Object({ changeId: Type.Optional(Int32), planId: Type.Optional(Type.String()) }),
        response: { 200: Timeline },
      },
    },
    async request => {
      const row = await buildOf(services, request.params);
      const state = await services.orchestrator.state(row.key);
      if (state === undefined) throw buildMissing(row.key.runId);
      const { timelineId } = state.queued;
      const asked = request.params.timelineId ?? timelineId;
      const { changeId: after } = request.query;
      const pools = await services.agents.pools(row.key.organization);
      if (asked.toLowerCase() === timelineId) {
        const records = await services.orchestrator.timeline(row.key);
        return timelineResource(request.base, row, timelineId, { records, pools, after });
      }
      const records = await services.orchestrator.earlierTimeline(row.key, asked.toLowerCase());
      if (records.length === 0) throw serviceError('timelineMissing', `No timeline found for timeline ID ${asked}.`);
      return timelineResource(request.base, row, asked.toLowerCase(), { records, pools, after });
    },
  );
}
