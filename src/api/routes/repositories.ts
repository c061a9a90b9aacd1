import { randomUUID } from 'node:crypto';
import { basename, isAbsolute } from 'node:path';
import { type Static, Type } from 'typebox';
import type { RepositoryId } from '../../base/id.ts';
import type { Project, Repository } from '../../run/ports/catalogue.ts';
import { repositoriesTopic } from '../../run/triggers.ts';
import { Collection } from '../../wire/json-schema.ts';
import { CreateRepository, GitRepository } from '../../wire/repositories.ts';
import type { Api } from '../http/api.ts';
import { serviceError } from '../http/errors.ts';
import { projectOf, repositoryOf } from '../http/lookups.ts';
import { organizationPath, projectParams, projectPath, ungroupedParams } from '../http/paths.ts';
import { checkedRepositoryName, repositoryResource } from '../resources/repository-resource.ts';
import type { Services } from '../services.ts';

/** Repositories, of a project or, where the route names none, of all. */
export function repositoryRoutes(api: Api, services: Services): void {
  for (const path of [projectPath, organizationPath]) {
    listRepositories(api, services, path);
    getRepository(api, services, path);
  }
  createRepository(api, services);
}

function listRepositories(api: Api, services: Services, path: string): void {
  api.get(
    `${path}/git/repositories`,
    {
      config: { operation: 'repositories.list' },
      schema: { params: Type.Object(ungroupedParams), response: { 200: Collection(GitRepository) } },
    },
    async request => {
      const value: GitRepository[] = [];
      for (const project of await projectsOf(services, request.params)) {
        const repositories = await services.catalogue.repositories(services.organization, project.id);
        value.push(...repositories.map(repository => repositoryResource(request.base, project, repository)));
      }
      return { count: value.length, value };
    },
  );
}

function getRepository(api: Api, services: Services, path: string): void {
  api.get(
    `${path}/git/repositories/:repositoryId`,
    {
      config: { operation: 'repositories.get' },
      schema: {
        params: Type.Object({ ...ungroupedParams, repositoryId: Type.String() }),
        response: { 200: GitRepository },
      },
    },
    async request => {
      const { project, repository } = await repositoryOf(services, request.params);
      return repositoryResource(request.base, project, repository);
    },
  );
}

function createRepository(api: Api, services: Services): void {
  api.post(
    `${projectPath}/git/repositories`,
    {
      config: { operation: 'repositories.create' },
      schema: {
        params: Type.Object(projectParams),
        body: CreateRepository,
        response: { 201: GitRepository },
      },
    },
    async (request, reply) => {
      const project = await projectOf(services, request.params);
      const repository = await register(services, project, request.body);
      services.wakeups.wake(repositoriesTopic);
      reply.code(201);
      return repositoryResource(request.base, project, repository);
    },
  );
}

async function projectsOf(services: Services, params: { readonly project?: string }): Promise<readonly Project[]> {
  const { project } = params;
  if (project !== undefined) return [await projectOf(services, { project })];
  return services.catalogue.projects(services.organization);
}

async function register(
  { organization, catalogue, folders }: Services,
  project: Project,
  { name, remoteUrl }: Static<typeof CreateRepository>,
): Promise<Repository> {
  if (remoteUrl === undefined) {
    const how = 'Send its absolute path as remoteUrl, or register it with `millrace repositories add`.';
    throw serviceError('argument', `No repository is made here: a server registers folders that are there. ${how}`);
  }
  const folder = isAbsolute(remoteUrl) ? await folders.inspect(remoteUrl) : undefined;
  if (folder === undefined) {
    throw serviceError(
      'repositoryUnreadable',
      `The remoteUrl '${remoteUrl}' is not a Git repository on the server's machine. Give the absolute path of a folder that git can read, bare or not.`,
    );
  }
  const repository: Repository = {
    id: randomUUID() as string as RepositoryId,
    projectId: project.id,
    name: checkedRepositoryName(name ?? basename(folder.url, '.git')),
    url: folder.url,
    defaultBranch: folder.defaultBranch,
  };
  if (await catalogue.addRepository(organization, repository)) return repository;
  throw serviceError('repositoryTaken', `TF400948: A Git repository with the name ${repository.name} already exists.`);
}
