import type { RunResult } from '../../base/result.ts';
import { skipNote } from '../../base/skip-note.ts';
import type { Palette } from '../palette.ts';
import { printable } from '../printable.ts';
import { duration } from './duration.ts';
import { isImplied, jobLabel, pathOf } from './names.ts';
import { isOverdue, type JobRow, type RunRows, type StageRow, type Status, type StepRow } from './run-rows.ts';

type Line = { readonly text: string; readonly status: Status; readonly seconds: number; readonly note: string };

const words: Readonly<Record<Status, string>> = {
  pending: 'not run',
  running: 'not ended',
  succeeded: 'succeeded',
  succeededWithIssues: 'succeeded with issues',
  failed: 'failed',
  canceled: 'canceled',
  skipped: 'skipped',
  abandoned: 'abandoned',
};

/** The colour of a status. */
export const paints: Readonly<Record<Status, keyof Palette>> = {
  pending: 'dim',
  running: 'cyan',
  succeeded: 'green',
  succeededWithIssues: 'yellow',
  failed: 'red',
  canceled: 'yellow',
  skipped: 'dim',
  abandoned: 'red',
};

/** What came of a run: stages, jobs and the steps that failed, with times, and the result as the last line. */
export function summary(rows: RunRows, palette: Palette): string {
  const lines = rows.stages.flatMap(stageLines);
  const width = Math.max(0, ...lines.map(({ text }) => text.length));
  const resultWidth = Math.max(0, ...lines.map(({ status }) => words[status].length));
  const printed = lines.map(({ text, status, seconds, note }) => {
    const time = status === 'pending' || status === 'skipped' ? '' : duration(seconds);
    const result = palette[paints[status]](words[status].padEnd(resultWidth));
    return `${text.padEnd(width)}  ${result}  ${[time.padEnd(note === '' ? 0 : 6), note].join('  ')}`.trimEnd();
  });
  return `\n${[...printed, resultLine(rows, palette)].join('\n')}\n`;
}

function resultLine(rows: RunRows, palette: Palette): string {
  const { name, result, seconds } = rows;
  if (result === undefined) return palette.red(`Run ${name} did not end.`);
  const paint: Readonly<Record<RunResult, keyof Palette>> = { succeeded: 'green', failed: 'red', canceled: 'yellow' };
  const verb = result === 'canceled' ? 'was canceled after' : `${result} in`;
  return palette.bold(palette[paint[result]](`Run ${name} ${verb} ${duration(seconds)}${overdueJobs(rows)}`));
}

/** `: Build / compile timed out`, where that is why a run was canceled. */
function overdueJobs({ timedOut, stages }: RunRows): string {
  if (!timedOut) return '';
  const paths = stages.flatMap(stage =>
    stage.jobs.filter(job => job.timedOut).map(job => pathOf(stage.label, jobLabel(job))),
  );
  return `: ${printable(paths.join(', '))} timed out`;
}

function stageLines(stage: StageRow): Line[] {
  const jobs = stage.jobs.flatMap(job => jobLines(job, isImplied(stage) ? '' : '  '));
  return isImplied(stage) ? jobs : [lineOf(`Stage ${stage.label}`, stage, noteOf(stage)), ...jobs];
}

function jobLines(job: JobRow, indent: string): Line[] {
  const steps = job.steps.filter(step => isBad(step.status) || isOverdue(step, job));
  return [
    lineOf(`${indent}${jobLabel(job)}`, job, noteOf(job)),
    ...steps.map(step => lineOf(`${indent}  ${step.label}`, step, step.errors[0])),
  ];
}

function noteOf({ status, reason }: StageRow | JobRow): string | undefined {
  return status === 'skipped' ? skipNote(reason) : reason;
}

function lineOf(text: string, { status, seconds }: StageRow | JobRow | StepRow, note = ''): Line {
  return { text: printable(text), status, seconds, note: printable(note) };
}

function isBad(status: Status): boolean {
  return status === 'failed' || status === 'abandoned' || status === 'succeededWithIssues';
}
