import type { Instant } from '../base/clock.ts';
import type { JobId, PlanId, ProjectId, RecordId, TimelineId } from '../base/id.ts';
import type { Result, RunResult } from '../base/result.ts';
import type { Plan, PlanHookName } from '../plan/model.ts';
import type { ApprovalAnswer, Approver, Check, CheckOutcome } from './checks.ts';
import type { EnvironmentResource, RunEnvironment } from './environment.ts';
import type { RecordChange } from './timeline.ts';

/** Names a run: ids are allotted per organization, from 1. */
export type RunKey = { readonly organization: string; readonly runId: number };

/** The pipeline a run was made from, as it was then. `folder` is `\` for the root. */
export type PipelineReference = {
  readonly id: number;
  readonly revision: number;
  readonly name: string;
  readonly folder: string;
};

/** A repository as a run took it. */
export type RunRepository = {
  /** GUID of a registered repository. */
  readonly id: string;
  readonly name: string;
  readonly type: 'azureReposGit' | 'gitHub' | 'gitHubEnterprise' | 'bitBucket' | 'unknown';
  /** Where git reads it from. */
  readonly url: string;
  /** `refs/heads/main`. */
  readonly refName: string;
  /** 40 hex digits; zeros where the folder has no commit. */
  readonly version: string;
  /** Take the folder's files as they are now, uncommitted changes included (`millrace run`). */
  readonly workingTree: boolean;
};

/** A run of another pipeline, as a run took it for its resource. */
export type RunPipelineResource = {
  readonly pipeline: PipelineReference;
  readonly projectId: ProjectId;
  readonly projectName: string;
  readonly runId: number;
  /** The run number. */
  readonly version: string;
  readonly sourceBranch: string;
  readonly sourceCommit: string;
  /** Who asked for that run; absent where it is not known. */
  readonly requestedFor?: Identity;
};

/** The pull request whose merge a run took, as it was then. */
export type RunPullRequest = {
  readonly id: number;
  /** From 1: one more with each push to its source branch. */
  readonly iteration: number;
  /** `refs/heads/topic`. */
  readonly sourceBranch: string;
  readonly targetBranch: string;
  /** The commit of the source branch that was merged. */
  readonly sourceCommit: string;
};

/** A queue-time variable. A secret's value is sealed by the `Secrets` port before it gets here. */
export type RunVariable = { readonly value: string; readonly isSecret: boolean };

/** Why there is a run, in the service's words. */
export type RunReason =
  | 'manual'
  | 'individualCI'
  | 'batchedCI'
  | 'schedule'
  | 'pullRequest'
  | 'buildCompletion'
  | 'resourceTrigger';

/** Who asked for the run. */
export type Identity = { readonly id: string; readonly displayName: string; readonly uniqueName: string };

/** Whose jobs are given to agents first, in this order. */
export const queuePriorities = ['high', 'aboveNormal', 'normal', 'belowNormal', 'low'] as const;
export type QueuePriority = (typeof queuePriorities)[number];

