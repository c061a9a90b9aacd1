import type { Instant } from '../../base/clock.ts';
import type { ProjectId, RepositoryId } from '../../base/id.ts';

export type Project = {
  readonly id: ProjectId;
  readonly name: string;
  readonly description: string;
  readonly createdAt: Instant;
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
  repositories(organization: string, projectId: ProjectId): Promise<readonly Repository[]>;
  /** By GUID or by name. */
  repository(organization: string, projectId: ProjectId, idOrName: string): Promise<Repository | undefined>;
  addRepository(organization: string, repository: Repository): Promise<boolean>;
  pipelines(organization: string, projectId: ProjectId): Promise<readonly Pipeline[]>;
  pipeline(organization: string, projectId: ProjectId, id: number): Promise<Pipeline | undefined>;
  addPipeline(organization: string, pipeline: Pipeline): Promise<boolean>;
}
