import type { Instant } from '../../base/clock.ts';
import type { ProjectId, RepositoryId } from '../../base/id.ts';

export type Project = {
  readonly id: ProjectId;
  readonly name: string;
  readonly description: string;
  readonly createdAt: Instant;
  /** From 1, one more with every change. Default: 1. */
  readonly revision?: number;
  /** Absent: never. */
  readonly changedAt?: Instant;
};

/** A registered repository. `url` is what git reads it from: a folder's path, for now. */
export type Repository = {
  readonly id: RepositoryId;
  readonly projectId: ProjectId;
  readonly name: string;
  readonly url: string;
  /** `refs/heads/main`. */
  readonly defaultBranch: string;
};

/** A pipeline: a YAML file of a repository under a name. */
export type Pipeline = {
  /** From the organization's sequence `pipeline`. */
  readonly id: number;
  readonly projectId: ProjectId;
  readonly name: string;
  /** `\` for the root, `\team\sub` otherwise. */
  readonly folder: string;
  /** From 1, one more with every change. */
  readonly revision: number;
  readonly repositoryId: RepositoryId;
  /** From the repository's root, without a leading slash: `azure-pipelines.yml`. */
  readonly yamlPath: string;
  /** What was set beside the YAML file. Absent: nothing was. */
  readonly settings?: PipelineSettings;
};

/** What people set on a pipeline itself; each member absent where nobody did. */
export type PipelineSettings = {
  readonly description?: string;
  /** `paused` queues runs and starts none, `disabled` refuses them. Default: enabled. */
  readonly queueStatus?: 'enabled' | 'paused' | 'disabled';
  /** Secrets are sealed. */
  readonly variables?: Readonly<Record<string, PipelineVariable>>;
  /** Triggers that stand in for those of the YAML file. */
  readonly triggers?: readonly PipelineTriggerSetting[];
  readonly tags?: readonly string[];
  /** Free to clients; texts by name. */
  readonly properties?: Readonly<Record<string, string>>;
  readonly jobAuthorizationScope?: 'projectCollection' | 'project';
  /** Ids of the variable groups whose variables all runs have, below the pipeline's own. */
  readonly variableGroups?: readonly number[];
  /** What runs are numbered by whose YAML has no `name:`. */
  readonly buildNumberFormat?: string;
  /** For jobs that say nothing of it themselves; 0 is without a limit. */
  readonly jobTimeoutMinutes?: number;
  readonly jobCancelTimeoutMinutes?: number;
  /** The pool of jobs that name none. */
  readonly poolId?: number;
  /** What jobs that name no pool demand of their agent. */
  readonly demands?: readonly string[];
  /** Whether its badge may be read at the older address. Default: yes. */
  readonly isBadgeEnabled?: boolean;
  readonly createdAt?: Instant;
  readonly author?: { readonly id: string; readonly displayName: string; readonly uniqueName: string };
};

/** A variable of a pipeline. Only with `allowOverride` may a run be queued with another value. */
export type PipelineVariable = {
  readonly value: string;
  readonly isSecret: boolean;
  readonly allowOverride: boolean;
};

/** `source` says where the filters stand: in the YAML file, or here. Branch and path filters begin with `+` or `-`. */
export type PipelineTriggerSetting =
  | {
      readonly kind: 'continuousIntegration';
      readonly source: 'yaml' | 'settings';
      readonly branchFilters: readonly string[];
      readonly pathFilters: readonly string[];
      readonly batchChanges: boolean;
      /** How many runs of one branch may go on at once where changes are batched. Default: 1. */
      readonly mostPerBranch?: number;
    }
  | {
      readonly kind: 'pullRequest';
      readonly source: 'yaml' | 'settings';
      readonly branchFilters: readonly string[];
      readonly pathFilters: readonly string[];
      readonly allowsForks: boolean;
      /** Kept for clients: no pull request here comes from a fork, and none is commented on. */
      readonly forkSecrets?: boolean;
      readonly needsComment?: boolean;
      readonly needsCommentOfOthers?: boolean;
    }
  /** Runs when a run of another pipeline of the project is over. */
  | {
      readonly kind: 'buildCompletion';
      readonly pipelineId: number;
      /** Only after one that succeeded. */
      readonly needsSuccess: boolean;
      readonly branchFilters: readonly string[];
    }
  | { readonly kind: 'schedule'; readonly schedules: readonly PipelineSchedule[] };

/** Runs at a time of some days of the week; `days` has a bit for each, 1 for Monday to 64 for Sunday. */
export type PipelineSchedule = {
  readonly branchFilters: readonly string[];
  readonly timeZone: string;
  readonly hours: number;
  readonly minutes: number;
  readonly days: number;
  readonly onlyWithChanges: boolean;
  /** Kept for clients. */
  readonly jobId?: string;
};

/**
 * Projects, repositories and pipelines of an organization. Names match in any case and are unique in their scope (projects in the
 * organization, repositories in the project, pipelines in their folder); adding a taken name writes nothing and answers false.
 * Lists are ordered by name. Safe to call concurrently.
 */
export interface Catalogue {
  projects(organization: string): Promise<readonly Project[]>;
  /** By GUID or by name. */
  project(organization: string, idOrName: string): Promise<Project | undefined>;
  addProject(organization: string, project: Project): Promise<boolean>;
  /** Puts a project in the place of its former revision. False, with nothing written, where that one is not there or the name is taken. */
  changeProject(organization: string, project: Project): Promise<boolean>;
  /** Removes a project with its repositories and pipelines, all or nothing. Safe to repeat. */
  removeProject(organization: string, projectId: ProjectId): Promise<void>;
  repositories(organization: string, projectId: ProjectId): Promise<readonly Repository[]>;
  /** By GUID or by name. */
  repository(organization: string, projectId: ProjectId, idOrName: string): Promise<Repository | undefined>;
  addRepository(organization: string, repository: Repository): Promise<boolean>;
  /** Puts a repository in the place of what it was. False, with nothing written, where it is no longer that or the name is taken. */
  changeRepository(
    organization: string,
    change: { readonly former: Repository; readonly changed: Repository },
  ): Promise<boolean>;
  /** Its pipelines stay, and find no code. Safe to repeat. */
  removeRepository(organization: string, projectId: ProjectId, id: RepositoryId): Promise<void>;
  pipelines(organization: string, projectId: ProjectId): Promise<readonly Pipeline[]>;
  pipeline(organization: string, projectId: ProjectId, id: number): Promise<Pipeline | undefined>;
  addPipeline(organization: string, pipeline: Pipeline): Promise<boolean>;
  /** Puts a pipeline in the place of its former revision. False, with nothing written, where that one is not there or the name is taken. */
  changePipeline(organization: string, pipeline: Pipeline): Promise<boolean>;
  /** Safe to repeat. */
  removePipeline(organization: string, projectId: ProjectId, id: number): Promise<void>;
}
