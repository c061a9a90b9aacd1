import type { AgentPool } from '../../run/ports/agent-registry.ts';
import type { Project } from '../../run/ports/catalogue.ts';
import type { RunRow } from '../../run/ports/run-store.ts';
import type { Build } from '../../wire/builds.ts';
import { dateText } from './dates.ts';
import { queueOf } from './definition-resource.ts';
import { identityReference } from './identity-reference.ts';
import { buildLogsUrl } from './log-resource.ts';
import { projectReference } from './project-resource.ts';

/** All that a build shows. */
export type BuildFacts = {
  readonly row: RunRow;
  readonly project: Project;
  /** The pool that its jobs use unless their YAML names another. */
  readonly pool: AgentPool | undefined;
};

/** A run as the Build area shows it. */
export function buildResource(base: string, facts: BuildFacts): Build {
  const { row, pool } = facts;
  const { notes } = row;
  const { runId } = row.key;
  const project = `${base}/${row.projectId}`;
  const requestedFor = identityReference(base, row.facts.requestedFor);
  return {
    _links: {
      self: { href: `${project}/_apis/build/Builds/${runId}` },
      web: { href: `${project}/_build/results?buildId=${runId}` },
      sourceVersionDisplayUri: { href: `${project}/_apis/build/builds/${runId}/sources` },
      timeline: { href: `${project}/_apis/build/builds/${runId}/Timeline` },
      badge: { href: `${project}/_apis/build/status/${row.pipeline.id}` },
    },
    properties: { ...notes.properties },
    tags: [...notes.tags],
    validationResults: [],
    plans: [{ planId: row.planId }],
    templateParameters: row.facts.templateParameters,
    triggerInfo: { ...row.facts.triggerInfo },
    id: runId,
    buildNumber: row.name,
    ...revisionOf(row.name),
    ...progressOf(facts),
    url: `${project}/_apis/build/Builds/${runId}`,
    definition: definitionOf(base, facts),
    project: projectReference(base, facts.project),
    uri: `vstfs:///Build/Build/${runId}`,
    sourceBranch: row.facts.repositories.self?.refName ?? '',
    sourceVersion: row.facts.repositories.self?.version ?? '',
    ...(pool === undefined ? {} : { queue: queueOf(pool) }),
    priority: row.facts.priority ?? 'normal',
    reason: row.facts.reason,
    ...parametersOf(row),
    requestedFor,
    requestedBy: requestedFor,
    lastChangedDate: dateText(row.finishedAt ?? row.createdAt),
    lastChangedBy: requestedFor,
    orchestrationPlan: { planId: row.planId },
    logs: { id: 0, type: 'Container', url: buildLogsUrl(base, row) },
    repository: repositoryOf(base, row),
    ...(notes.isKept ? { keepForever: true } : {}),
    ...(notes.isDeleted ? { deleted: true } : {}),
    retainedByRelease: false,
    triggeredByBuild: triggeringBuild(base, facts),
    appendCommitMessageToRunName: row.facts.appendsCommitMessage,
  };
}

type Progress = Pick<Build, 'status' | 'result' | 'queueTime' | 'startTime' | 'finishTime'>;

// A build counts as started with its first job, a run from the moment it is queued.
function progressOf({ row }: BuildFacts): Progress {
  const { startedAt, finishedAt } = row;
  return {
    status: buildStatusOf(row),
    ...resultOf(row),
    queueTime: dateText(row.createdAt),
    ...(startedAt === undefined ? {} : { startTime: dateText(startedAt) }),
    ...(finishedAt === undefined ? {} : { finishTime: dateText(finishedAt) }),
  };
}

/** A run's state in the Build area's words. */
export function buildStatusOf({ state, startedAt }: RunRow): Build['status'] {
  if (state === 'completed') return 'completed';
  if (state === 'canceling') return 'cancelling';
  return startedAt === undefined ? 'notStarted' : 'inProgress';
}

/** A run's result in the Build area's words; `undefined` while there is none. */
export function buildResultOf({ result, hasIssues }: RunRow): Build['result'] {
  return result === 'succeeded' && hasIssues ? 'partiallySucceeded' : result;
}

function resultOf(row: RunRow): Pick<Build, 'result'> {
  const result = buildResultOf(row);
  return result === undefined ? {} : { result };
}

// The service counts revisions in numbers that end in one.
function revisionOf(name: string): Pick<Build, 'buildNumberRevision'> {
  const revision = Number(/\.(\d{1,9})$/.exec(name)?.[1]);
  return Number.isNaN(revision) ? {} : { buildNumberRevision: revision };
}

/** The variables that were given when the run was queued, as JSON text; secrets are left out. */
function parametersOf({ facts }: RunRow): Pick<Build, 'parameters'> {
  const plain = Object.entries(facts.variables).filter(([, { isSecret }]) => !isSecret);
  if (plain.length === 0) return {};
  return { parameters: JSON.stringify(Object.fromEntries(plain.map(([name, { value }]) => [name, value]))) };
}

function definitionOf(base: string, { row, project }: BuildFacts): Build['definition'] {
  const { id, name, revision, folder } = row.pipeline;
  return {
    drafts: [],
    id,
    name,
    url: `${base}/${row.projectId}/_apis/build/Definitions/${id}?revision=${revision}`,
    uri: `vstfs:///Build/Definition/${id}`,
    path: folder,
    type: 'build',
    queueStatus: 'enabled',
    revision,
    project: projectReference(base, project),
  };
}

/** The run after which the pipeline was set to run; `null` where something else was the cause. */
function triggeringBuild(base: string, { row, project }: BuildFacts): Build['triggeredByBuild'] {
  const { reason, triggerInfo = {} } = row.facts;
  if (reason !== 'buildCompletion' || triggerInfo.pipelineId === undefined) return null;
  const { definitionId, pipelineId, source = '', version = '', branch = '' } = triggerInfo;
  const home = `${base}/${row.projectId}/_apis/build`;
  const reference = projectReference(base, project);
  const definitionUrl = `${home}/Definitions/${definitionId}`;
  return {
    id: Number(pipelineId),
    buildNumber: version,
    url: `${home}/Builds/${pipelineId}`,
    uri: `vstfs:///Build/Build/${pipelineId}`,
    definition: { id: Number(definitionId), name: source, url: definitionUrl, project: reference },
    project: reference,
    sourceBranch: branch,
  };
}

// Where the server itself reads a repository is its own matter.
function repositoryOf(base: string, { facts }: RunRow): Build['repository'] {
  const { id = '', name = '', url: source = '', type } = facts.repositories.self ?? {};
  const home = `${base}/${encodeURIComponent(facts.projectName)}/_git/${encodeURIComponent(name)}`;
  const url = type === 'azureReposGit' ? home : source;
  return { id, type: type === 'gitHub' ? 'GitHub' : 'TfsGit', name, url, clean: null, checkoutSubmodules: false };
}
