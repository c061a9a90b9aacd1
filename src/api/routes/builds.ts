import { Type } from 'typebox';
import type { RunRow } from '../../run/ports/run-store.ts';
import { Build, Timeline, UpdateBuild } from '../../wire/builds.ts';
import type { Api } from '../http/api.ts';
import { buildMissing } from '../http/error-words.ts';
import { serviceError } from '../http/errors.ts';
import { buildOf } from '../http/lookups.ts';
import { buildParams, organizationPath, projectPath } from '../http/paths.ts';
import { buildResource } from '../resources/build-resource.ts';
import { timelineResource } from '../resources/timeline-resource.ts';
import type { Services } from '../services.ts';

/** Runs as the Build area shows them: read, canceled, their timelines. */
export function buildRoutes(api: Api, services: Services): void {
  for (const path of [projectPath, organizationPath]) {
    getBuild(api, services, `${path}/build/builds/:buildId`);
    updateBuild(api, services, `${path}/build/builds/:buildId`);
    getTimeline(api, services, `${path}/build/builds/:buildId/timeline`);
    getTimeline(api, services, `${path}/build/builds/:buildId/timeline/:timelineId`);
  }
}

function getBuild(api: Api, services: Services, path: string): void {
  api.get(
    path,
    {
      config: { operation: 'builds.get' },
      schema: { params: Type.Object(buildParams), response: { 200: Build } },
    },
    async request => present(services, request.base, await buildOf(services, request.params)),
  );
}

function updateBuild(api: Api, services: Services, path: string): void {
  api.patch(
    path,
    {
      config: { operation: 'builds.update' },
      schema: { params: Type.Object(buildParams), body: UpdateBuild, response: { 200: Build } },
    },
    async request => {
      const row = await buildOf(services, request.params);
      if (request.body.status !== 'cancelling') {
        throw serviceError(
          'argument',
          `A build's status can only be set to 'cancelling', not to '${request.body.status}'.`,
        );
      }
      const canceled = await services.orchestrator.cancel(row.key, request.caller.identity);
      return present(services, request.base, canceled ?? row);
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
        response: { 200: Timeline },
      },
    },
    async request => {
      const row = await buildOf(services, request.params);
      const { timelineId } = await queuedOf(services, row);
      const asked = request.params.timelineId ?? timelineId;
      if (asked.toLowerCase() === timelineId)
        return timelineResource(request.base, row, timelineId, await services.orchestrator.timeline(row.key));
      const earlier = await services.orchestrator.earlierTimeline(row.key, asked.toLowerCase());
      if (earlier.length === 0) throw serviceError('timelineMissing', `No timeline found for timeline ID ${asked}.`);
      return timelineResource(request.base, row, asked.toLowerCase(), earlier);
    },
  );
}

async function present(services: Services, base: string, row: RunRow): Promise<Build> {
  const project = await services.catalogue.project(services.organization, row.projectId);
  if (project === undefined) throw buildMissing(row.key.runId);
  const queued = await queuedOf(services, row);
  return buildResource(base, { row, queued, project, timeline: await services.orchestrator.timeline(row.key) });
}

async function queuedOf(services: Services, row: RunRow) {
  const state = await services.orchestrator.state(row.key);
  if (state === undefined) throw buildMissing(row.key.runId);
  return state.queued;
}