/** Everything known when a run is queued; never changes afterwards. */
export type QueuedRun = {
  readonly planId: PlanId;
  readonly timelineId: TimelineId;
  readonly projectId: ProjectId;
  readonly projectName: string;
  readonly pipeline: PipelineReference;
  /** The run number, for example `20261124.1`. */
  readonly name: string;
  readonly reason: RunReason;
  /** What clients are shown of the cause, where nobody asked for the run. */
  readonly triggerInfo?: Readonly<Record<string, string>>;
  readonly requestedFor: Identity;
  readonly plan: Plan;
  /** As queued. */
  readonly variables: Readonly<Record<string, RunVariable>>;
  /** The variables of the pipeline's root with `$[ ]` evaluated, queue-time ones below them; later scopes go over them. */
  readonly rootVariables: Readonly<Record<string, JobVariable>>;
  /** The predefined variables that the server knows: `build.buildNumber`, `system.teamProject`, … */
  readonly predefined: Readonly<Record<string, string>>;
  /** By alias, `self` always among them. */
  readonly repositories: Readonly<Record<string, RunRepository>>;
  /** By alias. */
  readonly pipelines: Readonly<Record<string, RunPipelineResource>>;
  /** There for the merge of a pull request. */
  readonly pullRequest?: RunPullRequest;
  readonly stagesToSkip: readonly string[];
  /** How often each prefix has been counted, this run included, for the counters in variables of stages and jobs. Default: there are none. */
  readonly counters?: Readonly<Record<string, number>>;
  /** The variable groups that the pipeline names, by name in lower case, as they were when the run was queued. Secrets are sealed. */
  readonly groups?: Readonly<Record<string, Readonly<Record<string, JobVariable>>>>;
  /** Those that jobs deploy to, as they were when the run was queued, by the name in lower case that the plan's expands to. */
  readonly environments?: Readonly<Record<string, RunEnvironment>>;
  /** Absent: normal. */
  readonly priority?: QueuePriority;
  /** The pool that jobs without one of their own were given. Absent: nobody chose one. */
  readonly poolId?: number;
  /** Nothing of it begins before `runReleased`. Default: false. */
  readonly isHeld?: boolean;
  /** Its jobs' tokens count in every project. Default: false, in its own alone. */
  readonly hasCollectionScope?: boolean;
  /** Stages wait for the checks on what they use. Default: false, where nobody keeps checks. */
  readonly isGuarded?: boolean;
  /** Deployments begin by downloading the run's artifacts. Default: false, where the server keeps none. */
  readonly hasArtifacts?: boolean;
  /** The pipeline's file, `azure-pipelines.yml`, without a leading slash. */
  readonly yamlFile: string;
};

/** Points at one attempt of one job. `job` is its name in the run: a leg's is `<job>.<leg>`, which no job of a plan can be called. */
export type JobRef = { readonly stage: string; readonly job: string; readonly attempt: number };

/** One of the jobs that a strategy makes of a job of the plan: a leg of a matrix, a slice, a hook of a deployment. */
export type JobLeg = {
  /** `linux`; unique within its job. */
  readonly name: string;
  readonly displayName: string;
  /** Put over the job's own variables, as authored. */
  readonly variables: Readonly<Record<string, string>>;
  /** What the keys of its output variables begin with among the job's outputs: `linux` for `linux.step.name`. Never empty. */
  readonly outputPrefixes: readonly string[];
  /** There for a hook of a deployment. */
  readonly hook?: LegHook;
};

/** A hook's place in its deployment. */
export type LegHook = {
  readonly name: PlanHookName;
  readonly cycle: 'PreIteration' | 'Iteration' | 'PostIteration';
  /** Of a canary deployment. */
  readonly increment?: string;
  /** The environment's resource that it goes to. */
  readonly target?: EnvironmentResource;
  /** It runs once everything of lower waves has succeeded. */
  readonly wave: number;
};

export type Expansion = {
  readonly kind: 'matrix' | 'parallel' | 'deployment';
  /** How many legs may run at once; 0 is without limit. */
  readonly maxParallel: number;
  /** In authored order. Never empty. */
  readonly legs: readonly JobLeg[];
  /** Of a deployment. */
  readonly strategy?: 'runOnce' | 'rolling' | 'canary';
  /** Of a deployment. */
  readonly environment?: { readonly id: number; readonly name: string };
};

/** A job of the plan that runs again, as attempt `attempt`: as a whole, or only some of its legs. */
export type RetriedJob = { readonly job: string; readonly attempt: number; readonly legs?: readonly string[] };

type StagePlace = { readonly at: Instant; readonly stage: string; readonly attempt: number };

/** A step of a job without an agent, as its timeline record shows it. */
export type ServerStepRef = {
  /** From 0. */
  readonly index: number;
  readonly id: RecordId;
  readonly refName: string;
  readonly name: string;
  readonly task: { readonly id: string; readonly name: string; readonly version: string };
};

/** Somebody's word on a manual validation. */
export type ValidationWord = { readonly by: Identity; readonly isApproved: boolean; readonly comment: string };

/** Output variables of a finished job: `step.name` to value. Secrets are not among them. */
export type Outputs = Readonly<Record<string, string>>;

/**
 * What happened to a run. Facts: appended, never edited. Types are added to, never changed, because streams of every released
 * version must fold for ever (test/histories/).
 */
