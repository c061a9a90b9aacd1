import { Type } from 'typebox';
import type { PullRequest } from '../../run/pull-request.ts';
import { PullRequestRefusal } from '../../run/pull-request-refusal.ts';
import { CreatePullRequestStatus, GitPullRequestStatus } from '../../wire/git-statuses.ts';
import { JsonPatch } from '../../wire/json-patch.ts';
import { Collection, Id32 } from '../../wire/json-schema.ts';
import type { Api } from '../http/api.ts';
import { serviceError } from '../http/errors.ts';
import { pullRequestParams, pullRequestPaths } from '../http/git-paths.ts';
import { pullRequestPlaceOf } from '../http/lookups.ts';
import { noContent } from '../http/no-content.ts';
import { pullRequestStatusResource } from '../resources/review-resource.ts';
import { statusWordsOf } from '../resources/status-resource.ts';
import type { Services } from '../services.ts';

const iterationMember = { iterationId: Type.Optional(Id32) };
const params = Type.Object({ ...pullRequestParams, ...iterationMember });
const statusParams = Type.Object({ ...pullRequestParams, ...iterationMember, statusId: Id32 });

/** What systems say of pull requests, and of one iteration of them. */
export function pullRequestStatusRoutes(api: Api, services: Services): void {
  for (const pullRequest of pullRequestPaths) {
    for (const [path, area] of [
      [`${pullRequest}/statuses`, 'pullRequestStatuses'],
      [`${pullRequest}/iterations/:iterationId/statuses`, 'iterationStatuses'],
    ] as const) {
      createStatus(api, services, path, area);
      readStatuses(api, services, path, area);
      removeStatuses(api, services, path, area);
    }
  }
}

type Area = 'pullRequestStatuses' | 'iterationStatuses';

function createStatus(api: Api, services: Services, path: string, area: Area): void {
  const schema = { params, body: CreatePullRequestStatus, response: { 200: GitPullRequestStatus } };
  api.post(path, { config: { operation: `${area}.create` }, schema }, async request => {
    const { pullRequest } = await pullRequestPlaceOf(services, request.params);
    const { iterationId = request.body.iterationId } = request.params;
    const { properties } = request.body;
    checkIteration(pullRequest, iterationId);
    const words = {
      ...statusWordsOf(request.body),
      ...(iterationId === undefined ? {} : { iteration: iterationId }),
      ...(properties === undefined ? {} : { properties }),
    };
    const made = await services.reviews.addStatus(pullRequest.id, words, request.caller.identity);
    return pullRequestStatusResource(request.base, made);
  });
}

function readStatuses(api: Api, services: Services, path: string, area: Area): void {
  const listed = { params, response: { 200: Collection(GitPullRequestStatus) } };
  api.get(path, { config: { operation: `${area}.list` }, schema: listed }, async request => {
    const found = await statusesAt(services, request.params);
    return { count: found.length, value: found.map(status => pullRequestStatusResource(request.base, status)) };
  });
  const one = { params: statusParams, response: { 200: GitPullRequestStatus } };
  api.get(`${path}/:statusId`, { config: { operation: `${area}.get` }, schema: one }, async request => {
    const { statusId } = request.params;
    const found = (await statusesAt(services, request.params)).find(({ id }) => id === statusId);
    if (found === undefined) throw statusMissing(statusId);
    return pullRequestStatusResource(request.base, found);
  });
}

function removeStatuses(api: Api, services: Services, path: string, area: Area): void {
  const one = { params: statusParams };
  api.delete(`${path}/:statusId`, { config: { operation: `${area}.delete` }, schema: one }, async (request, reply) => {
    const { pullRequest } = await pullRequestPlaceOf(services, request.params);
    const { statusId } = request.params;
    if ((await statusesAt(services, request.params)).every(({ id }) => id !== statusId)) throw statusMissing(statusId);
    await services.reviews.removeStatuses(pullRequest.id, [statusId]);
    return noContent(reply);
  });
  // The service lets statuses be removed by it, and nothing else.
  api.patch(
    path,
    { config: { operation: `${area}.update` }, schema: { params, body: JsonPatch } },
    async (request, reply) => {
      const { pullRequest } = await pullRequestPlaceOf(services, request.params);
      const ids = request.body.map(({ op, path: pointer }) => {
        const id = Number(/^\/(\d{1,9})$/.exec(pointer)?.[1]);
        if (op !== 'remove' || Number.isNaN(id))
          throw serviceError('argument', 'Statuses are removed, by paths such as /1.');
        return id;
      });
      await services.reviews.removeStatuses(pullRequest.id, ids);
      return noContent(reply);
    },
  );
}

type At = Parameters<typeof pullRequestPlaceOf>[1] & { readonly iterationId?: number };

async function statusesAt(services: Services, at: At) {
  const { pullRequest } = await pullRequestPlaceOf(services, at);
  checkIteration(pullRequest, at.iterationId);
  const { statuses } = await services.reviews.get(pullRequest.id);
  return statuses.filter(({ iteration }) => at.iterationId === undefined || iteration === at.iterationId);
}

/** The first iteration may be spoken of before anybody has looked at the branches. */
function checkIteration({ iterations }: PullRequest, id: number | undefined): void {
  if (id === undefined || (id >= 1 && id <= Math.max(1, iterations.length))) return;
  throw new PullRequestRefusal('iterationMissing', `The pull request has no iteration ${id}.`);
}

function statusMissing(id: number): PullRequestRefusal {
  return new PullRequestRefusal('statusMissing', `The pull request has no status ${id}.`);
}
