import type { Span } from '../base/finding.ts';

/** Everything a run needs of its pipeline, as plain JSON: made by `compile`, read by `run/`, kept in the run's first event. */
export type Plan = {
  /** The run-number format of `name:`; the default is `$(Date:yyyyMMdd).$(Rev:r)`. */
  readonly runName: string;
  readonly appendCommitMessageToRunName: boolean;
  /** The root parameters as bound, in order of declaration; values as text, objects as JSON text. */
  readonly templateParameters: Readonly<Record<string, string>>;
  readonly variables: readonly PlanVariable[];
  readonly resources: PlanResources;
  /** In file order. Never empty. */
  readonly stages: readonly PlanStage[];
};

/** A variable as authored: macros and `$[ ]` are not yet expanded. Later entries of one list win. */
export type PlanVariable =
  | { readonly name: string; readonly value: string; readonly readonly: boolean }
  | { readonly group: string };

export type PlanResources = {
  /** By alias; `self` is not listed here, the run knows it. */
  readonly repositories: Readonly<Record<string, PlanRepository>>;
  readonly containers: Readonly<Record<string, PlanContainer>>;
  readonly pipelines: Readonly<Record<string, PlanPipelineResource>>;
};

export type PlanRepository = {
  readonly type: string;
  readonly name: string;
  readonly ref: string;
  readonly endpoint?: string;
};

export type PlanContainer = {
  readonly image: string;
  readonly endpoint?: string;
  readonly env: Readonly<Record<string, string>>;
  readonly options: string;
  readonly ports: readonly string[];
  readonly volumes: readonly string[];
  readonly mapDockerSocket: boolean;
  readonly localImage: boolean;
};

export type PlanPipelineResource = {
  readonly source: string;
  readonly project?: string;
  readonly version?: string;
  readonly branch?: string;
};

export type PlanStage = {
  readonly name: string;
  readonly displayName: string;
  /** Default dependencies (the previous stage) are written out; lower-cased names are never used: spelled as the stage declares itself. */
  readonly dependsOn: readonly string[];
  /** `undefined` is the default, `succeeded()`. */
  readonly condition: string | undefined;
  readonly variables: readonly PlanVariable[];
  readonly jobs: readonly PlanJob[];
  /** A stage that starts only when somebody starts it. Default: false. */
  readonly isManual?: boolean;
  /** Whether somebody may leave the stage out. Default: true. */
  readonly isSkippable?: boolean;
  readonly lockBehavior?: 'sequential' | 'runLatest';
  readonly at: Span;
};

export type PlanJob = {
  /** The job's id; `Job` for a steps-only pipeline. */
  readonly name: string;
  readonly displayName: string;
  readonly dependsOn: readonly string[];
  readonly condition: string | undefined;
  /** `true`, `false`, or a `$[ ]` / `$( )` text. */
  readonly continueOnError: string;
  /** Minutes as text; `''` is the default (60), `0` is without limit. */
  readonly timeoutInMinutes: string;
  /** Minutes as text; `''` is the default (5). */
  readonly cancelTimeoutInMinutes: string;
  readonly pool: PlanPool;
  readonly variables: readonly PlanVariable[];
  readonly workspaceClean: 'outputs' | 'resources' | 'all' | undefined;
  /** What multiplies the job, or the hooks of a deployment, whose steps are then not in `steps`. Absent: one job, its steps in `steps`. */
  readonly strategy?: PlanStrategy;
  /** There exactly for a deployment. */
  readonly environment?: PlanEnvironment;
  /** The container that the steps run in: the alias of a container resource, or an image of its own. */
  readonly container?: PlanJobContainer;
  /** Containers beside the job's, by the name that it reaches them by. */
  readonly services?: Readonly<Record<string, PlanJobContainer>>;
  /** Repositories, by alias, and pools that only appear while the job runs. */
  readonly uses?: { readonly repositories: readonly string[]; readonly pools: readonly string[] };
  /** As authored, without an implicit checkout: the run adds it when no step is one. */
  readonly steps: readonly PlanStep[];
  readonly at: Span;
};

/** Values are as authored: numbers and `$[ ]` as text. */
export type PlanStrategy =
  | { readonly kind: 'matrix'; readonly legs: PlanMatrix | string; readonly maxParallel: string }
  | { readonly kind: 'parallel'; readonly count: string }
  | { readonly kind: 'runOnce'; readonly hooks: PlanHooks }
  | { readonly kind: 'rolling'; readonly maxParallel: string; readonly hooks: PlanHooks }
  | { readonly kind: 'canary'; readonly increments: readonly string[]; readonly hooks: PlanHooks };

/** The variables of each leg, by the leg's name, in authored order. */
export type PlanMatrix = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Those of a deployment's hooks that the pipeline has. */
export type PlanHooks = { readonly [Hook in PlanHookName]?: PlanHook };
export type PlanHookName = 'preDeploy' | 'deploy' | 'routeTraffic' | 'postRouteTraffic' | 'onFailure' | 'onSuccess';
export type PlanHook = { readonly steps: readonly PlanStep[]; readonly pool?: PlanPool };

export type PlanEnvironment = {
  readonly name: string;
  readonly resourceName?: string;
  readonly resourceId?: string;
  readonly resourceType?: string;
  readonly tags?: string;
};

export type PlanJobContainer = { readonly alias: string } | PlanContainer;

/** Where a step runs and what its logging commands may do. */
export type PlanTarget = {
  /** A container's alias, or `host`; absent is the job's own. */
  readonly container?: string;
  readonly commands?: string;
  /** Variables that the step may set; absent is all. */
  readonly settableVariables?: readonly string[];
};

export type PlanPool = {
  /** `server` is no pool: the job runs without an agent. */
  readonly name?: string;
  readonly vmImage?: string;
  readonly demands: readonly string[];
};

/** A step as a task: shortcuts are already the tasks they stand for. */
export type PlanStep = {
  /** The step's `name:`, the first part of its output variables' keys; `''` when it has none. */
  readonly name: string;
  /** `''` when not authored: the run gives the task's default. */
  readonly displayName: string;
  readonly task: PlanTask;
  readonly inputs: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  readonly condition: string | undefined;
  readonly continueOnError: string;
  readonly enabled: string;
  /** Minutes as text; `''` is without a limit of its own. */
  readonly timeoutInMinutes: string;
  readonly retryCountOnTaskFailure: string;
  readonly target?: PlanTarget;
  readonly at: Span;
};

/** `id` is known where the catalogue knows the task; `version` is the major version as text. */
export type PlanTask = { readonly id: string; readonly name: string; readonly version: string };
