import { Type } from 'typebox';
import { repositoriesTopic } from '../../run/triggers.ts';
import { Collection, Id32 } from '../../wire/json-schema.ts';
import { CreatePullRequest, GitPullRequest, UpdatePullRequest } from '../../wire/pull-requests.ts';
import type { Api } from '../http/api.ts';
import { pullRequestPlaceOf, repositoryOf } from '../http/lookups.ts';
import { organizationPath, projectPath, ungroupedParams } from '../http/paths.ts';
import type { GitPlace } from '../resources/git-resources.ts';
import { changeOf } from '../resources/pull-request-change.ts';
import { shownPullRequest } from '../resources/pull-request-resource.ts';
import { PullRequestSearch, searchPullRequests } from '../resources/pull-request-search.ts';
import { reviewerNamed } from '../resources/reviewer-named.ts';
import type { Services } from '../services.ts';

const repositoryParams = { ...ungroupedParams, repositoryId: Type.String() };

/** Pull requests: asked for, found, changed, abandoned, completed. */
export function pullRequestRoutes(api: Api, services: Services): void {
  for (const path of [projectPath, organizationPath]) {
    const ofRepository = `${path}/git/repositories/:repositoryId/pullrequests`;
    createPullRequest(api, services, ofRepository);
    listPullRequests(api, services, ofRepository);
    getPullRequest(api, services, `${ofRepository}/:pullRequestId`);
    updatePullRequest(api, services, `${ofRepository}/:pullRequestId`);
    listOfProject(api, services, `${path}/git/pullrequests`);
    getById(api, services, `${path}/git/pullrequests/:pullRequestId`);
  }
}

function createPullRequest(api: Api, services: Services, path: string): void {
  const schema = { params: Type.Object(repositoryParams), body: CreatePullRequest, response: { 201: GitPullRequest } };
  api.post(path, { config: { operation: 'pullRequests.create' }, schema }, async (request, reply) => {
    const place: GitPlace = { base: request.base, ...(await repositoryOf(services, request.params)) };
    const { sourceRefName, targetRefName, title, description = '', isDraft = false } = request.body;
    const { reviewers = [], labels = [] } = request.body;
    const asked = await Promise.all(
      reviewers.map(async wish => ({
        who: await reviewerNamed(services, wish, request.caller.identity),
        isRequired: wish.isRequired ?? false,
      })),
    );
    const made = await services.pullRequests.create(place.repository, {
      ...{ title, description, isDraft, by: request.caller.identity },
      ...{ sourceBranch: sourceRefName, targetBranch: targetRefName },
    });
    for (const reviewer of asked) await services.reviews.setReviewer(made.id, reviewer, request.caller.identity);
    if (labels.length > 0)
      await services.reviews.addLabels(
        made.id,
        labels.map(({ name }) => name),
      );
    services.wakeups.wake(repositoriesTopic);
    reply.code(201);
    return shownPullRequest(services, place, made);
  });
}

function listPullRequests(api: Api, services: Services, path: string): void {
  const schema = {
    params: Type.Object(repositoryParams),
    querystring: PullRequestSearch,
    response: { 200: Collection(GitPullRequest) },
  };
  api.get(path, { config: { operation: 'pullRequests.list' }, schema }, async request => {
    const { project, repository } = await repositoryOf(services, request.params);
    const within = { project: project.id, repositoryId: repository.id };
    return searchPullRequests(services, request.base, within, request.query);
  });
}

function listOfProject(api: Api, services: Services, path: string): void {
  const schema = {
    params: Type.Object(ungroupedParams),
    querystring: PullRequestSearch,
    response: { 200: Collection(GitPullRequest) },
  };
  api.get(path, { config: { operation: 'pullRequests.listOfProject' }, schema }, request =>
    searchPullRequests(services, request.base, request.params, request.query),
  );
}

function getPullRequest(api: Api, services: Services, path: string): void {
  const params = Type.Object({ ...repositoryParams, pullRequestId: Id32 });
  const schema = { params, response: { 200: GitPullRequest } };
  api.get(path, { config: { operation: 'pullRequests.get' }, schema }, async request => {
    const { pullRequest, ...place } = await pullRequestPlaceOf(services, request.params);
    return shownPullRequest(services, { base: request.base, ...place }, pullRequest);
  });
}

function getById(api: Api, services: Services, path: string): void {
  const params = Type.Object({ ...ungroupedParams, pullRequestId: Id32 });
  const schema = { params, response: { 200: GitPullRequest } };
  api.get(path, { config: { operation: 'pullRequests.getById' }, schema }, async request => {
    const { pullRequest, ...place } = await pullRequestPlaceOf(services, request.params);
    return shownPullRequest(services, { base: request.base, ...place }, pullRequest);
  });
}

function updatePullRequest(api: Api, services: Services, path: string): void {
  const params = Type.Object({ ...repositoryParams, pullRequestId: Id32 });
  const schema = { params, body: UpdatePullRequest, response: { 200: GitPullRequest } };
  api.patch(path, { config: { operation: 'pullRequests.update' }, schema }, async request => {
    const { pullRequest, ...place } = await pullRequestPlaceOf(services, request.params);
    const change = changeOf(request.body, request.caller.identity);
    const changed = await services.pullRequests.update(place.repository, pullRequest.id, change);
    services.wakeups.wake(repositoriesTopic);
    return shownPullRequest(services, { base: request.base, ...place }, changed);
  });
}
