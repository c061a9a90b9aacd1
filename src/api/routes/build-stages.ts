import { Type } from 'typebox';
import type { StageAnswer } from '../../run/orchestrator.ts';
import { UpdateStage } from '../../wire/builds.ts';
import type { Api } from '../http/api.ts';
import { serviceError } from '../http/errors.ts';
import { buildOf } from '../http/lookups.ts';
import { noContent } from '../http/no-content.ts';
import { buildParams, organizationPath, projectPath } from '../http/paths.ts';
import type { Services } from '../services.ts';

/** What the wishes are called where they are refused. */
const verbs = { cancel: 'canceled', retry: 'retried', run: 'started' } as const;

/** The stages of a run: tried again, canceled, and started by hand. */
export function buildStageRoutes(api: Api, services: Services): void {
  for (const path of [projectPath, organizationPath]) updateStage(api, services, path);
}

function updateStage(api: Api, services: Services, path: string): void {
  api.patch(
    `${path}/build/builds/:buildId/stages/:stageRefName`,
    {
      config: { operation: 'stages.update' },
      schema: { params: Type.Object({ ...buildParams, stageRefName: Type.String() }), body: UpdateStage },
    },
    async (request, reply) => {
      const { key } = await buildOf(services, request.params);
      const { stageRefName } = request.params;
      const { orchestrator } = services;
      const { state, forceRetryAllJobs: forceAllJobs = false } = request.body;
      const by = request.caller.identity;
      const wishes: Readonly<Record<UpdateStage['state'], () => Promise<StageAnswer>>> = {
        cancel: () => orchestrator.cancelStage(key, stageRefName, by),
        retry: () => orchestrator.retryStage(key, stageRefName, { forceAllJobs, by }),
        run: () => orchestrator.startStage(key, stageRefName, by),
      };
      const answer = await wishes[state]();
      if (answer.ok) return noContent(reply);
      throw answer.reason === 'notFound'
        ? serviceError('stageMissing', `The run ${key.runId} has no stage '${stageRefName}'.`)
        : serviceError('stageRefused', `The stage '${stageRefName}' can't be ${verbs[state]} as it stands.`);
    },
  );
}
