import { duration } from './duration.ts';
import { isImplied, jobLabel } from './names.ts';
import type { JobRow, RunRows, StageRow, Status, StepRow } from './run-rows.ts';

/** A line of the live tree: a stage, job or step, or with status `undefined` the last words of a running step. */
export type TreeLine = {
  readonly depth: number;
  readonly status: Status | undefined;
  readonly label: string;
  readonly time: string;
};

/** How many of a running step's last lines are shown below it. */
const shownTail = 3;

/** What a tree leaves out to fit the screen, from nothing to almost all. */
type Detail = {
  readonly steps: 'all' | 'active' | 'running' | 'none';
  readonly tail: boolean;
  readonly jobs: 'all' | 'active';
};

const details: readonly Detail[] = [
  { steps: 'all', tail: true, jobs: 'all' },
  { steps: 'active', tail: true, jobs: 'all' },
  { steps: 'running', tail: false, jobs: 'all' },
  { steps: 'none', tail: false, jobs: 'active' },
];

/** The tree in at most `height` lines: the more that has to be shown, the less of each is; at last the rest is only counted. */
export function treeLines(rows: RunRows, now: number, height: number): readonly TreeLine[] {
  let lines: readonly TreeLine[] = [];
  for (const detail of details) {
    lines = rows.stages.flatMap(stage => stageLines(stage, now, detail));
    if (lines.length <= height) return lines;
  }
  const kept = Math.max(0, height - 1);
  return [...lines.slice(0, kept), { depth: 0, status: undefined, label: `… ${lines.length - kept} more`, time: '' }];
}

function stageLines(stage: StageRow, now: number, detail: Detail): TreeLine[] {
  const depth = isImplied(stage) ? 0 : 1;
  const jobs = stage.jobs.filter(({ status }) => detail.jobs === 'all' || isActive(status));
  const lines = jobs.flatMap(job => jobLines(job, depth, { now, detail }));
  return isImplied(stage) ? lines : [lineOf(stage, 0, now), ...lines];
}

function jobLines(job: JobRow, depth: number, { now, detail }: { now: number; detail: Detail }): TreeLine[] {
  const steps = job.steps.filter(({ status }) => isShown(status, job.status, detail));
  return [
    { ...lineOf(job, depth, now), label: jobLabel(job) },
    ...steps.flatMap(step => stepLines(step, depth + 1, { now, detail })),
  ];
}

function stepLines(step: StepRow, depth: number, { now, detail }: { now: number; detail: Detail }): TreeLine[] {
  const tail = detail.tail && step.status === 'running' ? step.tail.slice(-shownTail) : [];
  const spoken = tail.map(label => ({ depth: depth + 1, status: undefined, label, time: '' }));
  return [lineOf(step, depth, now), ...spoken];
}

function isShown(step: Status, job: Status, { steps }: Detail): boolean {
  switch (steps) {
    case 'all':
      return step === 'pending' ? job === 'running' : step !== 'skipped';
    case 'active':
      return isActive(step);
    case 'running':
      return step === 'running';
    case 'none':
      return false;
  }
}

function isActive(status: Status): boolean {
  return status === 'running' || status === 'failed' || status === 'abandoned';
}

function lineOf(row: StageRow | JobRow | StepRow, depth: number, now: number): TreeLine {
  return { depth, status: row.status, label: row.label, time: timeOf(row, now) };
}

function timeOf({ status, startedAt, seconds }: StageRow | JobRow | StepRow, now: number): string {
  if (status === 'pending' || status === 'skipped') return '';
  return duration(status === 'running' ? (now - startedAt) / 1000 : seconds);
}
