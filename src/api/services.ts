import type { Access } from '../access/access.ts';
import type { ArtifactStore } from '../artifacts/artifact-store.ts';
import type { FileContainers } from '../artifacts/file-containers.ts';
import type { Clock } from '../base/clock.ts';
import type { ProjectId } from '../base/id.ts';
import type { Result } from '../base/result.ts';
import type { Hooks } from '../hooks/hooks.ts';
import type { Resources } from '../resources/resources.ts';
import type { AgentQueues } from '../run/agent-queues.ts';
import type { ApprovalChange } from '../run/approval-changes.ts';
import type { Approval } from '../run/approvals.ts';
import type { AttachmentStore } from '../run/attachments.ts';
import type { CheckSuite } from '../run/check-suite.ts';
import type { CheckSuites } from '../run/check-suites.ts';
import type { CodeChanges } from '../run/code-changes.ts';
import type { CommitStatuses } from '../run/commit-statuses.ts';
import type { Annotation, Identity, QueuePriority, RunKey } from '../run/events.ts';
import type { Leases } from '../run/leases.ts';
import type { LiveRuns } from '../run/live-runs.ts';
import type { LogStore } from '../run/logs.ts';
import type { StageAnswer } from '../run/orchestrator.ts';
import type { PipelineRemover } from '../run/pipeline-remover.ts';
import type { Policies } from '../run/policies.ts';
import type { PolicyEvaluations } from '../run/policy-evaluations.ts';
import type { AgentRegistry } from '../run/ports/agent-registry.ts';
import type { Catalogue, Pipeline } from '../run/ports/catalogue.ts';
import type { DocumentStore } from '../run/ports/document-store.ts';
import type { JobQueue } from '../run/ports/job-queue.ts';
import type { RestCalls } from '../run/ports/rest-calls.ts';
import type { RunRow, RunStore } from '../run/ports/run-store.ts';
import type { Secrets } from '../run/ports/secrets.ts';
import type { TokenStore } from '../run/ports/token-store.ts';
import type { Wakeups } from '../run/ports/wakeups.ts';
import type { ProjectAvatars } from '../run/project-avatars.ts';
import type { ProjectRemover } from '../run/project-remover.ts';
import type { PullRequests } from '../run/pull-requests.ts';
import type { RecordedPushes } from '../run/recorded-pushes.ts';
import type { RepositoryChanges } from '../run/repository-changes.ts';
import type { RetentionPolicies } from '../run/retention-policy.ts';
import type { Reviews } from '../run/reviews.ts';
import type { RunRemover } from '../run/run-remover.ts';
import type { Run } from '../run/state.ts';
import type { TaskGroups } from '../run/task-groups.ts';
import type { TaskRegistry } from '../run/task-registry.ts';
import type { Teams } from '../run/teams.ts';
import type { TimelineRecord } from '../run/timeline.ts';
import type { CoverageStore } from '../testing/coverage-store.ts';
import type { TestAttachments } from '../testing/test-attachments.ts';
import type { TestStore } from '../testing/test-store.ts';
import type { AgentServer } from '../wire/agent-server.ts';
import type { GitReader } from './git-reader.ts';

