import type { PlanId, ProjectId } from '../../src/base/id.ts';
import type { RunEvent, RunKey } from '../../src/run/events.ts';
import type { JobRequest, RunCommit, RunRow } from '../../src/run/ports/run-store.ts';

export const organization = 'contoso';
export const run7: RunKey = { organization, runId: 7 };

/** Texts that have broken stores before. */
export const hostileTexts: readonly string[] = [
  "'; drop table run; --",
  '" or ""="',
  '$1 ? :name %s {0}',
  'Größe Ελλάδα 測試 🚀 e\u0301',
  'NUL \0 tab \t line \n',
  'half a pair \ud83d',
  '\\',
  ' leading and trailing ',
  '__proto__',
];

/** An event that can be told from others by its number. */
export function event(number: number): RunEvent {
  return { type: 'jobStarted', at: 1_700_000_000_000 + number, ref: { stage: 'build', job: 'linux', attempt: number } };
}

export function events(count: number, from = 1): readonly RunEvent[] {
  return Array.from({ length: count }, (_, index) => event(from + index));
}

export function row(key: RunKey, changes: Partial<RunRow> = {}): RunRow {
  return {
    key,
    projectId: 'aaaaaaaa-0000-4000-8000-000000000001' as ProjectId,
    planId: `bbbbbbbb-0000-4000-8000-${String(key.runId).padStart(12, '0')}` as PlanId,
    pipeline: { id: 3, revision: 1, name: 'site', folder: '\\' },
    name: '20261124.1',
    notes: { tags: ['t'], isKept: false, isDeleted: false, properties: {} },
    state: 'inProgress',
    result: undefined,
    hasIssues: false,
    createdAt: 1_700_000_000_000,
    startedAt: undefined,
    finishedAt: undefined,
    dueAt: undefined,
    facts: {
      projectName: 'Fabrikam',
      templateParameters: { image: 'ubuntu' },
      variables: { greeting: { isSecret: false, value: 'hello' } },
      repositories: {},
      containers: {},
      pipelines: {},
      yamlFile: 'azure-pipelines.yml',
      reason: 'manual',
      requestedFor: { id: 'dddddddd-0000-4000-8000-000000000001', displayName: 'Sam', uniqueName: 'sam' },
      appendsCommitMessage: true,
    },
    ...changes,
  };
}

/** A commit of one event to a run that stands at `expected`. */
export function commit(key: RunKey, expected: number, changes: Partial<RunCommit> = {}): RunCommit {
  return { key, expected, events: events(1, expected + 1), row: row(key), enqueue: [], dequeue: [], ...changes };
}

export function request(requestId: number, changes: Partial<JobRequest> = {}): JobRequest {
  return {
    organization,
    requestId,
    runId: 7,
    poolId: 1,
    stage: 'build',
    job: 'linux',
    attempt: 1,
    demands: [],
    queuedAt: 1_700_000_000_000 + requestId,
    ...changes,
  };
}

export function many<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}
