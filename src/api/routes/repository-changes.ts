import { Type } from 'typebox';
import type { Project, Repository } from '../../run/ports/catalogue.ts';
import type { DeletedRepository, RepositoryAnswer } from '../../run/repository-changes.ts';
import { repositoriesTopic } from '../../run/triggers.ts';
import { Collection } from '../../wire/json-schema.ts';
import {
  GitRepository,
  RestoreRepository,
  UpdateRepository,
  DeletedRepository as WireDeleted,
} from '../../wire/repositories.ts';
import type { Api } from '../http/api.ts';
import { repositoryMissing } from '../http/error-words.ts';
import { serviceError } from '../http/errors.ts';
import { repositoryParams, repositoryPaths } from '../http/git-paths.ts';
import { projectOf, repositoryOf } from '../http/lookups.ts';
import { noContent } from '../http/no-content.ts';
import { projectParams, projectPath } from '../http/paths.ts';
import { dateText } from '../resources/dates.ts';
import { identityReference } from '../resources/identity-reference.ts';
import { projectReference } from '../resources/project-resource.ts';
import { checkedRepositoryName, repositoryResource } from '../resources/repository-resource.ts';
import type { Services } from '../services.ts';

const binParams = Type.Object({ ...projectParams, repositoryId: Type.String() });

/** Repositories as they are renamed, deleted and brought back. */
export function repositoryChangeRoutes(api: Api, services: Services): void {
  for (const path of repositoryPaths) {
    updateRepository(api, services, path);
    deleteRepository(api, services, path);
  }
  const bin = `${projectPath}/git/recycleBin/repositories`;
  listDeleted(api, services, bin, 'recycleBin.list');
  listDeleted(api, services, `${projectPath}/git/deletedrepositories`, 'deletedRepositories.list');
  restoreRepository(api, services, `${bin}/:repositoryId`);
  forgetRepository(api, services, `${bin}/:repositoryId`);
}

function updateRepository(api: Api, services: Services, path: string): void {
  api.patch(
    path,
    {
      config: { operation: 'repositories.update' },
      schema: { params: Type.Object(repositoryParams), body: UpdateRepository, response: { 200: GitRepository } },
    },
    async request => {
      const { project, repository } = await repositoryOf(services, request.params);
      const { name, defaultBranch } = request.body;
      const answer = await services.repositories.update(repository, {
        ...(name === undefined ? {} : { name: checkedRepositoryName(name) }),
        ...(defaultBranch === undefined
          ? {}
          : { defaultBranch: `refs/heads/${defaultBranch.replace(/^refs\/heads\//, '')}` }),
      });
      services.wakeups.wake(repositoriesTopic);
      return answered(request.base, project, repository, answer);
    },
  );
}

function deleteRepository(api: Api, services: Services, path: string): void {
  api.delete(
    path,
    { config: { operation: 'repositories.delete' }, schema: { params: Type.Object(repositoryParams) } },
    async (request, reply) => {
      const { repository } = await repositoryOf(services, request.params);
      await services.repositories.remove(repository, request.caller.identity);
      return noContent(reply);
    },
  );
}

function listDeleted(
  api: Api,
  services: Services,
  path: string,
  operation: 'recycleBin.list' | 'deletedRepositories.list',
): void {
  api.get(
    path,
    {
      config: { operation },
      schema: { params: Type.Object(projectParams), response: { 200: Collection(WireDeleted) } },
    },
    async request => {
      const project = await projectOf(services, request.params);
      const found = await services.repositories.deleted(project.id);
      return { count: found.length, value: found.map(each => deletedResource(request.base, project, each)) };
    },
  );
}

function restoreRepository(api: Api, services: Services, path: string): void {
  api.patch(
    path,
    {
      config: { operation: 'recycleBin.restore' },
      schema: { params: binParams, body: RestoreRepository, response: { 200: GitRepository } },
    },
    async request => {
      const project = await projectOf(services, request.params);
      const id = request.params.repositoryId.toLowerCase();
      const answer = await services.repositories.restore(project.id, id);
      services.wakeups.wake(repositoriesTopic);
      return answered(request.base, project, { id, name: id }, answer);
    },
  );
}

function forgetRepository(api: Api, services: Services, path: string): void {
  api.delete(
    path,
    { config: { operation: 'recycleBin.delete' }, schema: { params: binParams } },
    async (request, reply) => {
      const project = await projectOf(services, request.params);
      const { repositoryId } = request.params;
      if (!(await services.repositories.forget(project.id, repositoryId.toLowerCase())))
        throw repositoryMissing(repositoryId);
      return noContent(reply);
    },
  );
}

function answered(
  base: string,
  project: Project,
  { name }: Pick<Repository, 'name'> & { readonly id: string },
  answer: RepositoryAnswer,
): GitRepository {
  if (answer === 'missing') throw repositoryMissing(name);
  if (answer === 'taken')
    throw serviceError('repositoryTaken', 'TF400948: A Git repository with that name already exists.');
  if (answer === 'noBranch')
    throw serviceError('argument', 'The default branch can only be a branch that the repository has.');
  return repositoryResource(base, project, answer);
}

function deletedResource(base: string, project: Project, { repository, by, at }: DeletedRepository): WireDeleted {
  return {
    id: repository.id,
    name: repository.name,
    project: projectReference(base, project),
    deletedBy: identityReference(base, by),
    deletedDate: dateText(at),
  };
}