/** All that the routes call. `main/` puts it together; every member is safe to call concurrently. */
export type Services = {
  /** The one organization that is served. Its name matches in any case; answers spell it as it stands here. */
  readonly organization: string;
  readonly catalogue: Catalogue;
  readonly runs: RunStore;
  readonly logs: RunLogs;
  /** Those who follow runs as they go. */
  readonly live: Pick<LiveRuns, 'follow' | 'hasAll' | 'close'>;
  readonly attachments: RunAttachments;
  readonly tokens: TokenStore;
  readonly artifacts: ArtifactStore;
  /** Files on their way into artifacts, as the service's own agent sends them. */
  readonly containers: Pick<FileContainers, 'put' | 'get' | 'items' | 'remove' | 'treeOf' | 'chunks' | 'evict'>;
  /** Tokens as people, applications and jobs have them. */
  readonly access: Access;
  readonly tests: TestStore;
  readonly testAttachments: TestAttachments;
  readonly coverage: CoverageStore;
  /** For how long runs are kept, and who keeps them longer. */
  readonly policies: RetentionPolicies;
  readonly leases: Leases;
  readonly remover: RunRemover;
  readonly projectRemover: ProjectRemover;
  readonly pipelineRemover: PipelineRemover;
  readonly documents: DocumentStore;
  readonly wakeups: Wakeups;
  readonly secrets: Secrets;
  readonly agents: AgentRegistry;
  /** The pools that each project uses. */
  readonly queues: AgentQueues;
  /** The job requests that wait and run, as they are read. */
  readonly queue: Pick<JobQueue, 'get' | 'list' | 'heldBy'>;
  readonly orchestrator: Orchestrator;
  readonly pipelines: PipelineService;
  readonly folders: GitFolders;
  /** The commits and files of the registered repositories. */
  readonly git: GitReader;
  /** The code of registered repositories, as it is changed over REST. */
  readonly code: Pick<CodeChanges, 'push' | 'updateRefs' | 'tag'>;
  readonly pushes: Pick<RecordedPushes, 'list' | 'get'>;
  readonly teams: Teams;
  readonly avatars: ProjectAvatars;
  readonly taskGroups: TaskGroups;
  /** What pull requests must fulfil, and whether they do. */
  readonly branchPolicies: Policies;
  readonly evaluations: PolicyEvaluations;
  /** What is said of pull requests. */
  readonly reviews: Reviews;
  readonly commitStatuses: CommitStatuses;
  readonly repositories: RepositoryChanges;
  readonly pullRequests: Pick<PullRequests, 'create' | 'get' | 'list' | 'update' | 'completeReady'>;
  /** Calls over service connections, for whoever may query them. */
  readonly calls: Pick<RestCalls, 'call'>;
  readonly checkSuites: Pick<CheckSuites, 'evaluate' | 'get'>;
  /** Variable groups and the like: what pipelines use that needs permission. */
  readonly resources: Resources;
  /** The agent protocol as the caller may use it. */
  readonly agentServer: (identity: { readonly name: string }) => AgentServer;
  /** The task packages that pipelines may use beside the built-in tasks. */
  readonly tasks: TaskRegistry;
  readonly hooks: ServiceHooks;
  readonly clock: Clock;
  /** Signs the addresses that are read without credentials; at least 32 bytes, the same on every server of an organization. */
  readonly signingKey: Uint8Array;
};

/** The files that a run's steps attached, as they are read. */
export type RunAttachments = Pick<AttachmentStore, 'list' | 'read'>;

/** Service hooks, as they are managed. */
export type ServiceHooks = Pick<Hooks, 'subscriptions' | 'notifications' | 'test'>;

/** A run's logs, as they are read. */
export type RunLogs = Pick<LogStore, 'describe' | 'list' | 'read'>;

/** What the routes ask of running runs; each answers `undefined` where there is no such run. */
export interface Orchestrator {
  /** Asks a run to stop, and answers it as it then stands. A run that is over stays as it is. */
  cancel(run: RunKey, by: Identity): Promise<RunRow | undefined>;
  /** Tries all of a run that failed or was canceled again; not allowed while it runs, or where all of it succeeded. */
  retry(run: RunKey, by: Identity): Promise<StageAnswer>;
  /** Starts a stage that is triggered by hand; not allowed once it has begun. */
  startStage(run: RunKey, stage: string, by: Identity): Promise<StageAnswer>;
  /** Cancels one stage; not allowed once it is over. */
  cancelStage(run: RunKey, stage: string, by: Identity): Promise<StageAnswer>;
  /** Tries a stage again; not allowed while it runs, or, without `forceAllJobs`, for one that succeeded. */
  retryStage(
    run: RunKey,
    stage: string,
    options: { readonly forceAllJobs: boolean; readonly by: Identity },
  ): Promise<StageAnswer>;
  /** Lets a run begin that was held while its pipeline was paused; nothing happens to any other. */
  release(run: RunKey): Promise<void>;
  /** Notes something on a run, in any state of it, and answers it as it then stands. */
  annotate(run: RunKey, annotation: Annotation): Promise<RunRow | undefined>;
  /** The run as it stands. */
  state(run: RunKey): Promise<Run | undefined>;
  /** Empty where there is no such run. */
  timeline(run: RunKey): Promise<readonly TimelineRecord[]>;
  /** The records of an earlier attempt, by the id that `previousAttempts` gives; empty where there is no such timeline. */
  earlierTimeline(run: RunKey, timelineId: string): Promise<readonly TimelineRecord[]>;
  /** An approval of a project by its id; `undefined` where there is none, or a newer attempt of its stage. */
  approval(organization: string, projectId: ProjectId, id: string): Promise<Approval | undefined>;
  /** The checks of a stage of a project's run, by the id of its checkpoint; `undefined` where there is none, or a newer attempt of the stage. */
  stageChecks(organization: string, projectId: ProjectId, id: string): Promise<CheckSuite | undefined>;
  /** The approvals and manual validations of a run's newest attempts; empty where there is no run. */
  approvalsOf(run: RunKey): Promise<readonly Approval[]>;
  /** The approvals of a project's runs that asked for some last, newest run first. */
  approvals(organization: string, projectId: ProjectId, top: number): Promise<readonly Approval[]>;
  /** Gives somebody's word in an approval, or hands it on; refused for who may not, whose turn it is not, or once it is over. */
  changeApproval(change: ApprovalChange): Promise<{ readonly ok: boolean }>;
  /** The index of the first of several changes that would be refused, each after those before it; `undefined` where none would. Makes none of them. */
  firstRefusedApproval(changes: readonly ApprovalChange[]): Promise<number | undefined>;
  /** Ends a task without an agent, by the id of its record; refused where none of that id waits. */
  finishServerTask(
    run: RunKey,
    taskId: string,
    result: Result,
    job?: { readonly requestId: number; readonly check?: string },
  ): Promise<{ readonly ok: boolean }>;
}

