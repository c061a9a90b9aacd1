import type { Instant } from '../base/clock.ts';
import type { RecordId, TimelineId } from '../base/id.ts';
import type { PlanContainer, PlanTarget } from '../plan/model.ts';
import type { JobResources } from '../resources/job-resources.ts';
import type { JobVariable, RunRepository } from '../run/events.ts';
import type { JobContainers } from '../run/job-containers.ts';
import type { JobOffer } from '../run/job-offer.ts';
import type { OfferedStep } from '../run/offered-steps.ts';
import type { Secrets } from '../run/ports/secrets.ts';
import type { Dispatch } from '../run/state.ts';
import type { RecordChange } from '../run/timeline.ts';
import type {
  AgentJobRequest,
  JobCancelMessage,
  TaskAgentMessage,
  WireContainer,
  WireEndpoint,
  WireRepository,
  WireStep,
  WireStepTarget,
  WireTimelineRecord,
  WireVariable,
} from '../wire/agent-protocol.ts';

type Numbered = { readonly requestId: number };

/** Two messages for each request, so that their ids need no store: the job, and its cancellation. */
export function jobMessageId(request: Numbered): number {
  return request.requestId * 2;
}

export function cancelMessageId(request: Numbered): number {
  return request.requestId * 2 + 1;
}

/** The message that gives a job to an agent. Secrets are opened here, on their way out. */
export function jobMessage(
  offer: JobOffer,
  lockedUntil: Instant,
  secrets: Secrets,
  given: JobResources & { readonly token: string | undefined },
): TaskAgentMessage {
  const own = Object.entries(offer.variables).flatMap(([name, variable]) => (variable.isSecret ? [name] : []));
  const secretNames = given.token === undefined ? own : [...own, accessToken];
  const request: AgentJobRequest = {
    messageType: 'PipelineAgentJobRequest',
    plan: { scopeIdentifier: offer.projectId, planId: offer.planId, planType: 'Build', version: planVersion },
    timeline: { id: offer.timelineId },
    jobId: offer.jobId,
    jobDisplayName: offer.displayName,
    jobName: offer.name,
    requestId: offer.requestId,
    lockedUntil: new Date(lockedUntil).toISOString(),
    ...wireContainers(offer.containers),
    resources: {
      endpoints: [...serverConnection(offer, given.token), ...given.endpoints],
      repositories: Object.entries(offer.repositories).map(wireRepository),
      containers: Object.entries(offer.containers.resources).map(wireContainer),
      ...(given.secureFiles.length === 0 ? {} : { secureFiles: given.secureFiles }),
    },
    variables: {
      ...Object.fromEntries(
        Object.entries(offer.variables).map(([name, variable]) => [name, wireVariable(variable, secrets)]),
      ),
      ...(given.token === undefined ? {} : serverVariables(offer, given.token)),
    },
    mask: secretNames.map(value => ({ type: 'variable', value })),
    steps: given.steps.map(wireStep),
    workspace: offer.workspaceClean === undefined ? {} : { clean: offer.workspaceClean },
  };
  return { messageId: jobMessageId(offer), messageType: 'PipelineAgentJobRequest', body: JSON.stringify(request) };
}

/** The message that tells an agent to stop a job. */
export function cancelMessage(request: Numbered, dispatch: Dispatch): TaskAgentMessage {
  const body: JobCancelMessage = { jobId: dispatch.jobId, timeout: duration(dispatch.cancelTimeoutMinutes) };
  return { messageId: cancelMessageId(request), messageType: 'JobCancellation', body: JSON.stringify(body) };
}

/** A record as the agent sends it, in the orchestrator's terms. Values of secret variables are left behind. */
export function recordChange(record: WireTimelineRecord): RecordChange {
  const { id, log, issues, variables, parentId, details, ...same } = record;
  const outputs = Object.entries(variables ?? {}).filter(([, variable]) => !variable.isSecret);
  return {
    ...same,
    id: id as RecordId,
    ...(parentId ? { parentId: parentId as RecordId } : {}),
    ...(log ? { logId: log.id } : {}),
    ...(details ? { detailsId: details.id as TimelineId } : {}),
    ...(issues ? { issues: issues.map(issue => ({ ...issue, data: issue.data ?? {} })) } : {}),
    ...(variables
      ? { variables: Object.fromEntries(outputs.map(([name, variable]) => [name, variable.value ?? ''])) }
      : {}),
  };
}

// From this version of plans on the vendor's agent tells of the end of a job as an event, with its outputs; before, by the request alone.
const planVersion = 8;

const accessToken = 'system.accessToken';

/** What the steps of a job that has a token find their server by. */
function serverVariables(offer: JobOffer, token: string): AgentJobRequest['variables'] {
  const collection = offer.variables['system.collectionUri']?.value ?? '';
  const hub = `${collection}${offer.projectId}/_apis/distributedtask/hubs/build`;
  return {
    [accessToken]: { value: token, isSecret: true },
    'system.oidcRequestUri': { value: `${hub}/plans/${offer.planId}/jobs/${offer.jobId}/oidctoken`, isReadOnly: true },
  };
}

/** The server itself, as tasks call it. */
function serverConnection({ variables }: JobOffer, token: string | undefined): readonly WireEndpoint[] {
  const url = variables['system.collectionUri']?.value;
  if (token === undefined || url === undefined) return [];
  const authorization = { scheme: 'OAuth', parameters: { AccessToken: token } };
  return [{ name: 'SystemVssConnection', url, authorization }];
}

function wireVariable(variable: JobVariable, secrets: Secrets): WireVariable {
  const { value, isSecret, readonly } = variable;
  return {
    value: isSecret ? secrets.open(value) : value,
    ...(isSecret ? { isSecret } : {}),
    ...(readonly ? { isReadOnly: true } : {}),
  };
}

function wireRepository([alias, repository]: [string, RunRepository]): WireRepository {
  const { id, url, version, name, refName, workingTree } = repository;
  return {
    alias,
    id,
    type: 'Git',
    url,
    version,
    properties: { name, ref: refName, ...(workingTree ? { workingTree } : {}) },
  };
}

function wireContainers({ job, services }: JobContainers): Partial<AgentJobRequest> {
  return {
    ...(job === undefined ? {} : { jobContainer: job }),
    ...(Object.keys(services).length === 0 ? {} : { jobSidecarContainers: services }),
  };
}

function wireContainer([alias, container]: [string, PlanContainer]): WireContainer {
  const { endpoint, registry: _registry, trigger: _trigger, ...properties } = container;
  return { alias, ...(endpoint === undefined ? {} : { endpoint: { name: endpoint } }), properties };
}

function wireTarget({ container, commands, settableVariables }: PlanTarget): WireStepTarget {
  return {
    ...(container === undefined ? {} : { target: container }),
    ...(commands === undefined ? {} : { commands }),
    ...(settableVariables === undefined ? {} : { settableVariables: { allowed: settableVariables } }),
  };
}

function wireStep(step: OfferedStep): WireStep {
  return {
    type: 'task',
    id: step.id,
    name: step.name,
    displayName: step.displayName,
    reference: step.task,
    enabled: true,
    condition: step.condition ?? '',
    continueOnError: step.continueOnError,
    timeoutInMinutes: step.timeoutInMinutes,
    retryCountOnTaskFailure: step.retryCountOnTaskFailure,
    inputs: step.inputs,
    environment: step.env,
    ...(step.target === undefined ? {} : { target: wireTarget(step.target) }),
  };
}

function duration(minutes: number): string {
  const seconds = Math.round(minutes * 60);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
