import { Type } from 'typebox';
import { CreateStatus, GitStatus } from '../../wire/git-statuses.ts';
import { Collection } from '../../wire/json-schema.ts';
import type { Api } from '../http/api.ts';
import { serviceError } from '../http/errors.ts';
import { repositoryParams, repositoryPaths } from '../http/git-paths.ts';
import { repositoryOf } from '../http/lookups.ts';
import { statusResource, statusWordsOf } from '../resources/status-resource.ts';
import type { Services } from '../services.ts';

const params = Type.Object({ ...repositoryParams, commitId: Type.String() });
const count = Type.Optional(Type.Integer({ minimum: 0 }));

const mostStatuses = 1000;

/** What systems say of commits: that a build of one failed, say. */
export function gitStatusRoutes(api: Api, services: Services): void {
  for (const path of repositoryPaths) {
    createStatus(api, services, `${path}/commits/:commitId/statuses`);
    listStatuses(api, services, `${path}/commits/:commitId/statuses`);
  }
}

function createStatus(api: Api, services: Services, path: string): void {
  api.post(
    path,
    {
      config: { operation: 'commitStatuses.create' },
      schema: { params, body: CreateStatus, response: { 201: GitStatus } },
    },
    async (request, reply) => {
      const { repositoryId, commit } = await commitAt(services, request.params);
      const words = statusWordsOf(request.body);
      const made = await services.commitStatuses.add(repositoryId, commit, words, request.caller.identity);
      reply.code(201);
      return statusResource(request.base, made);
    },
  );
}

function listStatuses(api: Api, services: Services, path: string): void {
  const querystring = Type.Object({ top: count, skip: count, latestOnly: Type.Optional(Type.Boolean()) });
  api.get(
    path,
    {
      config: { operation: 'commitStatuses.list' },
      schema: { params, querystring, response: { 200: Collection(GitStatus) } },
    },
    async request => {
      const { repositoryId, commit } = await commitAt(services, request.params);
      const { top = mostStatuses, skip = 0, latestOnly = false } = request.query;
      const found = await services.commitStatuses.list(repositoryId, commit, latestOnly);
      const value = found
        .slice(skip, skip + Math.min(top, mostStatuses))
        .map(status => statusResource(request.base, status));
      return { count: value.length, value };
    },
  );
}

async function commitAt(
  services: Services,
  params: { readonly project?: string; readonly repositoryId: string; readonly commitId: string },
) {
  const { repository } = await repositoryOf(services, params);
  const { commitId } = params;
  const isId = /^[0-9a-f]{7,64}$/i.test(commitId);
  const commit = isId ? await services.git.resolve(repository.url, commitId) : undefined;
  if (commit !== undefined) return { repositoryId: repository.id, commit };
  throw serviceError('commitMissing', `TF401175: The commit ${commitId} does not exist in ${repository.name}.`);
}
