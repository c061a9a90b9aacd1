import { type Static, Type } from 'typebox';
import type { PlanId } from '../../base/id.ts';
import type { HeldRequest } from '../../run/ports/job-queue.ts';
import type { JobRequest } from '../../run/ports/run-store.ts';
import { PoolJobRequest } from '../../wire/job-requests.ts';
import { Collection, Guid, Int32 } from '../../wire/json-schema.ts';
import type { Api } from '../http/api.ts';
import { poolOf } from '../http/lookups.ts';
import { poolParams, poolPath } from '../http/paths.ts';
import { idsOf } from '../resources/id-list.ts';
import { requestResource } from '../resources/job-request-resource.ts';
import type { Services } from '../services.ts';

/** How many requests are answered unless the query says otherwise. */
const standardTop = 1000;

const Filter = Type.Object({
  $top: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
  completedRequestCount: Type.Optional(Int32),
  agentId: Type.Optional(Int32),
  /** Ids with commas between them. */
  agentIds: Type.Optional(Type.String()),
  planId: Type.Optional(Guid),
});

/** The jobs that wait for a pool's agents or run on them, as scalers read them. Those that are over are not kept. */
export function jobRequestRoutes(api: Api, services: Services): void {
  api.get(
    `${poolPath}/jobrequests`,
    {
      config: { operation: 'jobRequests.list' },
      schema: {
        params: Type.Object(poolParams),
        querystring: Filter,
        response: { 200: Collection(PoolJobRequest) },
      },
    },
    async request => {
      const { organization, queue, agents } = services;
      const { id } = await poolOf(services, request.params);
      const [requests, known, isAskedFor] = await Promise.all([
        queue.list(organization, id, request.query.$top ?? standardTop),
        agents.agents(organization, id),
        filterOf(services, request.query),
      ]);
      const value = requests.filter(isAskedFor).map(each => requestResource(each, known));
      return { count: value.length, value };
    },
  );
}

/** Lets the requests pass that these agents hold, or that the run of a plan made. */
async function filterOf(
  { organization, runs }: Services,
  { agentId, agentIds, planId }: Static<typeof Filter>,
): Promise<(request: JobRequest | HeldRequest) => boolean> {
  const holders = new Set([...(agentId === undefined ? [] : [String(agentId)]), ...idsOf(agentIds ?? '')].map(Number));
  const run = planId === undefined ? undefined : await runs.byPlan(organization, planId.toLowerCase() as PlanId);
  return request =>
    (holders.size === 0 || ('agentId' in request && holders.has(request.agentId))) &&
    (planId === undefined || request.runId === run?.runId);
}
