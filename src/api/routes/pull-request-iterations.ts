import { Type } from 'typebox';
import type { PullRequest, PullRequestIteration } from '../../run/pull-request.ts';
import { PullRequestRefusal } from '../../run/pull-request-refusal.ts';
import { GitCommitRef } from '../../wire/git-content.ts';
import { Collection, Dictionary, Id32, WireEnum } from '../../wire/json-schema.ts';
import { IterationChanges, PullRequestQueries, queryTypes } from '../../wire/pull-request-reviews.ts';
import { GitPullRequest, GitPullRequestIteration } from '../../wire/pull-requests.ts';
import type { Api } from '../http/api.ts';
import { pullRequestParams, pullRequestPaths, repositoryParams, repositoryPaths } from '../http/git-paths.ts';
import { pullRequestPlaceOf, repositoryOf } from '../http/lookups.ts';
import { changeOfFile } from '../resources/change-resource.ts';
import { commitInList, type GitPlace } from '../resources/git-resources.ts';
import { iterationResources, shownPullRequest } from '../resources/pull-request-resource.ts';
import type { Services } from '../services.ts';

const params = Type.Object({ ...pullRequestParams, iterationId: Id32 });
const count = Type.Optional(Type.Integer({ minimum: 0 }));

const standardTop = 100;
const mostChanges = 2000;
const mostCommits = 1000;

/** What each push to a pull request brought, and which pull requests commits belong to. */
export function pullRequestIterationRoutes(api: Api, services: Services): void {
  for (const path of pullRequestPaths) {
    const iteration = `${path}/iterations/:iterationId`;
    getIteration(api, services, iteration);
    listChanges(api, services, iteration);
    listCommits(api, services, iteration);
  }
  for (const path of repositoryPaths) queryPullRequests(api, services, path);
}

function getIteration(api: Api, services: Services, path: string): void {
  const schema = { params, response: { 200: GitPullRequestIteration } };
  api.get(path, { config: { operation: 'pullRequestIterations.get' }, schema }, async request => {
    const { pullRequest, ...where } = await pullRequestPlaceOf(services, request.params);
    const { iterationId } = request.params;
    iterationOf(pullRequest, iterationId);
    const found = iterationResources({ base: request.base, ...where }, pullRequest)[iterationId - 1];
    return found as GitPullRequestIteration;
  });
}

function listChanges(api: Api, services: Services, path: string): void {
  const querystring = Type.Object({ $top: count, $skip: count, $compareTo: count });
  const schema = { params, querystring, response: { 200: IterationChanges } };
  api.get(`${path}/changes`, { config: { operation: 'iterationChanges.list' }, schema }, async request => {
    const { pullRequest, ...where } = await pullRequestPlaceOf(services, request.params);
    const place: GitPlace = { base: request.base, ...where };
    const { $top = standardTop, $skip = 0, $compareTo = 0 } = request.query;
    const { source, target } = iterationOf(pullRequest, request.params.iterationId);
    const { url } = place.repository;
    const [common] = (await services.git.mergeBases(url, [target, source])) ?? [];
    const before = $compareTo === 0 ? (common ?? target) : iterationOf(pullRequest, $compareTo).source;
    const found = (await services.git.differences(url, { from: before, to: source })) ?? [];
    const top = Math.min($top, mostChanges);
    const changeEntries = found.slice($skip, $skip + top).map((each, index) => ({
      ...changeOfFile(place, each, { before, after: source }),
      changeTrackingId: $skip + index + 1,
      changeId: $skip + index + 1,
    }));
    const isMore = $skip + changeEntries.length < found.length;
    return { changeEntries, nextSkip: isMore ? $skip + top : 0, nextTop: isMore ? top : 0 };
  });
}

function listCommits(api: Api, services: Services, path: string): void {
  const querystring = Type.Object({ top: count, skip: count });
  const schema = { params, querystring, response: { 200: Collection(GitCommitRef) } };
  api.get(`${path}/commits`, { config: { operation: 'iterationCommits.list' }, schema }, async request => {
    const { pullRequest, ...where } = await pullRequestPlaceOf(services, request.params);
    const place: GitPlace = { base: request.base, ...where };
    const { source, target } = iterationOf(pullRequest, request.params.iterationId);
    const { top = standardTop, skip = 0 } = request.query;
    const page = { skip, top: Math.min(top, mostCommits) };
    const commits = (await services.git.commits(place.repository.url, { to: source, from: target, ...page })) ?? [];
    return { count: commits.length, value: commits.map(commit => commitInList(place, commit)) };
  });
}

function iterationOf({ iterations }: PullRequest, id: number): PullRequestIteration {
  const found = iterations[id - 1];
  if (found !== undefined) return found;
  throw new PullRequestRefusal('iterationMissing', `The pull request has no iteration ${id}.`);
}

const Answers = Type.Object({
  queries: Type.Array(Type.Object({ type: WireEnum(queryTypes), items: Type.Array(Type.String()) })),
  results: Type.Array(Dictionary(Type.Array(GitPullRequest))),
});

function queryPullRequests(api: Api, services: Services, path: string): void {
  const schema = { params: Type.Object(repositoryParams), body: PullRequestQueries, response: { 200: Answers } };
  api.post(`${path}/pullrequestquery`, { config: { operation: 'pullRequests.query' }, schema }, async request => {
    const place: GitPlace = { base: request.base, ...(await repositoryOf(services, request.params)) };
    const { queries } = request.body;
    const of = { repositoryId: place.repository.id, skip: 0, top: Number.MAX_SAFE_INTEGER };
    const all = await services.pullRequests.list(of);
    const broughtBy = commitReader(services, place);
    const results: Record<string, GitPullRequest[]>[] = [];
    for (const { type, items } of queries) {
      const result: Record<string, GitPullRequest[]> = {};
      for (const commit of items) {
        const found = [];
        for (const pullRequest of all)
          if (await hasCommit(pullRequest, { type, commit }, broughtBy)) found.push(pullRequest);
        if (found.length > 0)
          result[commit] = await Promise.all(found.map(each => shownPullRequest(services, place, each)));
      }
      results.push(result);
    }
    return { queries, results };
  });
}

type Brought = (iteration: PullRequestIteration) => Promise<ReadonlySet<string>>;

/** Reads the commits that iterations brought, those of each once, however many commits are asked for. */
function commitReader({ git }: Services, { repository }: GitPlace): Brought {
  const known = new Map<string, Promise<ReadonlySet<string>>>();
  const read = async (source: string, target: string): Promise<ReadonlySet<string>> => {
    const commits = await git.commits(repository.url, { to: source, from: target, top: mostCommits });
    return new Set(commits?.map(({ id }) => id));
  };
  return ({ source, target }) => {
    const range = `${target}..${source}`;
    const commits = known.get(range) ?? read(source, target);
    known.set(range, commits);
    return commits;
  };
}

async function hasCommit(
  { merge, iterations }: PullRequest,
  { type, commit }: { readonly type: keyof typeof queryTypes; readonly commit: string },
  broughtBy: Brought,
): Promise<boolean> {
  const id = commit.toLowerCase();
  if (merge.status === 'succeeded' && merge.commit === id) return true;
  if (type === 'lastMergeCommit') return false;
  for (const iteration of iterations) if ((await broughtBy(iteration)).has(id)) return true;
  return false;
}
