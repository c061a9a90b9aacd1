import type { Plan } from '../../plan/model.ts';
import type { Identity, QueuedRun, RunRepository } from '../events.ts';
import type { Pipeline } from './catalogue.ts';

/** Why a run is started that nobody asked for. */
export type RunCause = {
  readonly reason: QueuedRun['reason'];
  /** The branch or tag of the pipeline's own repository, and its commit; absent: the tip of the default branch. */
  readonly self?: { readonly refName: string; readonly version: string };
  /** What repository resources are at, by alias; the others are where the pipeline says. */
  readonly repositories?: Readonly<Record<string, { readonly refName: string; readonly version: string }>>;
  /** The repository resource whose push is the cause: what the run says of its source is said of it. */
  readonly pushed?: RunRepository;
  readonly by: Identity;
  /** What clients are shown of the cause: `ci.sourceBranch`, `ci.message`, … */
  readonly triggerInfo: Readonly<Record<string, string>>;
  /** Run numbers that pipeline resources take, by alias. */
  readonly pipelines?: Readonly<Record<string, string>>;
  /** What a call from outside brought, as JSON by the alias of its webhook resource. */
  readonly payloads?: Readonly<Record<string, string>>;
};

/** Compiles and starts pipelines for whoever watches for causes. */
export interface PipelineStarter {
  /** The pipeline as a commit has it; `undefined` where its file is missing or does not compile. */
  planAt(pipeline: Pipeline, at: { readonly refName: string; readonly version: string }): Promise<Plan | undefined>;
  /** Queues a run and answers its id, or why there is none. */
  start(pipeline: Pipeline, cause: RunCause): Promise<{ readonly runId: number } | { readonly refusal: string }>;
}
