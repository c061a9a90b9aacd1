import { Type } from 'typebox';
import { PoolJobRequest } from '../../wire/job-requests.ts';
import { Collection, Int32 } from '../../wire/json-schema.ts';
import type { Api } from '../http/api.ts';
import { poolOf } from '../http/lookups.ts';
import { poolParams, poolPath } from '../http/paths.ts';
import { requestResource } from '../resources/job-request-resource.ts';
import type { Services } from '../services.ts';

/** How many requests are answered unless the query says otherwise. */
const standardTop = 1000;

/** The jobs that wait for a pool's agents or run on them, as scalers read them. Those that are over are not kept. */
export function jobRequestRoutes(api: Api, services: Services): void {
  api.get(
    `${poolPath}/jobrequests`,
    {
      config: { operation: 'jobRequests.list' },
      schema: {
        params: Type.Object(poolParams),
        querystring: Type.Object({
          $top: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
          completedRequestCount: Type.Optional(Int32),
        }),
        response: { 200: Collection(PoolJobRequest) },
      },
    },
    async request => {
      const { organization, queue, agents } = services;
      const { id } = await poolOf(services, request.params);
      const [requests, known] = await Promise.all([
        queue.list(organization, id, request.query.$top ?? standardTop),
        agents.agents(organization, id),
      ]);
      return { count: requests.length, value: requests.map(each => requestResource(each, known)) };
    },
  );
}
