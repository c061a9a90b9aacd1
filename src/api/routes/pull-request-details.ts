import { Type } from 'typebox';
import { GitCommitRef } from '../../wire/git-content.ts';
import { Collection, Id32 } from '../../wire/json-schema.ts';
import { GitPullRequestIteration } from '../../wire/pull-requests.ts';
import type { Api } from '../http/api.ts';
import { pullRequestPlaceOf } from '../http/lookups.ts';
import { organizationPath, projectPath, ungroupedParams } from '../http/paths.ts';
import { commitInList, type GitPlace } from '../resources/git-resources.ts';
import { iterationResources } from '../resources/pull-request-resource.ts';
import type { Services } from '../services.ts';

const params = Type.Object({ ...ungroupedParams, repositoryId: Type.String(), pullRequestId: Id32 });

/** How many commits are answered unless the query says otherwise, and at most. */
const standardTop = 100;
const mostCommits = 1000;

/** What there is of a pull request beside itself: its commits and its iterations. */
export function pullRequestDetailRoutes(api: Api, services: Services): void {
  for (const path of [projectPath, organizationPath]) {
    const pullRequest = `${path}/git/repositories/:repositoryId/pullRequests/:pullRequestId`;
    listCommits(api, services, `${pullRequest}/commits`);
    listIterations(api, services, `${pullRequest}/iterations`);
  }
}

function listCommits(api: Api, services: Services, path: string): void {
  const querystring = Type.Object({ $top: Type.Optional(Type.Integer({ minimum: 0 })) });
  const schema = { params, querystring, response: { 200: Collection(GitCommitRef) } };
  api.get(path, { config: { operation: 'pullRequestCommits.list' }, schema }, async request => {
    const { pullRequest, ...where } = await pullRequestPlaceOf(services, request.params);
    const place: GitPlace = { base: request.base, ...where };
    const { merge, sourceBranch, targetBranch } = pullRequest;
    const isMerged = merge.status !== 'queued';
    const commits = await services.git.commits(place.repository.url, {
      to: isMerged ? merge.source : sourceBranch,
      from: isMerged ? merge.target : targetBranch,
      top: Math.min(request.query.$top ?? standardTop, mostCommits),
    });
    const value = (commits ?? []).map(commit => commitInList(place, commit));
    return { count: value.length, value };
  });
}

function listIterations(api: Api, services: Services, path: string): void {
  const schema = { params, response: { 200: Collection(GitPullRequestIteration) } };
  api.get(path, { config: { operation: 'pullRequestIterations.list' }, schema }, async request => {
    const { pullRequest, ...where } = await pullRequestPlaceOf(services, request.params);
    const value = iterationResources({ base: request.base, ...where }, pullRequest);
    return { count: value.length, value };
  });
}
