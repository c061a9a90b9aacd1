import { guidFromName } from '../../base/id.ts';
import { type HookOccurrence, resultWord } from '../../hooks/occurrences.ts';
import { approvalsOf } from '../../run/approvals.ts';
import type { AgentPool } from '../../run/ports/agent-registry.ts';
import { rowOf } from '../../run/row.ts';
import type { StageState } from '../../run/state.ts';
import type { TimelineRecord } from '../../run/timeline.ts';
import type { GitCommit } from '../git-reader.ts';
import { runInList, startedRun } from '../run-resource.ts';
import { approvalResource } from './approval-resource.ts';
import { queueOf } from './definition-resource.ts';
import { identityReference } from './identity-reference.ts';

/** What a resource of a hook needs beside the occurrence. */
export type HookFacts = {
  /** The run's timeline. */
  readonly records: readonly TimelineRecord[];
  readonly pool: AgentPool | undefined;
  /** The commits that the run's repositories stand at, by alias; those that can be read. */
  readonly commits: ReadonlyMap<string, GitCommit>;
};

/**
 * What a hook of a run, a stage, a job or an approval tells of. `records` are the run's timeline, for the times of its parts; states and
 * results are those of the occurrence, however far the run has come since.
 */
export function hookRunResource(
  base: string,
  occurrence: HookOccurrence,
  { records, pool, commits }: HookFacts,
): object {
  const { key, run, subject } = occurrence;
  const row = rowOf(key, run);
  const whole = startedRun(base, row);
  const { projectId } = run.queued;
  const repositories = repositoriesOf(base, occurrence, commits);
  const { pipeline } = whole;
  const named = { runId: key.runId, runUrl: whole.url };
  switch (subject.kind) {
    case 'run':
    case 'build':
      return {
        projectId,
        run: whole,
        pipeline,
        ...runMembers(base, occurrence, { records, pool }),
        ...named,
        repositories,
      };
    case 'stage': {
      const stage = stageOf(base, occurrence, subject.stage, records);
      return { stage, run: whole, pipeline, projectId, ...named, stageName: subject.stage, repositories };
    }
    case 'job': {
      const job = jobOf(base, occurrence, subject, records);
      const stage = stageOf(base, occurrence, subject.stage, records);
      return { job, stage, run: whole, pipeline, projectId, ...named, stageName: subject.stage, repositories };
    }
    case 'approval':
      return approvalMembers(base, occurrence, subject, records);
  }
}

function runMembers(base: string, { key, run }: HookOccurrence, { records, pool }: Omit<HookFacts, 'commits'>): object {
  const requestedFor = identityReference(base, run.queued.requestedFor);
  const _links = linksOf(base, { key, run });
  return {
    stages: [...run.stages.values()].map(stage => ({
      _links,
      ...stageMembers(stage),
      ...timesOf(stage, stageRecord(records, stage.plan.name)),
    })),
    requestedBy: requestedFor,
    requestedFor,
    ...(pool === undefined ? {} : { queue: queueOf(pool) }),
  };
}

function stageMembers(stage: StageState): object {
  const { plan, attempt, state, result } = stage;
  return {
    // The service makes it of the name too, by a rule that is not known: the same name has the same id.
    id: guidFromName('stage', plan.name),
    name: plan.name,
    displayName: plan.displayName,
    attempt,
    state: state === 'pending' ? 'notStarted' : state === 'inProgress' ? 'running' : state,
    ...(result === undefined ? {} : { result: resultWord(result) }),
    startTime: null,
  };
}

function stageRecord(records: readonly TimelineRecord[], name: string): TimelineRecord | undefined {
  return records.find(({ type, refName }) => type === 'Stage' && refName === name);
}

/** When a stage began and ended, as far as it had come: the records may have gone on since. */
function timesOf({ state }: StageState, record: TimelineRecord | undefined): object {
  if (state === 'pending' || record === undefined) return {};
  const { startTime, finishTime } = record;
  return { startTime, ...(state === 'completed' && finishTime !== null ? { finishTime } : {}) };
}

type Place = Pick<HookOccurrence, 'key' | 'run'>;

function linksOf(base: string, { key, run }: Place): object {
  const project = `${base}/${run.queued.projectId}`;
  return {
    web: { href: `${project}/_build/results?buildId=${key.runId}` },
    'pipeline.web': { href: `${project}/_build/definition?definitionId=${run.queued.pipeline.id}` },
  };
}

