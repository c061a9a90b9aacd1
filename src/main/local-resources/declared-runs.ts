import { publishFolders } from '../../agent/publish-folders.ts';
import type { Plan } from '../../plan/model.ts';
import type { RunPipelineResource } from '../../run/events.ts';
import type { Orchestrator } from '../../run/orchestrator.ts';
import type { QueueRequest } from '../../run/queue-request.ts';
import type { AgentServer } from '../../wire/agent-server.ts';
import { pipelineResource } from '../run-resources.ts';

/** What a declared run is put into: an orchestrator that nobody listens to, and the server of the run that takes its artifacts. */
export type RunPlaces = {
  readonly orchestrator: Orchestrator;
  readonly server: Pick<AgentServer, 'content' | 'artifacts'>;
};

/** A pipeline that has nothing to do. */
const nothing: Omit<Plan, 'runName'> = {
  appendCommitMessageToRunName: false,
  templateParameters: {},
  variables: [],
  resources: { repositories: {}, containers: {}, pipelines: {} },
  stages: [],
};

/**
 * Makes a run that succeeded for every declared folder, with an artifact for each folder in it, as the resources of the run that is to come. The run
 * number is the folder's name where it can be one.
 */
export async function declareRuns(
  folders: Readonly<Record<string, string>>,
  { orchestrator, server }: RunPlaces,
  request: QueueRequest,
): Promise<Record<string, RunPipelineResource>> {
  const resources: Record<string, RunPipelineResource> = {};
  for (const [index, [alias, folder]] of Object.entries(folders).entries()) {
    const name = request.plan.resources.pipelines[alias]?.source ?? alias;
    const pipeline = { ...request.origin.pipeline, id: request.origin.pipeline.id + 1 + index, name };
    const row = await orchestrator.queue({
      ...request,
      origin: { ...request.origin, pipeline },
      plan: { ...nothing, runName: '$(Date:yyyyMMdd).$(Rev:r)' },
      pipelines: {},
      variables: {},
    });
    await publishFolders(server, { scopeIdentifier: row.projectId, planId: row.planId }, folder);
    resources[alias] = pipelineResource(row);
  }
  return resources;
}
