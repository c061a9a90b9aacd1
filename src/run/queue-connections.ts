import { enabledStepsOf } from '../plan/job-parts.ts';
import type { Plan, PlanJob, PlanStep } from '../plan/model.ts';
import { connectionOf } from './agentless/rest-call.ts';
import { serverTaskKind } from './agentless/server-tasks.ts';
import type { ResourcePermissions } from './ports/resource-permissions.ts';
import type { ResourceUse } from './ports/resource-use.ts';
import type { RestCalls } from './ports/rest-calls.ts';
import { QueueRefusal } from './queue-refusal.ts';

type ConnectionPorts = {
  readonly calls: RestCalls | undefined;
  readonly permissions: ResourcePermissions | undefined;
};

/** Refuses a run one of whose steps without an agent calls over a service connection that is not there, or that the pipeline may not use. */
export async function checkConnections(
  plan: Plan,
  { organization, use }: { readonly organization: string; readonly use: ResourceUse },
  { calls, permissions }: ConnectionPorts,
): Promise<void> {
  const jobs = plan.stages.flatMap(stage => stage.jobs);
  for (const job of jobs) {
    for (const step of callingSteps(job)) {
      const connection = connectionOf(step.inputs, text => text);
      // A name that holds a macro is known only when its step runs.
      if (connection.includes('$(')) continue;
      const isKnown = (await calls?.isKnown(organization, use.projectId, connection)) ?? false;
      const resource = { type: 'endpoint', id: '', name: connection } as const;
      if (!isKnown || (await permissions?.allows(organization, use, resource)) === false)
        throw new QueueRefusal(unknownConnection(job, step, connection));
    }
  }
}

function callingSteps(job: PlanJob): readonly PlanStep[] {
  return enabledStepsOf(job).filter(({ task }) => serverTaskKind(task) === 'invokeRest');
}

function unknownConnection(job: PlanJob, step: PlanStep, connection: string): string {
  return (
    `Job ${job.name}: Step ${step.name} input connectedServiceName references service connection ${connection} which could not be ` +
    'found. The service connection does not exist, has been disabled or has not been authorized for use. ' +
    'For authorization details, refer to https://aka.ms/yamlauthz.'
  );
}
