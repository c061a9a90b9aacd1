import type { ProjectId, RepositoryId } from '../../base/id.ts';
import type { Catalogue, Pipeline, Project, Repository } from '../../run/ports/catalogue.ts';
import { byName, nameKey } from '../matching/name-key.ts';

type In<T> = T & { readonly organization: string };

/** Projects, repositories and pipelines in memory. */
export class MemoryCatalogue implements Catalogue {
  readonly #projects: In<Project>[] = [];
  readonly #repositories: In<Repository>[] = [];
  readonly #pipelines: In<Pipeline>[] = [];

  async projects(organization: string): Promise<readonly Project[]> {
    return this.#projects
      .filter(one => one.organization === organization)
      .map(bare)
      .sort(byName);
  }

  async project(organization: string, idOrName: string): Promise<Project | undefined> {
    return named(await this.projects(organization), idOrName);
  }

  async addProject(organization: string, project: Project): Promise<boolean> {
    const others = this.#projects.filter(one => one.organization === organization);
    return add(this.#projects, others, { ...project, organization });
  }

  async changeProject(organization: string, project: Project): Promise<boolean> {
    const { id, name, revision = 1 } = project;
    const others = this.#projects.filter(one => one.organization === organization);
    const former = others.find(one => one.id === id && (one.revision ?? 1) === revision - 1);
    if (former === undefined || others.some(one => one.id !== id && nameKey(one.name) === nameKey(name))) return false;
    this.#projects[this.#projects.indexOf(former)] = { ...project, organization };
    return true;
  }

  async removeProject(organization: string, projectId: ProjectId): Promise<void> {
    removeIn(this.#pipelines, one => one.organization === organization && one.projectId === projectId);
    removeIn(this.#repositories, one => one.organization === organization && one.projectId === projectId);
    removeIn(this.#projects, one => one.organization === organization && one.id === projectId);
  }

  async repositories(organization: string, projectId: ProjectId): Promise<readonly Repository[]> {
    return inProject(this.#repositories, organization, projectId).map(bare).sort(byName);
  }

  async repository(organization: string, projectId: ProjectId, idOrName: string): Promise<Repository | undefined> {
    return named(await this.repositories(organization, projectId), idOrName);
  }

  async addRepository(organization: string, repository: Repository): Promise<boolean> {
    const others = inProject(this.#repositories, organization, repository.projectId);
    return add(this.#repositories, others, { ...repository, organization });
  }

  async changeRepository(
    organization: string,
    { former, changed }: { readonly former: Repository; readonly changed: Repository },
  ): Promise<boolean> {
    const inside = inProject(this.#repositories, organization, former.projectId);
    const known = inside.find(one => one.id === former.id && JSON.stringify(bare(one)) === JSON.stringify(former));
    const isTaken = inside.some(one => one.id !== changed.id && nameKey(one.name) === nameKey(changed.name));
    if (known === undefined || isTaken) return false;
    this.#repositories[this.#repositories.indexOf(known)] = { ...changed, organization };
    return true;
  }

  async removeRepository(organization: string, projectId: ProjectId, id: RepositoryId): Promise<void> {
    const isGone = (one: In<Repository>) =>
      one.organization === organization && one.projectId === projectId && one.id === id;
    removeIn(this.#repositories, isGone);
  }

  async pipelines(organization: string, projectId: ProjectId): Promise<readonly Pipeline[]> {
    return inProject(this.#pipelines, organization, projectId).map(bare).sort(byName);
  }

  async pipeline(organization: string, projectId: ProjectId, id: number): Promise<Pipeline | undefined> {
    const found = inProject(this.#pipelines, organization, projectId).find(one => one.id === id);
    return found === undefined ? undefined : bare(found);
  }

  async addPipeline(organization: string, pipeline: Pipeline): Promise<boolean> {
    const siblings = this.#pipelines.filter(
      one =>
        one.organization === organization &&
        (one.id === pipeline.id ||
          (one.projectId === pipeline.projectId && nameKey(one.folder) === nameKey(pipeline.folder))),
    );
    return add(this.#pipelines, siblings, { ...pipeline, organization });
  }

  async changePipeline(organization: string, pipeline: Pipeline): Promise<boolean> {
    const { id, projectId, revision, folder, name } = pipeline;
    const inside = inProject(this.#pipelines, organization, projectId);
    const former = inside.find(one => one.id === id && one.revision === revision - 1);
    const hasName = (one: Pipeline) => nameKey(one.folder) === nameKey(folder) && nameKey(one.name) === nameKey(name);
    if (former === undefined || inside.some(one => one.id !== id && hasName(one))) return false;
    this.#pipelines[this.#pipelines.indexOf(former)] = { ...pipeline, organization };
    return true;
  }

  async removePipeline(organization: string, projectId: ProjectId, id: number): Promise<void> {
    const found = inProject(this.#pipelines, organization, projectId).find(one => one.id === id);
    if (found !== undefined) this.#pipelines.splice(this.#pipelines.indexOf(found), 1);
  }
}

type Named = { readonly id: string | number; readonly name: string };

function add<T extends Named>(all: T[], others: readonly T[], one: T): boolean {
  if (others.some(other => other.id === one.id || nameKey(other.name) === nameKey(one.name))) return false;
  all.push(one);
  return true;
}

function named<T extends Named>(all: readonly T[], idOrName: string): T | undefined {
  const key = nameKey(idOrName);
  return all.find(one => one.id === key) ?? all.find(one => nameKey(one.name) === key);
}

function removeIn<T>(all: T[], isGone: (one: T) => boolean): void {
  all.splice(0, all.length, ...all.filter(one => !isGone(one)));
}

function inProject<T extends { readonly organization: string; readonly projectId: ProjectId }>(
  all: readonly T[],
  organization: string,
  projectId: ProjectId,
): T[] {
  return all.filter(one => one.organization === organization && one.projectId === projectId);
}

function bare<T extends { readonly organization: string }>({ organization: _organization, ...rest }: T) {
  return rest;
}
