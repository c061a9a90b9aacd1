import type { Span } from '../base/finding.ts';
import type { SourceRepository } from '../template/source-reader.ts';

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
  /** What starts runs, where the pipeline says so. Absent: every push and every pull request does. */
  readonly triggers?: PlanTriggers;
  /** The templates that the pipeline extends, down a chain of them, the outermost first. Absent: it extends none. */
  readonly extends?: readonly PlanExtended[];
  /** What becomes of runs that wait for the same exclusive lock, for stages that do not say; `runLatest` is the default. */
  readonly lockBehavior?: PlanLockBehavior;
};

/** A template that a pipeline extends, where its text was read from: the alias `self` is the pipeline's own repository. */
export type PlanExtended = { readonly repository: SourceRepository; readonly path: string };

/** `sequential`: one after the other, none left out; `runLatest`: only the newest goes on. */
export type PlanLockBehavior = 'sequential' | 'runLatest';

/** A variable as authored: macros and `$[ ]` are not yet expanded. Later entries of one list win. */
export type PlanVariable =
  | { readonly name: string; readonly value: string; readonly readonly: boolean }
  | { readonly group: string };

/** Each absent where the pipeline does not say: a push to any branch starts a run, and so does a pull request. */
export type PlanTriggers = {
  readonly ci?: PlanTrigger;
  readonly pr?: PlanPullRequestTrigger;
  readonly schedules?: readonly PlanSchedule[];
};

/** What is taken and what of that is left out: names, or patterns with `*` and `?`. An empty `include` takes everything. */
export type PlanFilters = { readonly include: readonly string[]; readonly exclude: readonly string[] };

/** Pushes that start a run. */
export type PlanTrigger = {
  readonly enabled: boolean;
  /** Whether pushes during a run wait for it and then start one run together. */
  readonly batch: boolean;
  /** Absent: no branch triggers, because only `tags` is given. */
  readonly branches?: PlanFilters;
  /** Absent: no tag triggers. */
  readonly tags?: PlanFilters;
  readonly paths: PlanFilters;
};

/** Pull requests that start a run. `branches` are those that they want to go into. */
export type PlanPullRequestTrigger = {
  readonly enabled: boolean;
  /** Whether a new push to the pull request cancels the run of the one before. */
  readonly autoCancel: boolean;
  readonly drafts: boolean;
  readonly branches: PlanFilters;
  readonly paths: PlanFilters;
};

/** A time at which branches are run. */
export type PlanSchedule = {
  /** Five fields, UTC. */
  readonly cron: string;
  readonly displayName: string;
  readonly branches: PlanFilters;
  /** Whether it runs although nothing changed since its last run. */
  readonly always: boolean;
  /** Whether it is left out while its last run goes on. */
  readonly batch: boolean;
};

export type PlanResources = {
  /** By alias; `self` is not listed here, the run knows it. */
  readonly repositories: Readonly<Record<string, PlanRepository>>;
  readonly containers: Readonly<Record<string, PlanContainer>>;
  readonly pipelines: Readonly<Record<string, PlanPipelineResource>>;
  /** Those below are absent where the pipeline has none. */
  readonly builds?: Readonly<Record<string, PlanBuildResource>>;
  readonly packages?: Readonly<Record<string, PlanPackageResource>>;
  readonly webhooks?: Readonly<Record<string, PlanWebhookResource>>;
  /** How the pipeline's own repository is checked out where a step does not say: the old `resources: [{repo: self}]`. */
  readonly self?: PlanCheckoutOptions;
};

/** Values as authored. */
export type PlanCheckoutOptions = {
  readonly clean?: string;
  readonly fetchDepth?: string;
  readonly fetchTags?: string;
  readonly lfs?: string;
  readonly submodules?: string;
  readonly persistCredentials?: string;
};

export type PlanRepository = {
  readonly type: string;
  readonly name: string;
  readonly ref: string;
  readonly endpoint?: string;
  /** Pushes to it that start a run of this pipeline. Absent: none do. */
  readonly trigger?: PlanTrigger;
  readonly checkoutOptions?: PlanCheckoutOptions;
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
  /** Parts of the machine that the container sees but can't change. */
  readonly mountReadOnly?: readonly ('work' | 'externals' | 'tools' | 'tasks')[];
  /** Pull the image only when the machine does not have it. Default: false. */
  readonly pullIfMissing?: boolean;
  /** How to reach a registry that the image is named by the parts of (`type: ACR`). */
  readonly registry?: PlanContainerRegistry;
  /** New images that start a run. Absent: none do. */
  readonly trigger?: PlanContainerTrigger;
};

export type PlanContainerRegistry = {
  readonly type: string;
  readonly azureSubscription?: string;
  readonly resourceGroup?: string;
  readonly registry?: string;
  readonly repository?: string;
};

export type PlanContainerTrigger = { readonly enabled: boolean; readonly tags: PlanFilters };

export type PlanPipelineResource = {
  readonly source: string;
  readonly project?: string;
  readonly version?: string;
  readonly branch?: string;
  /** Tags that a run must all have to be taken. */
  readonly tags?: readonly string[];
  /** Completed runs that start one of this pipeline. Absent: none do. */
  readonly trigger?: PlanPipelineTrigger;
};

/** `tags`: a run must have all of them; `stages`: all of them must have completed. Empty is no condition. */
export type PlanPipelineTrigger = {
  readonly enabled: boolean;
  readonly branches: PlanFilters;
  readonly tags: readonly string[];
  readonly stages: readonly string[];
};

/** A build of another system. `trigger`: whether a new one starts a run. */
export type PlanBuildResource = {
  readonly type: string;
  readonly connection: string;
  readonly source: string;
  readonly version?: string;
  readonly branch?: string;
  readonly trigger: boolean;
};

/** A package of a registry. `name` is `owner/name`; `trigger`: whether a new version starts a run. */
export type PlanPackageResource = {
  readonly type: string;
  readonly connection: string;
  readonly name: string;
  readonly version?: string;
  readonly tag?: string;
  readonly trigger: boolean;
};

/** Calls that start a run when, for every filter, the JSON path in their body has the value. */
export type PlanWebhookResource = {
  readonly connection: string;
  readonly type?: string;
  readonly filters: readonly { readonly path: string; readonly value: string }[];
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
  readonly lockBehavior?: PlanLockBehavior;
  /** Stages of one group are shown together. */
  readonly group?: string;
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
  /** What its task demands of an agent. Absent: nothing. */
  readonly demands?: readonly string[];
  readonly at: Span;
};

/** `id` is known where the catalogue knows the task; `version` is the major version as text. */
export type PlanTask = { readonly id: string; readonly name: string; readonly version: string };
