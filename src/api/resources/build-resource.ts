import type { QueuedRun } from '../../run/events.ts';
import type { Project } from '../../run/ports/catalogue.ts';
import type { RunRow } from '../../run/ports/run-store.ts';
import type { TimelineRecord } from '../../run/timeline.ts';
import type { Build } from '../../wire/builds.ts';
import { dateText, normalDate } from './dates.ts';
import { identityReference } from './identity-reference.ts';
import { buildLogsUrl } from './log-resource.ts';
import { projectReference } from './project-resource.ts';

/** All that a build shows. */
export type BuildFacts = {
  readonly row: RunRow;
  readonly queued: QueuedRun;
  readonly project: Project;
  readonly timeline: readonly TimelineRecord[];
};

/** A run as the Build area shows it. What the service says there of queues and badges is left out: there is none. */
export function buildResource(base: string, facts: BuildFacts): Build {
  const { row, queued } = facts;
  const { runId } = row.key;
  const project = `${base}/${row.projectId}`;
  const requestedFor = identityReference(base, queued.requestedFor);
  return {
    _links: {
      self: { href: `${project}/_apis/build/Builds/${runId}` },
      web: { href: `${project}/_build/results?buildId=${runId}` },
      timeline: { href: `${project}/_apis/build/builds/${runId}/Timeline` },
    },
    properties: {},
    tags: [],
    validationResults: [],
    plans: [{ planId: row.planId }],
    templateParameters: row.facts.templateParameters,
    triggerInfo: {},
    id: runId,
    buildNumber: row.name,
    ...progressOf(facts),
    url: `${project}/_apis/build/Builds/${runId}`,
    definition: definitionOf(base, facts),
    project: projectReference(base, facts.project),
    uri: `vstfs:///Build/Build/${runId}`,
    sourceBranch: row.facts.repositories.self?.refName ?? '',
    sourceVersion: row.facts.repositories.self?.version ?? '',
    priority: 'normal',
    reason: queued.reason,
    requestedFor,
    requestedBy: requestedFor,
    lastChangedDate: dateText(row.finishedAt ?? row.createdAt),
    lastChangedBy: requestedFor,
    orchestrationPlan: { planId: row.planId },
    logs: { id: 0, type: 'Container', url: buildLogsUrl(base, row) },
    repository: repositoryOf(row),
    retainedByRelease: false,
    triggeredByBuild: null,
    appendCommitMessageToRunName: queued.plan.appendCommitMessageToRunName,
  };
}

type Progress = Pick<Build, 'status' | 'result' | 'queueTime' | 'startTime' | 'finishTime'>;

function progressOf({ row, timeline }: BuildFacts): Progress {
  const startTime = startOf(timeline);
  return {
    status: statusOf(row, startTime !== undefined),
    ...resultOf(row, timeline),
    queueTime: dateText(row.createdAt),
    ...(startTime === undefined ? {} : { startTime }),
    ...(row.finishedAt === undefined ? {} : { finishTime: dateText(row.finishedAt) }),
  };
}

// A build counts as started with its first job, a run from the moment it is queued.
function startOf(timeline: readonly TimelineRecord[]): string | undefined {
  const starts = timeline.filter(record => record.type === 'Job').map(record => normalDate(record.startTime));
  return starts.filter(start => start !== null).toSorted()[0];
}

function statusOf({ state }: RunRow, hasStarted: boolean): Build['status'] {
  if (state === 'completed') return 'completed';
  if (state === 'canceling') return 'cancelling';
  return hasStarted ? 'inProgress' : 'notStarted';
}

function resultOf({ result }: RunRow, timeline: readonly TimelineRecord[]): Pick<Build, 'result'> {
  if (result === undefined) return {};
  const hadIssues = timeline.some(record => record.type === 'Stage' && record.result === 'succeededWithIssues');
  return { result: result === 'succeeded' && hadIssues ? 'partiallySucceeded' : result };
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

function repositoryOf({ facts }: RunRow): Build['repository'] {
  const { id = '', name = '', url = '', type } = facts.repositories.self ?? {};
  return { id, type: type === 'gitHub' ? 'GitHub' : 'TfsGit', name, url, clean: null, checkoutSubmodules: false };
}
