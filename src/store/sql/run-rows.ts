import type { RunRow } from '../../run/ports/run-store.ts';

/** The columns of a run and its origin that make a `RunRow`. */
export type RunColumns = {
  readonly organization: string;
  readonly run_id: number;
  readonly json: string;
  readonly origin: string;
};

type Changing = Pick<
  RunRow,
  'name' | 'notes' | 'state' | 'result' | 'hasIssues' | 'startedAt' | 'finishedAt' | 'dueAt'
>;
type Origin = Pick<RunRow, 'projectId' | 'planId' | 'pipeline' | 'createdAt' | 'facts'>;

/** What of a row changes, for `run`. */
export function changingJson({ name, notes, state, result, hasIssues, startedAt, finishedAt, dueAt }: RunRow): string {
  return JSON.stringify({ name, notes, state, result, hasIssues, startedAt, finishedAt, dueAt } satisfies Changing);
}

/** What of a row never changes, for `run_origin`. */
export function originJson({ projectId, planId, pipeline, createdAt, facts }: RunRow): string {
  return JSON.stringify({ projectId, planId, pipeline, createdAt, facts } satisfies Origin);
}

export function runRow(columns: RunColumns): RunRow {
  const { name, notes, state, result, hasIssues, startedAt, finishedAt, dueAt } = JSON.parse(columns.json) as Changing;
  const { projectId, planId, pipeline, createdAt, facts } = JSON.parse(columns.origin) as Origin;
  const key = { organization: columns.organization, runId: columns.run_id };
  const changing = { name, notes, state, result, hasIssues, createdAt, startedAt, finishedAt, dueAt };
  return { key, projectId, planId, pipeline, ...changing, facts };
}

/** When a run wants a tick; null once it is completed. */
export function dueAtOf({ state, dueAt }: RunRow): number | null {
  return state === 'completed' ? null : (dueAt ?? null);
}
