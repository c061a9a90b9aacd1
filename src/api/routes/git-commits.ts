import { Type } from 'typebox';
import { BranchStats, GitCommit, GitCommitRef, GitRef, versionType } from '../../wire/git-content.ts';
import { Collection, Id32, WireEnum } from '../../wire/json-schema.ts';
import type { Api } from '../http/api.ts';
import { serviceError } from '../http/errors.ts';
import { repositoryOf } from '../http/lookups.ts';
import { organizationPath, projectPath, ungroupedParams } from '../http/paths.ts';
import { commitInList, commitResource, type GitPlace, refResource } from '../resources/git-resources.ts';
import { commitOf } from '../resources/git-version.ts';
import { commitsOfPush, pushOf } from '../resources/push-resource.ts';
import type { Services } from '../services.ts';

const repositoryParams = { ...ungroupedParams, repositoryId: Type.String() };
const params = Type.Object(repositoryParams);
const text = Type.Optional(Type.String());
const count = Type.Optional(Type.Integer({ minimum: 0 }));

/** How many commits are answered unless the query says otherwise, and at most. */
const standardTop = 100;
const mostCommits = 1000;

/** The branches, tags and commits of registered repositories. */
export function gitCommitRoutes(api: Api, services: Services): void {
  for (const path of [projectPath, organizationPath]) {
    const repository = `${path}/git/repositories/:repositoryId`;
    listRefs(api, services, repository);
    listCommits(api, services, repository);
    getCommit(api, services, repository);
    listBranchStats(api, services, repository);
  }
}

function listRefs(api: Api, services: Services, path: string): void {
  api.get(
    `${path}/refs`,
    {
      config: { operation: 'refs.list' },
      schema: {
        params,
        querystring: Type.Object({
          filter: text,
          filterContains: text,
          peelTags: Type.Optional(Type.Boolean()),
          $top: count,
          continuationToken: text,
        }),
        response: { 200: Collection(GitRef) },
      },
    },
    async (request, reply) => {
      const place: GitPlace = { base: request.base, ...(await repositoryOf(services, request.params)) };
      const { filter = '', filterContains = '', peelTags = false, $top, continuationToken = '' } = request.query;
      const refs = (await services.git.refs(place.repository.url)) ?? [];
      const found = refs
        .filter(({ name }) => name.startsWith(`refs/${filter.replace(/^refs\//, '')}`))
        .filter(({ name }) => name.toLowerCase().includes(filterContains.toLowerCase()) && name > continuationToken);
      const page = found.slice(0, $top);
      const last = page.at(-1);
      if (last !== undefined && page.length < found.length) reply.header('x-ms-continuationtoken', last.name);
      return { count: page.length, value: page.map(ref => refResource(place, ref, peelTags)) };
    },
  );
}

// Clients send the same things with the prefix of their class or without it.
const CommitQuery = Type.Object({
  /** The commits of one push; the other members but its page say nothing then. */
  pushId: Type.Optional(Id32),
  top: count,
  skip: count,
  $top: count,
  $skip: count,
  'searchCriteria.$top': count,
  'searchCriteria.$skip': count,
  'searchCriteria.itemPath': text,
  'searchCriteria.author': text,
  'searchCriteria.itemVersion.version': text,
  'searchCriteria.itemVersion.versionType': Type.Optional(WireEnum(versionType)),
});

function listCommits(api: Api, services: Services, path: string): void {
  api.get(
    `${path}/commits`,
    {
      config: { operation: 'commits.list' },
      schema: { params, querystring: CommitQuery, response: { 200: Collection(GitCommitRef) } },
    },
    async request => {
      const place: GitPlace = { base: request.base, ...(await repositoryOf(services, request.params)) };
      const { query } = request;
      if (query.pushId !== undefined) return ofPush(services, place, query.pushId, query);
      const version = query['searchCriteria.itemVersion.version'];
      const type = query['searchCriteria.itemVersion.versionType'];
      const itemPath = query['searchCriteria.itemPath']?.replace(/^\/+/, '');
      const author = query['searchCriteria.author'];
      const found = await services.git.commits(place.repository.url, {
        to: await commitOf(services, place.repository, { ...(version && { version }), ...(type && { type }) }),
        ...(itemPath && { path: itemPath }),
        ...(author && { author }),
        skip: query['searchCriteria.$skip'] ?? query.$skip ?? 0,
        top: Math.min(query['searchCriteria.$top'] ?? query.$top ?? standardTop, mostCommits),
      });
      const value = (found ?? []).map(commit => commitInList(place, commit));
      return { count: value.length, value };
    },
  );
}

async function ofPush(
  services: Services,
  place: GitPlace,
  pushId: number,
  { top = standardTop, skip = 0 }: { readonly top?: number; readonly skip?: number },
) {
  const push = await pushOf(services, place, pushId);
  const commits = await commitsOfPush(services, place, push, { skip, top: Math.min(top, mostCommits) });
  return { count: commits.length, value: commits.map(commit => commitInList(place, commit)) };
}

function getCommit(api: Api, services: Services, path: string): void {
  api.get(
    `${path}/commits/:commitId`,
    {
      config: { operation: 'commits.get' },
      schema: { params: Type.Object({ ...repositoryParams, commitId: Type.String() }), response: { 200: GitCommit } },
    },
    async request => {
      const place: GitPlace = { base: request.base, ...(await repositoryOf(services, request.params)) };
      const { commitId } = request.params;
      const isId = /^[0-9a-f]{7,64}$/i.test(commitId);
      const found = isId ? await services.git.commits(place.repository.url, { to: commitId, top: 1 }) : undefined;
      const [commit] = found ?? [];
      if (commit !== undefined) return commitResource(place, commit);
      throw serviceError(
        'commitMissing',
        `TF401175: The commit ${commitId} does not exist in ${place.repository.name}.`,
      );
    },
  );
}

function listBranchStats(api: Api, services: Services, path: string): void {
  api.get(
    `${path}/stats/branches`,
    {
      config: { operation: 'branchStats.list' },
      schema: {
        params,
        // Asked for by the vendor's clients, which read one branch then.
        querystring: Type.Object({ name: text }),
        response: { 200: Type.Union([Collection(BranchStats), BranchStats]) },
      },
    },
    async request => {
      const place: GitPlace = { base: request.base, ...(await repositoryOf(services, request.params)) };
      const { name } = request.query;
      if (name) return branchStats(services, place, `refs/heads/${name.replace(/^refs\/heads\//, '')}`);
      const refs = (await services.git.refs(place.repository.url)) ?? [];
      const branches = refs.filter(({ name }) => name.startsWith('refs/heads/'));
      const value = await Promise.all(branches.map(({ name }) => branchStats(services, place, name)));
      return { count: value.length, value };
    },
  );
}

async function branchStats({ git }: Services, place: GitPlace, branch: string): Promise<BranchStats> {
  const { url, defaultBranch: base } = place.repository;
  const [[commit] = [], distance] = await Promise.all([
    git.commits(url, { to: branch, top: 1 }),
    git.compare(url, { base, branch }),
  ]);
  if (commit === undefined) throw serviceError('commitMissing', `TF401175: The branch ${branch} does not exist.`);
  return {
    commit: commitInList(place, commit),
    name: branch.slice('refs/heads/'.length),
    aheadCount: distance?.ahead ?? 0,
    behindCount: distance?.behind ?? 0,
    isBaseVersion: branch === base,
  };
}
