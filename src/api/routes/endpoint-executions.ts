import { Type } from 'typebox';
import type { EndpointUse } from '../../resources/endpoint-uses.ts';
import { endpointMissing } from '../../resources/endpoints.ts';
import { EndpointExecution } from '../../wire/endpoint-proxy.ts';
import { Collection } from '../../wire/json-schema.ts';
import type { Api } from '../http/api.ts';
import { projectOf } from '../http/lookups.ts';
import { projectParams, projectPath } from '../http/paths.ts';
import type { Services } from '../services.ts';

const standardTop = 50;
const mostTop = 1000;

/** Which jobs used a service connection, newest first. */
export function endpointExecutionRoutes(api: Api, services: Services): void {
  api.get(
    `${projectPath}/serviceendpoint/:endpointId/executionhistory`,
    {
      config: { operation: 'endpointExecutions.list' },
      schema: {
        params: Type.Object({ ...projectParams, endpointId: Type.String() }),
        querystring: Type.Object({
          top: Type.Optional(Type.Integer({ minimum: 1 })),
          continuationToken: Type.Optional(Type.Integer({ minimum: 0 })),
        }),
        response: { 200: Collection(EndpointExecution) },
      },
    },
    async (request, reply) => {
      const project = await projectOf(services, request.params);
      const { endpointId } = request.params;
      const endpoint = await services.resources.endpoints.get(endpointId, project.id);
      if (endpoint === undefined) throw endpointMissing(endpointId);
      const top = Math.min(request.query.top ?? standardTop, mostTop);
      const found = await services.resources.endpointUses.list(endpoint.id, top, request.query.continuationToken);
      if (found.length === top) reply.header('x-ms-continuationtoken', String(found.at(-1)?.id));
      const own = found.filter(({ projectId }) => projectId === project.id);
      const value = await Promise.all(own.map(use => execution(services, request.base, use)));
      return { count: value.length, value };
    },
  );
}

async function execution({ organization, orchestrator }: Services, base: string, use: EndpointUse) {
  const records = await orchestrator.timeline({ organization, runId: use.run.id });
  const { startTime, finishTime, result } = records.find(({ id }) => (id as string) === use.jobId) ?? {};
  const at = `${base}/${use.projectId}`;
  return {
    endpointId: use.endpointId,
    data: {
      id: use.id,
      planType: 'Build' as const,
      definition: {
        ...use.pipeline,
        _links: {
          self: { href: `${at}/_apis/build/Definitions/${use.pipeline.id}` },
          web: { href: `${at}/_build/definition?definitionId=${use.pipeline.id}` },
        },
      },
      owner: {
        ...use.run,
        _links: {
          self: { href: `${at}/_apis/build/Builds/${use.run.id}` },
          web: { href: `${at}/_build/results?buildId=${use.run.id}` },
        },
      },
      ...(startTime ? { startTime } : {}),
      ...(finishTime ? { finishTime } : {}),
      ...(result ? { result } : {}),
      ownerDetails: '',
    },
  };
}
