import type { ProjectId, RepositoryId } from '../../base/id.ts';
import type { Catalogue, Pipeline, Project, Repository } from '../../run/ports/catalogue.ts';
import { byName, nameKey } from '../matching/name-key.ts';
import { pipelineStatements, projectStatements, repositoryStatements } from './catalogue-statements.ts';
import type { Engine } from './engine.ts';
import type { Reads } from './read-cache.ts';
import type { Shape, ValuesOf } from './shape.ts';
import type { Statement } from './statement.ts';
import { isTakenName } from './taken-name.ts';

/** Projects, repositories and pipelines in a database. */
export class SqlCatalogue implements Catalogue {
  readonly #engine: Engine;
  readonly #reads: Reads;
  readonly #ofProjects: ReturnType<typeof projectStatements>;
  readonly #ofRepositories: ReturnType<typeof repositoryStatements>;
  readonly #ofPipelines: ReturnType<typeof pipelineStatements>;

  constructor(engine: Engine) {
    const { db, reads } = engine;
    this.#engine = engine;
    this.#reads = reads;
    this.#ofProjects = projectStatements(db);
    this.#ofRepositories = repositoryStatements(db);
    this.#ofPipelines = pipelineStatements(db);
  }

  async projects(organization: string): Promise<readonly Project[]> {
    return parsed<Project>(await this.#reads.rows(kind, this.#ofProjects.list, { organization })).sort(byName);
  }

  async project(organization: string, idOrName: string): Promise<Project | undefined> {
    const key = nameKey(idOrName);
    return idFirst(parsed<Project>(await this.#reads.rows(kind, this.#ofProjects.find, { organization, key })), key);
  }

  async addProject(organization: string, project: Project): Promise<boolean> {
    const { id, name } = project;
    const json = JSON.stringify(project);
    return isOne(await this.#write(this.#ofProjects.add, { organization, id, nameKey: nameKey(name), json }));
  }

  async changeProject(organization: string, project: Project): Promise<boolean> {
    const former = await this.project(organization, project.id);
    const { id, revision = 1 } = project;
    if (former?.id !== id || (former.revision ?? 1) !== revision - 1) return false;
    const row = { organization, id, nameKey: nameKey(project.name), json: JSON.stringify(project) };
    try {
      return isOne(await this.#write(this.#ofProjects.change, { ...row, former: JSON.stringify(former) }));
    } catch (error) {
      if (isTakenName(error)) return false;
      throw error;
    }
  }

  async removeProject(organization: string, projectId: ProjectId): Promise<void> {
    await this.#engine.transaction(async tx => {
      await this.#ofPipelines.removeAll.all(tx, { organization, projectId });
      await this.#ofRepositories.removeAll.all(tx, { organization, projectId });
      await this.#ofProjects.remove.all(tx, { organization, projectId });
    });
    this.#reads.changed(kind);
  }

  async repositories(organization: string, projectId: ProjectId): Promise<readonly Repository[]> {
    return parsed<Repository>(
      await this.#reads.rows(kind, this.#ofRepositories.list, { organization, projectId }),
    ).sort(byName);
  }

  async repository(organization: string, projectId: ProjectId, idOrName: string): Promise<Repository | undefined> {
    const key = nameKey(idOrName);
    const rows = await this.#reads.rows(kind, this.#ofRepositories.find, { organization, projectId, key });
    return idFirst(parsed<Repository>(rows), key);
  }

  async addRepository(organization: string, repository: Repository): Promise<boolean> {
    const { id, projectId, name } = repository;
    const row = { organization, projectId, id, nameKey: nameKey(name), json: JSON.stringify(repository) };
    return isOne(await this.#write(this.#ofRepositories.add, row));
  }

  async changeRepository(
    organization: string,
    { former, changed }: { readonly former: Repository; readonly changed: Repository },
  ): Promise<boolean> {
    const { id, projectId, name } = changed;
    const row = { organization, projectId, id, nameKey: nameKey(name), json: JSON.stringify(changed) };
    try {
      return isOne(await this.#write(this.#ofRepositories.change, { ...row, former: JSON.stringify(former) }));
    } catch (error) {
      if (isTakenName(error)) return false;
      throw error;
    }
  }

  async removeRepository(organization: string, projectId: ProjectId, id: RepositoryId): Promise<void> {
    await this.#write(this.#ofRepositories.remove, { organization, projectId, id });
  }

  async pipelines(organization: string, projectId: ProjectId): Promise<readonly Pipeline[]> {
    return parsed<Pipeline>(await this.#reads.rows(kind, this.#ofPipelines.list, { organization, projectId })).sort(
      byName,
    );
  }

  async pipeline(organization: string, projectId: ProjectId, id: number): Promise<Pipeline | undefined> {
    return parsed<Pipeline>(await this.#reads.rows(kind, this.#ofPipelines.find, { organization, projectId, id }))[0];
  }

  async addPipeline(organization: string, pipeline: Pipeline): Promise<boolean> {
    const { id, projectId, folder, name } = pipeline;
    const keys = { folderKey: nameKey(folder), nameKey: nameKey(name) };
    const row = { organization, id, projectId, ...keys, json: JSON.stringify(pipeline) };
    return isOne(await this.#write(this.#ofPipelines.add, { ...row, revision: pipeline.revision }));
  }

  async changePipeline(organization: string, pipeline: Pipeline): Promise<boolean> {
    const { id, projectId, folder, name, revision } = pipeline;
    const keys = { folderKey: nameKey(folder), nameKey: nameKey(name) };
    const row = { organization, id, projectId, ...keys, json: JSON.stringify(pipeline) };
    try {
      return isOne(await this.#write(this.#ofPipelines.change, { ...row, revision, former: revision - 1 }));
    } catch (error) {
      if (isTakenName(error)) return false;
      throw error;
    }
  }

  async removePipeline(organization: string, projectId: ProjectId, id: number): Promise<void> {
    await this.#write(this.#ofPipelines.remove, { organization, projectId, id });
  }

  async #write<S extends Shape, Row>(statement: Statement<S, Row>, row: ValuesOf<S>): Promise<readonly Row[]> {
    const written = await statement.all(this.#engine.db, row);
    this.#reads.changed(kind);
    return written;
  }
}

/** All of the catalogue is read far more often than any of it is written. */
const kind = 'catalogue';

function parsed<T>(rows: readonly { readonly json: string }[]): T[] {
  return rows.map(row => JSON.parse(row.json) as T);
}

function idFirst<T extends { readonly id: string }>(found: readonly T[], key: string): T | undefined {
  return found.find(one => one.id === key) ?? found[0];
}

function isOne(added: readonly unknown[]): boolean {
  return added.length === 1;
}