export type RunEvent =
  | { readonly type: 'runQueued'; readonly at: Instant; readonly run: QueuedRun }
  /** A run that was held may begin: its pipeline is paused no more. */
  | { readonly type: 'runReleased'; readonly at: Instant }
  | { readonly type: 'stageStarted'; readonly at: Instant; readonly stage: string; readonly attempt: number }
  | {
      readonly type: 'stageCompleted';
      readonly at: Instant;
      readonly stage: string;
      readonly attempt: number;
      readonly result: Result;
      /** What its condition came to where it was skipped, or why that could not be told. */
      readonly reason?: string;
    }
  /** A stage whose time has come waits for its checks; nobody has asked yet which there are. */
  | { readonly type: 'stageReady'; readonly at: Instant; readonly stage: string; readonly attempt: number }
  | ({
      readonly type: 'gateOpened';
      /** The ids are also those of the checks' timeline records. */
      readonly checks: readonly { readonly id: RecordId; readonly check: Check }[];
    } & StagePlace)
  | ({ readonly type: 'checkStarted'; readonly check: RecordId } & StagePlace)
  /** Business hours ended while another check was waited for. */
  | ({ readonly type: 'checkReopened'; readonly check: RecordId } & StagePlace)
  /** What it called was reached, and says later how it ended. */
  | ({ readonly type: 'checkCalled'; readonly check: RecordId } & StagePlace)
  /** It said no, and is asked again (`checkStarted`) once it is `retryAt`. */
  | ({
      readonly type: 'checkRetried';
      readonly check: RecordId;
      readonly retryAt: Instant;
      readonly message: string;
    } & StagePlace)
  | ({
      readonly type: 'checkCompleted';
      readonly check: RecordId;
      readonly outcome: CheckOutcome;
      /** What went wrong. */
      readonly message?: string;
    } & StagePlace)
  | ({ readonly type: 'approvalAnswered'; readonly check: RecordId; readonly answer: ApprovalAnswer } & StagePlace)
  /** Somebody else is asked in the place of an approver. */
  | ({
      readonly type: 'approvalReassigned';
      readonly check: RecordId;
      readonly approver: string;
      readonly to: Omit<Approver, 'handedOn'>;
      readonly comment: string;
      readonly by: Identity;
    } & StagePlace)
  /** An approval counts only from then on. */
  | ({ readonly type: 'approvalPostponed'; readonly check: RecordId; readonly until: Instant } & StagePlace)
  /** Somebody started a stage that waits for that. The run goes on if it was over. */
  | { readonly type: 'stageTriggered'; readonly at: Instant; readonly stage: string; readonly by: Identity }
  | {
      readonly type: 'stageCancelRequested';
      readonly at: Instant;
      readonly stage: string;
      readonly attempt: number;
      readonly by: Identity;
    }
  /** A stage that was over begins again, as attempt `attempt`. The run goes on if it was over. */
  | {
      readonly type: 'stageRetried';
      readonly at: Instant;
      readonly stage: string;
      readonly attempt: number;
      readonly by: Identity;
      /** The other jobs keep their result. */
      readonly jobs: readonly RetriedJob[];
      /** Later stages that were skipped: they wait again. */
      readonly reopened: readonly string[];
    }
  | {
      readonly type: 'jobQueued';
      readonly at: Instant;
      readonly ref: JobRef;
      /** Also the id of the job's timeline record. */
      readonly jobId: JobId;
      /** From the organization's sequence `request`; 0 until the orchestrator has numbered the event. */
      readonly requestId: number;
      /** The pool's name. */
      readonly pool: string;
      readonly demands: readonly string[];
      readonly timeoutMinutes: number;
      readonly cancelTimeoutMinutes: number;
      readonly continueOnError: boolean;
      /** The job's variables with `$[ ]` evaluated; `$( )` is the agent's to expand. */
      readonly variables: Readonly<Record<string, JobVariable>>;
    }
  /** The job's condition held and its strategy made legs of it: `ref` names the job of the plan. */
  | { readonly type: 'jobExpanded'; readonly at: Instant; readonly ref: JobRef; readonly expansion: Expansion }
  /** All legs of a job are over: `ref` names the job of the plan. */
  | { readonly type: 'legsCompleted'; readonly at: Instant; readonly ref: JobRef; readonly result: Result }
  /** `reason`: what its condition came to; empty where another leg's end decided. */
  | { readonly type: 'jobSkipped'; readonly at: Instant; readonly ref: JobRef; readonly reason: string }
  /** The condition could not be evaluated, or the agent was lost: the run fails. */
  | { readonly type: 'jobAbandoned'; readonly at: Instant; readonly ref: JobRef; readonly reason: string }
  | {
      readonly type: 'jobAssigned';
      readonly at: Instant;
      readonly ref: JobRef;
      readonly agent: string;
    }
  /** The agent was lost before it had begun: the job waits for another. */
  | { readonly type: 'jobRequeued'; readonly at: Instant; readonly ref: JobRef; readonly reason: string }
  | { readonly type: 'jobStarted'; readonly at: Instant; readonly ref: JobRef }
  | { readonly type: 'jobCancelRequested'; readonly at: Instant; readonly ref: JobRef; readonly reason: CancelReason }
  | {
      readonly type: 'jobCompleted';
      readonly at: Instant;
      readonly ref: JobRef;
      readonly result: Result;
      readonly outputs: Outputs;
      /** Why it ended, where no agent could say. */
      readonly reason?: string;
    }
  /** A step of a job without an agent began. */
  | { readonly type: 'serverStepStarted'; readonly at: Instant; readonly ref: JobRef; readonly step: ServerStepRef }
  /** It made its call, and waits for whoever it called. */
  | {
      readonly type: 'serverStepCalled';
      readonly at: Instant;
      readonly ref: JobRef;
      /** What it did so far, for its log; secrets are hidden. */
      readonly lines?: readonly string[];
    }
  /** It failed, and begins again (`serverStepStarted`) once it is `retryAt`. */
  | {
      readonly type: 'serverStepRetried';
      readonly at: Instant;
      readonly ref: JobRef;
      readonly step: ServerStepRef;
      readonly retryAt: Instant;
      /** What it did, for its log; secrets are hidden. */
      readonly lines: readonly string[];
    }
  | {
      readonly type: 'serverStepCompleted';
      readonly at: Instant;
      readonly ref: JobRef;
      readonly step: ServerStepRef;
      readonly result: Result;
      /** What went wrong. */
      readonly message?: string;
      /** What it did, for its log; secrets are hidden. */
      readonly lines?: readonly string[];
      /** The word that ended a manual validation. */
      readonly answer?: ValidationWord;
    }
  /** What people and steps note on a run, in any state of it. */
  | ({ readonly type: 'runAnnotated'; readonly at: Instant } & Annotation)
  | {
      readonly type: 'recordsChanged';
      readonly at: Instant;
      readonly records: readonly RecordChange[];
      /** The timeline that one of the run's records has for itself. Absent: the run's. */
      readonly details?: TimelineId;
    }
  | { readonly type: 'cancelRequested'; readonly at: Instant; readonly by: Identity }
  | { readonly type: 'runCompleted'; readonly at: Instant; readonly result: RunResult };

/** A change of what is noted on a run. Absent members stay as they are; a tag that is both added and removed is removed. */
export type Annotation = {
  /** Another run number. */
  readonly name?: string;
  readonly addTags?: readonly string[];
  readonly removeTags?: readonly string[];
  /** Kept for ever, whatever retention says. */
  readonly isKept?: boolean;
  /** Hidden from lists, and no longer readable. */
  readonly isDeleted?: boolean;
  /** Free to clients; null removes one. */
  readonly properties?: Readonly<Record<string, string | null>>;
};

/** What is noted on a run. Tags are unique in any case, in the order in which they were added. */
export type RunNotes = {
  readonly tags: readonly string[];
  readonly isKept: boolean;
  readonly isDeleted: boolean;
  readonly properties: Readonly<Record<string, string>>;
};

export type JobVariable = { readonly value: string; readonly isSecret: boolean; readonly readonly: boolean };

export type CancelReason = 'canceled' | 'timedOut';
