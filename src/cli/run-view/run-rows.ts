import type { Result, RunResult } from '../../base/result.ts';
import { lastLines } from '../byte-lines.ts';
import type { JobOutline, RunProgress, StageOutline, StepOutline } from '../run-progress.ts';

/** Where a stage, job or step stands. */
export type Status = 'pending' | 'running' | Result;

type Row = {
  label: string;
  status: Status;
  /** When it started, in the milliseconds that events are told with. */
  startedAt: number;
  /** How long it took, once it is over. */
  seconds: number;
};

export type StepRow = Row & { readonly id: string; errors: readonly string[]; tail: readonly string[] };
export type JobRow = Row & {
  readonly name: string;
  readonly steps: StepRow[];
  reason: string | undefined;
  timedOut: boolean;
};
export type StageRow = Row & { readonly name: string; readonly jobs: JobRow[]; reason: string | undefined };

/** Whose job an event is about. */
type Place = { readonly stage: string; readonly job: string };

/** How a run stands: the events folded into rows. */
export class RunRows {
  name = '';
  pipeline = '';
  commitMessage = '';
  stages: readonly StageRow[] = [];
  result: RunResult | undefined;
  /** Jobs that took too long made it canceled. */
  timedOut = false;
  seconds = 0;
  startedAt = 0;
  readonly #tailLines: number;

  /** `tailLines` is how many of each step's last lines are remembered. */
  constructor(tailLines: number) {
    this.#tailLines = tailLines;
  }

  stage(name: string): StageRow | undefined {
    return this.stages.find(stage => stage.name === name);
  }

  job({ stage, job }: Place): JobRow | undefined {
    return this.stage(stage)?.jobs.find(({ name }) => name === job);
  }

  step(place: Place & { readonly step: string }): StepRow | undefined {
    return this.job(place)?.steps.findLast(({ id }) => id === place.step);
  }

  apply(event: RunProgress, now: number): void {
    switch (event.type) {
      case 'runQueued':
        this.name = event.name;
        this.pipeline = event.pipeline;
        this.commitMessage = event.commitMessage ?? '';
        this.stages = event.stages.map(stageRow);
        this.startedAt = now;
        break;
      case 'stageStarted':
        begin(this.stage(event.stage), now);
        break;
      case 'stageCompleted':
        this.#endStage(event);
        break;
      case 'jobExpanded':
        this.#expandJob(event);
        break;
      case 'jobStarted':
        begin(this.job(event), now);
        break;
      case 'jobCompleted': {
        const job = this.job(event);
        end(job, event);
        if (job !== undefined) {
          job.reason = event.reason;
          job.timedOut = event.timedOut ?? false;
        }
        break;
      }
      case 'stepStarted':
        begin(this.#knownStep(event), now);
        break;
      case 'stepCompleted': {
        const step = this.#knownStep(event);
        end(step, event);
        if (step !== undefined) step.errors = event.errors;
        break;
      }
      case 'lines':
        this.#remember(this.step(event), event.text);
        break;
      case 'message':
        break;
      case 'runCompleted':
        this.result = event.result;
        this.timedOut = event.timedOut ?? false;
        this.seconds = event.seconds;
        break;
    }
  }

  #expandJob({ stage, job, jobs }: Extract<RunProgress, { readonly type: 'jobExpanded' }>): void {
    const rows = this.stage(stage)?.jobs;
    const place = rows?.findIndex(({ name }) => name === job) ?? -1;
    if (place !== -1) rows?.splice(place, 1, ...jobs.map(jobRow));
  }

  // The jobs of a stage that is skipped are told nothing of their own.
  #endStage(event: Extract<RunProgress, { readonly type: 'stageCompleted' }>): void {
    const stage = this.stage(event.stage);
    end(stage, event);
    if (stage !== undefined) stage.reason = event.reason;
    for (const job of stage?.jobs ?? []) if (job.status === 'pending') job.status = event.result;
  }

  /** The step of an event by its newest name: variables in a name have values only once the job runs. */
  #knownStep(event: Place & { readonly step: string; readonly name: string }): StepRow | undefined {
    const step = this.step(event) ?? this.#addStep(event);
    if (step !== undefined) step.label = event.name;
    return step;
  }

  // The agent's own first step stands before those of the file: a new step comes before the first one that has not started yet.
  #addStep(event: Place & { readonly step: string; readonly name: string }): StepRow | undefined {
    const steps = this.job(event)?.steps;
    if (steps === undefined) return undefined;
    const step = stepRow({ id: event.step, name: event.name });
    const next = steps.findIndex(({ status }) => status === 'pending');
    steps.splice(next === -1 ? steps.length : next, 0, step);
    return step;
  }

  #remember(step: StepRow | undefined, text: string): void {
    if (step === undefined || this.#tailLines === 0) return;
    step.tail = [...step.tail, ...lastLines(text, this.#tailLines)].slice(-this.#tailLines);
  }
}

/** Whether a step ran when its job's time was over. */
export function isOverdue({ status }: StepRow, { timedOut }: JobRow): boolean {
  return timedOut && status === 'canceled';
}

function row(label: string): Row {
  return { label, status: 'pending', startedAt: 0, seconds: 0 };
}

function stageRow({ name, displayName, jobs }: StageOutline): StageRow {
  return { ...row(displayName || name), name, jobs: jobs.map(jobRow), reason: undefined };
}

function jobRow({ name, displayName, steps }: JobOutline): JobRow {
  return { ...row(displayName || name), name, steps: steps.map(stepRow), reason: undefined, timedOut: false };
}

function stepRow({ id, name }: StepOutline): StepRow {
  return { ...row(name), id, errors: [], tail: [] };
}

function begin(found: Row | undefined, now: number): void {
  if (found === undefined || found.status !== 'pending') return;
  found.status = 'running';
  found.startedAt = now;
}

function end(found: Row | undefined, event: { readonly result: Result; readonly seconds: number }): void {
  if (found === undefined) return;
  found.status = event.result;
  found.seconds = event.seconds;
}
