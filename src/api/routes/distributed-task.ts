import { Type } from 'typebox';
import type { PlanId } from '../../base/id.ts';
import { logUploadBytes } from '../../base/limits.ts';
import type { Result } from '../../base/result.ts';
import type { WireTimelineRecord } from '../../wire/agent-protocol.ts';
import {
  CreatePlanLog,
  CreateTimeline,
  FeedLines,
  PlanEvent,
  PlanLog,
  PlanTimeline,
  type TimelineRecordChange,
  TimelineRecordChanges,
} from '../../wire/agents.ts';
import { Guid, Id32 } from '../../wire/json-schema.ts';
import type { Api } from '../http/api.ts';
import { readBytes } from '../http/bytes.ts';
import { argumentNull } from '../http/error-words.ts';
import { serviceError } from '../http/errors.ts';
import { agentServerOf } from '../http/lookups.ts';
import { noContent } from '../http/no-content.ts';
import { OwnJobs } from '../http/own-jobs.ts';
import { planParams, planPath } from '../http/paths.ts';
import type { Caller } from '../http/tokens.ts';
import type { Services } from '../services.ts';

const timelineParams = { ...planParams, timelineId: Guid };

/** What an agent tells of the job it runs: its timeline, its logs, its live lines, its end. */
export function planRoutes(api: Api, services: Services): void {
  const jobs = new OwnJobs(services);
  createLog(api, services, jobs);
  appendLog(api, services, jobs);
  createTimeline(api, services, jobs);
  updateRecords(api, services, jobs);
  appendFeed(api, services, jobs);
  postEvent(api, services, jobs);
}

function createLog(api: Api, services: Services, jobs: OwnJobs): void {
  api.post(
    `${planPath}/logs`,
    {
      config: { operation: 'planLogs.create' },
      schema: { params: Type.Object(planParams), body: CreatePlanLog, response: { 200: PlanLog } },
    },
    async request => {
      const { path } = request.body;
      const job = await jobs.of(request);
      const server = agentServerOf(services, request);
      const { id } = await server.createLog(request.params, path);
      job?.ownLog(id);
      return { path, id, location: null };
    },
  );
}

// In a scope of its own, because no other route reads bytes.
function appendLog(api: Api, services: Services, jobs: OwnJobs): void {
  api.register(async (scope: Api) => {
    readBytes(scope);
    scope.post(
      `${planPath}/logs/:logId`,
      {
        bodyLimit: logUploadBytes,
        config: { operation: 'planLogs.append', consumes: 'application/octet-stream' },
        schema: { params: Type.Object({ ...planParams, logId: Id32 }), response: { 200: PlanLog } },
      },
      async request => {
        const { logId } = request.params;
        await (await jobs.of(request))?.checkLog(logId);
        const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
        const server = agentServerOf(services, request);
        await server.appendLog(request.params, logId, bytes, linesIn(bytes));
        return { id: logId, location: null };
      },
    );
  });
}

// A timeline is there once it has records: making it says where the details of a record will be.
function createTimeline(api: Api, services: Services, jobs: OwnJobs): void {
  api.post(
    `${planPath}/timelines`,
    {
      config: { operation: 'timelines.create' },
      schema: { params: Type.Object(planParams), body: CreateTimeline, response: { 200: PlanTimeline } },
    },
    async request => {
      const { id } = request.body;
      await (await jobs.of(request))?.checkTimeline(id);
      await agentServerOf(services, request).updateRecords(request.params, id, []);
      return { id, changeId: 1, location: null };
    },
  );
}

function updateRecords(api: Api, services: Services, jobs: OwnJobs): void {
  api.patch(
    `${planPath}/timelines/:timelineId/records`,
    {
      config: { operation: 'records.update', produces: 'application/json' },
      schema: { params: Type.Object(timelineParams), body: TimelineRecordChanges },
    },
    async request => {
      const { value } = request.body;
      const { timelineId } = request.params;
      const changes = value.map(changedRecord);
      await (await jobs.of(request))?.checkChanges(timelineId, changes);
      await agentServerOf(services, request).updateRecords(request.params, timelineId, changes);
      return { count: value.length, value };
    },
  );
}

function appendFeed(api: Api, services: Services, jobs: OwnJobs): void {
  api.post(
    `${planPath}/timelines/:timelineId/records/:recordId/feed`,
    {
      config: { operation: 'feed.append' },
      schema: { params: Type.Object({ ...timelineParams, recordId: Guid }), body: FeedLines },
    },
    async (request, reply) => {
      const { timelineId, recordId } = request.params;
      const { stepId, startLine = 1, value } = request.body;
      await (await jobs.of(request))?.checkRecord(recordId);
      const server = agentServerOf(services, request);
      await server.appendFeed(request.params, timelineId, { recordId, stepId, startLine, value });
      return noContent(reply);
    },
  );
}

function postEvent(api: Api, services: Services, jobs: OwnJobs): void {
  api.post(
    `${planPath}/events`,
    {
      config: { operation: 'planEvents.post' },
      schema: { params: Type.Object(planParams), body: PlanEvent },
    },
    async (request, reply) => {
      const { name, outputs = {}, requestId, taskId, ...event } = request.body;
      if (name === 'TaskCompleted') {
        await finishTask(services, request.params, taskId, { result: event.result, job: request.caller.job });
        return noContent(reply);
      }
      const job = await jobs.of(request);
      if (requestId === undefined) throw argumentNull('requestId');
      const completed = { name, ...event, requestId, outputs } as const;
      job?.checkEnd(completed);
      await agentServerOf(services, request).completeJob(request.params, completed);
      return noContent(reply);
    },
  );
}

async function finishTask(
  { organization, runs, orchestrator }: Services,
  plan: { readonly planId: string },
  taskId: string | undefined,
  { result, job }: { readonly result: Result; readonly job: Caller['job'] },
): Promise<void> {
  if (taskId === undefined) throw argumentNull('taskId');
  const key = await runs.byPlan(organization, plan.planId.toLowerCase() as PlanId);
  const isOwn = job === undefined || job.runId === key?.runId;
  const finish = () => key && orchestrator.finishServerTask(key, taskId.toLowerCase(), result, job);
  const answer = isOwn ? await finish() : undefined;
  if (answer?.ok !== true)
    throw serviceError('jobMissing', `No task ${taskId} of the plan ${plan.planId} waits for its end.`);
}

// Agents send log 0 for a record that has none.
function changedRecord({ log, issues, ...record }: TimelineRecordChange): WireTimelineRecord {
  return {
    ...record,
    ...(log === undefined || log.id === 0 ? {} : { log }),
    ...(issues === undefined
      ? {}
      : {
          issues: issues.map(({ category = 'General', message = '', ...issue }) => ({ ...issue, category, message })),
        }),
  };
}

const newline = 10;

/** How many lines bytes hold; a last line need not end in a newline. */
function linesIn(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(newline); at !== -1; at = bytes.indexOf(newline, at + 1)) count += 1;
  return bytes.length > 0 && bytes.at(-1) !== newline ? count + 1 : count;
}