function stageOf(base: string, occurrence: HookOccurrence, name: string, records: readonly TimelineRecord[]): object {
  const record = stageRecord(records, name);
  const stage = occurrence.run.stages.get(name);
  const own = occurrence.subject.kind === 'stage' ? toldState(occurrence) : {};
  return {
    _links: linksOf(base, occurrence),
    ...(stage === undefined ? { name } : stageMembers(stage)),
    ...own,
    startTime: record?.startTime ?? null,
    ...finishOf(occurrence, record, 'stage'),
  };
}

function jobOf(
  base: string,
  occurrence: HookOccurrence,
  { stage, job, attempt }: { readonly stage: string; readonly job: string; readonly attempt: number },
  records: readonly TimelineRecord[],
): object {
  const identifier = `${stage}.${job}`.toLowerCase();
  // The job of a pipeline that has only steps is identified without its stage.
  const alone = stage === '__default' ? `${job}.`.toLowerCase() : identifier;
  const of = (type: string) =>
    records.find(each => {
      const found = each.identifier?.toLowerCase();
      return each.type === type && (found?.startsWith(identifier) || found?.startsWith(alone));
    });
  const record = of('Job') ?? of('Phase');
  return {
    _links: linksOf(base, occurrence),
    ...(record === undefined ? {} : { id: record.id }),
    name: record?.name ?? job,
    attempt,
    ...toldState(occurrence),
    startTime: record?.startTime ?? null,
    ...finishOf(occurrence, record, 'job'),
  };
}

function toldState({ state, result }: HookOccurrence): object {
  return { state, ...(result === undefined ? {} : { result }) };
}

// The records may have gone on since the occurrence: what had not ended then shows no end.
function finishOf(occurrence: HookOccurrence, record: TimelineRecord | undefined, kind: 'stage' | 'job'): object {
  const { subject, state, at } = occurrence;
  if (subject.kind !== kind || state !== 'completed') return {};
  return { finishTime: record?.finishTime ?? new Date(at).toISOString() };
}

function approvalMembers(
  base: string,
  occurrence: HookOccurrence,
  { stage, approvalId }: { readonly stage: string; readonly approvalId: string },
  records: readonly TimelineRecord[],
): object {
  const { key, run } = occurrence;
  const { projectId } = run.queued;
  const approval = approvalsOf(key, run).find(({ id }) => id === approvalId);
  const shown = runInList(base, rowOf(key, run));
  if (approval === undefined) return { projectId, run: shown, stageName: stage };
  return {
    approval: approvalResource(base, projectId, approval, { steps: true, permissions: false }),
    projectId,
    pipeline: shown.pipeline,
    stage: stageOf(base, occurrence, stage, records),
    run: shown,
    resource: approval.resource,
    id: approvalId,
    url: `${base}/${projectId}/_apis/pipelines/approvals/${approvalId}`,
    stageName: stage,
    attemptId: approval.stageAttempt,
  };
}

function repositoriesOf(base: string, { run }: HookOccurrence, commits: HookFacts['commits']): object[] {
  return Object.entries(run.queued.repositories).map(([alias, { id, type, version }]) => ({
    alias,
    id,
    type: type === 'azureReposGit' ? 'Git' : type,
    change: changeOf(version, commits.get(alias)),
    url: `${base}/${run.queued.projectId}/_apis/git/repositories/${id}`,
  }));
}

/** A commit as hooks tell of it; where it can't be read any more, its id alone. */
function changeOf(version: string, commit: GitCommit | undefined): object {
  if (commit === undefined) return { version };
  const { author, committer, message } = commit;
  return { author: signatureOf(author), committer: signatureOf(committer), message, version };
}

function signatureOf({ name, email, at }: GitCommit['author']): object {
  return { name, email, date: new Date(at).toISOString() };
}

/** What a test sends: the members that receivers look at first, of a run that never was. */
export function hookSample(base: string, eventType: string): object {
  const id = 1;
  if (eventType === 'build.complete')
    return {
      id,
      buildNumber: '20260101.1',
      status: 'completed',
      result: 'succeeded',
      url: `${base}/_apis/build/Builds/1`,
    };
  const run = {
    id,
    name: '20260101.1',
    state: 'completed',
    result: 'succeeded',
    url: `${base}/_apis/pipelines/1/runs/1`,
  };
  const pipeline = { id, revision: 1, name: 'Sample', folder: '\\', url: `${base}/_apis/pipelines/1?revision=1` };
  return { run, pipeline, runId: id, runUrl: run.url };
}
