import { join } from 'node:path';
import { newGuid } from '../../base/new-guid.ts';
import type { AgentJobRequest } from '../../wire/agent-protocol.ts';
import { checkoutPlaces, checkoutVariables, selfCheckoutVariables } from '../checkout/place.ts';
import { JobContainers } from '../container/job-containers.ts';
import { CallChain } from '../log/call-chain.ts';
import { JobLogs } from '../log/job-logs.ts';
import { Masker } from '../mask.ts';
import { ProcessGroups } from '../process/process-groups.ts';
import { type StopDelays, standardStopDelays } from '../process/stop-process.ts';
import { JobTimeline } from '../timeline/job-timeline.ts';
import { agentVariables } from '../variables/agent-variables.ts';
import { passedOn } from '../variables/environment.ts';
import { JobVariables } from '../variables/job-variables.ts';
import { jobFolders } from './folders.ts';
import type { JobContext } from './job-context.ts';
import type { JobOptions } from './job-options.ts';
import { JobStatus } from './job-status.ts';
import { lastingNotes } from './workspace-mapping.ts';
import { workspaceNumber } from './workspace-number.ts';

const standardRetryUnitMs = 1000;

/** Secrets of up to this length may be left visible, where a setting asks for it. */
const longestIgnoredSecret = 6;

/** Puts together what the steps of a job share. Throws when the job cannot run safely, such as with a mask that cannot be read. */
export function makeJob(request: AgentJobRequest, options: JobOptions): JobContext {
  const { agent, retryUnitMs = standardRetryUnitMs, status = new JobStatus() } = options;
  const variables = new JobVariables();
  for (const [name, { value = '', isSecret = false, isReadOnly = false }] of Object.entries(request.variables)) {
    variables.set(name, value, { isSecret, isReadOnly });
  }
  const notes = options.passingNotes ?? lastingNotes(options.workFolder);
  const number = workspaceNumber(notes, request, Date.now());
  const folders = jobFolders(options.workFolder, number, options.toolsFolder);
  const expand = (text: string): string => variables.expandText(text);
  const checkouts = checkoutPlaces(request, folders, expand);
  const own = {
    ...agentVariables(request, agent, folders),
    ...checkoutVariables([...checkouts.values()], folders),
    ...selfCheckoutVariables(request.steps, expand),
  };
  for (const [name, value] of Object.entries(own)) variables.set(name, value, { isReadOnly: true });
  const masker = jobMasker(request, variables);
  return {
    request,
    packages: packageSources(options),
    agent,
    agentEnvironment: options.environment ?? passedOn(process.env),
    folders,
    checkouts,
    variables,
    masker,
    ...jobReports(request, options, status, masker),
    status,
    pathPrefixes: [],
    endpointVariables: serverAddress(request),
    endpointSecrets: new Map(),
    processes: new ProcessGroups(`vsts_${newGuid()}`),
    containers: new JobContainers(request),
    closing: [],
    stopDelays: stopDelays(variables),
    retryUnitMs,
  };
}

/** Where a job's records, logs and wishes go: to the server, one call after another, and nowhere once the job is no longer this agent's. */
function jobReports(
  { plan, timeline, jobId }: AgentJobRequest,
  { server, agent, takeLines, repeatSteps = true }: JobOptions,
  status: JobStatus,
  masker: Masker,
): Pick<JobContext, 'timeline' | 'logs' | 'server'> {
  const calls = new CallChain();
  const call = <T>(make: () => Promise<T>): Promise<T> =>
    calls.call(() => (status.lost ? Promise.reject(new Error('The job is no longer this agent’s.')) : make()));
  return {
    server: {
      updateBuildNumber: (buildId, buildNumber) => call(() => server.updateBuildNumber(plan, buildId, buildNumber)),
      addBuildTag: (buildId, tag) => call(() => server.addBuildTag(plan, buildId, tag)),
      content: server.content,
      artifacts: server.artifacts,
      caches: server.caches,
      tests: server.tests,
      attach: (file, bytes) => call(() => server.uploadAttachment(plan, timeline.id, file, bytes)),
    },
    timeline: new JobTimeline({
      jobId,
      agentName: agent.name,
      agentVersion: agent.version,
      masker,
      send: (records, details = timeline.id) => call(() => server.updateRecords(plan, details, records)),
    }),
    logs: new JobLogs({
      jobId,
      masker,
      destination: {
        createLogs: logs => call(() => server.createLogs(plan, logs)),
        appendLog: (id, bytes, lineCount) => call(() => server.appendLog(plan, id, bytes, lineCount)),
      },
      sendFeed: feed => call(() => server.appendFeed(plan, timeline.id, feed)),
      takeLines,
      repeatSteps,
    }),
  };
}

function jobMasker(request: AgentJobRequest, variables: JobVariables): Masker {
  const masker = new Masker(
    Math.min(longestIgnoredSecret, numberSetting(variables, 'AZP_IGNORE_SECRETS_SHORTER_THAN', 0)),
  );
  for (const { value, isSecret } of variables.all()) if (isSecret) masker.add(value);
  for (const { type, value } of request.mask) {
    if (type === 'variable') masker.add(variables.get(value) ?? '');
    else masker.addPattern(value);
  }
  for (const { authorization } of request.resources.endpoints) {
    for (const value of Object.values(authorization.parameters)) masker.add(value);
  }
  return masker;
}

/** Every step knows where the server is. */
function serverAddress({ resources }: AgentJobRequest): Map<string, string> {
  const system = resources.endpoints.find(({ name }) => name.toLowerCase() === 'systemvssconnection');
  return new Map(system === undefined ? [] : [['ENDPOINT_URL_SYSTEMVSSCONNECTION', system.url]]);
}

function packageSources({ localTask, server, tasksFolder, workFolder }: JobOptions): JobContext['packages'] {
  return { localTask, server, folder: tasksFolder ?? join(workFolder, '_tasks') };
}

function stopDelays(variables: JobVariables): StopDelays {
  return {
    sigintMs: numberSetting(variables, 'PROCESS_SIGINT_TIMEOUT', standardStopDelays.sigintMs),
    sigtermMs: numberSetting(variables, 'PROCESS_SIGTERM_TIMEOUT', standardStopDelays.sigtermMs),
  };
}

/** A setting that a variable of the job or of the agent's environment may change, as with the service's agent. */
function numberSetting(variables: JobVariables, name: string, standard: number): number {
  const value = Number(variables.get(name) ?? process.env[name] ?? standard);
  return Number.isFinite(value) && value >= 0 ? value : standard;
}