/** How the jobs of a run are queued. */
export type QueueWishes = {
  readonly priority?: QueuePriority;
  /** The pool of jobs that name none. */
  readonly poolId?: number;
  /** What jobs that name no pool demand of their agent. */
  readonly demands?: readonly string[];
};

/** What a run is asked for with; every member is there, empty where the request said nothing. */
export type RunParameters = {
  readonly resources: {
    readonly repositories: Readonly<Record<string, { readonly refName?: string; readonly version?: string }>>;
    readonly pipelines: Readonly<Record<string, { readonly version?: string }>>;
    readonly builds: Readonly<Record<string, { readonly version?: string }>>;
    readonly containers: Readonly<Record<string, { readonly version?: string }>>;
    readonly packages: Readonly<Record<string, { readonly version?: string }>>;
  };
  readonly stagesToSkip: readonly string[];
  /** Texts, objects as JSON text. */
  readonly templateParameters: Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, { readonly value: string; readonly isSecret: boolean }>>;
  /** Asked for on behalf of a pull request, whose merge the pipeline's own repository must be at. Absent: by hand. */
  readonly reason?: 'pullRequest';
  /** What a request for a build says of its jobs, over what the pipeline says. */
  readonly queue?: QueueWishes;
  /** What a call from outside brought, as JSON by the alias of its webhook resource. Absent: no call did. */
  readonly payloads?: Readonly<Record<string, string>>;
  /** The text to preview or run in place of the file's; running it is an extension of ours. */
  readonly yamlOverride: string | undefined;
};

/** Why a pipeline could not be run: its YAML or parameters are wrong, one message each; or something it needs is not there. */
export type RunProblem =
  | { readonly kind: 'invalid'; readonly messages: readonly string[] }
  | { readonly kind: 'notFound'; readonly what: string }
  /** Nobody may run the pipeline for now. */
  | { readonly kind: 'disabled'; readonly what: string };

/** A stage as somebody who asks for a run may leave it out, or may not. */
export type StageChoice = { readonly name: string; readonly displayName: string; readonly isSkippable: boolean };

/** Compiles pipelines, and starts runs of them. */
export interface PipelineService {
  run(
    pipeline: Pipeline,
    parameters: RunParameters,
    by: Identity,
  ): Promise<{ readonly ok: true; readonly row: RunRow } | { readonly ok: false; readonly problem: RunProblem }>;
  preview(
    pipeline: Pipeline,
    parameters: RunParameters,
  ): Promise<{ readonly ok: true; readonly finalYaml: string } | { readonly ok: false; readonly problem: RunProblem }>;
  /** The stages that a run would have, in their order; one without a name where the pipeline has none. */
  stages(
    pipeline: Pipeline,
    parameters: RunParameters,
  ): Promise<
    | { readonly ok: true; readonly stages: readonly StageChoice[] }
    | { readonly ok: false; readonly problem: RunProblem }
  >;
}

/** Looks at folders of the server's machine before they are registered as repositories. */
export interface GitFolders {
  /** `undefined` when git can't read the folder. `url` is the folder's absolute path, `defaultBranch` what its HEAD names (`refs/heads/main`). */
  inspect(path: string): Promise<{ readonly url: string; readonly defaultBranch: string } | undefined>;
}
