import type { Result, RunResult } from '../base/result.ts';

/** A step before it runs. `id` names it within its job and never changes; `name` is what people read. */
export type StepOutline = { readonly id: string; readonly name: string };

/** A job before it runs. `name` is its identifier within the stage. */
export type JobOutline = {
  readonly name: string;
  readonly displayName: string;
  readonly steps: readonly StepOutline[];
};

/** A stage before it runs. `name` is its identifier within the run. */
export type StageOutline = {
  readonly name: string;
  readonly displayName: string;
  readonly jobs: readonly JobOutline[];
};

/**
 * What a watcher of a run hears, in the order in which it happened. `stage`, `job` and `step` are the identifiers of the outline;
 * a step that the outline does not name is added where it starts (the agent's own first and last steps). Seconds are fractions.
 * What never starts (skipped by its condition) only completes.
 */
export type RunProgress =
  /** First, and once. `name` is the run number, `pipeline` the pipeline's name. */
  | {
      readonly type: 'runQueued';
      readonly name: string;
      readonly pipeline: string;
      /** The first line of the commit's message, where the pipeline wants it beside the run's name. */
      readonly commitMessage?: string;
      readonly stages: readonly StageOutline[];
    }
  | { readonly type: 'stageStarted'; readonly stage: string }
  | {
      readonly type: 'stageCompleted';
      readonly stage: string;
      readonly result: Result;
      readonly seconds: number;
      /** What its condition came to where it was skipped, or why that could not be told; lines as the agent logs them of steps. */
      readonly reason?: string;
    }
  /** A job became several, which take its place. */
  | {
      readonly type: 'jobExpanded';
      readonly stage: string;
      readonly job: string;
      readonly jobs: readonly JobOutline[];
    }
  | { readonly type: 'jobStarted'; readonly stage: string; readonly job: string }
  | {
      readonly type: 'jobCompleted';
      readonly stage: string;
      readonly job: string;
      readonly result: Result;
      readonly seconds: number;
      /** Why it was canceled or abandoned, or what its condition came to where it was skipped; absent when its steps say enough. */
      readonly reason?: string;
      /** It was canceled because it took longer than it may. */
      readonly timedOut?: true;
    }
  | {
      readonly type: 'stepStarted';
      readonly stage: string;
      readonly job: string;
      readonly step: string;
      readonly name: string;
    }
  | {
      readonly type: 'stepCompleted';
      readonly stage: string;
      readonly job: string;
      readonly step: string;
      readonly name: string;
      readonly result: Result;
      readonly seconds: number;
      readonly errors: readonly string[];
    }
  /** Output of a step, masked, without time stamps: whole lines, each with its line end, in which every character is a byte of their UTF-8. */
  | {
      readonly type: 'lines';
      readonly stage: string;
      readonly job: string;
      readonly step: string;
      readonly text: string;
    }
  /** Something to know that belongs to no step. */
  | { readonly type: 'message'; readonly level: 'info' | 'warning' | 'error'; readonly text: string }
  /** Last, and once. */
  | {
      readonly type: 'runCompleted';
      readonly result: RunResult;
      readonly seconds: number;
      /** Jobs that took too long made it canceled, and nobody asked for that. */
      readonly timedOut?: true;
    };
