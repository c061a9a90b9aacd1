import { Type } from 'typebox';
import type { Repository } from '../../run/ports/catalogue.ts';
import { GitCommitChanges, GitCommitDiffs } from '../../wire/git-changes.ts';
import { GitCommitRef, versionType } from '../../wire/git-content.ts';
import { Collection, WireEnum } from '../../wire/json-schema.ts';
import type { Api } from '../http/api.ts';
import { serviceError } from '../http/errors.ts';
import { repositoryParams, repositoryPaths } from '../http/git-paths.ts';
import { repositoryOf } from '../http/lookups.ts';
import { changeCounts, changeOfFile } from '../resources/change-resource.ts';
import { commitInList, type GitPlace } from '../resources/git-resources.ts';
import { commitOf } from '../resources/git-version.ts';
import type { Services } from '../services.ts';

const commitParams = Type.Object({ ...repositoryParams, commitId: Type.String() });
const text = Type.Optional(Type.String());
const count = Type.Optional(Type.Integer({ minimum: 0 }));
const type = Type.Optional(WireEnum(versionType));

const standardTop = 100;
const mostChanges = 10_000;

/** What commits change, and what lies between two of them. */
export function gitDiffRoutes(api: Api, services: Services): void {
  for (const path of repositoryPaths) {
    listChanges(api, services, path);
    compareCommits(api, services, path);
    listMergeBases(api, services, path);
  }
}

function listChanges(api: Api, services: Services, path: string): void {
  api.get(
    `${path}/commits/:commitId/changes`,
    {
      config: { operation: 'commitChanges.list' },
      schema: {
        params: commitParams,
        querystring: Type.Object({ top: count, skip: count }),
        response: { 200: GitCommitChanges },
      },
    },
    async request => {
      const place: GitPlace = { base: request.base, ...(await repositoryOf(services, request.params)) };
      const { url } = place.repository;
      const after = await knownCommit(services, place.repository, request.params.commitId);
      const [commit] = (await services.git.commits(url, { to: after, top: 1 })) ?? [];
      const found = (await services.git.differences(url, { to: after })) ?? [];
      const { top = mostChanges, skip = 0 } = request.query;
      const commits = { before: commit?.parents[0] ?? after, after };
      const changes = found.slice(skip, skip + Math.min(top, mostChanges));
      return {
        changeCounts: changeCounts(found),
        changes: changes.map(each => changeOfFile(place, each, commits)),
      };
    },
  );
}

function compareCommits(api: Api, services: Services, path: string): void {
  const querystring = Type.Object({
    diffCommonCommit: Type.Optional(Type.Boolean()),
    $top: count,
    $skip: count,
    baseVersion: text,
    baseVersionType: type,
    targetVersion: text,
    targetVersionType: type,
  });
  api.get(
    `${path}/diffs/commits`,
    {
      config: { operation: 'commitDiffs.get' },
      schema: { params: Type.Object(repositoryParams), querystring, response: { 200: GitCommitDiffs } },
    },
    async request => {
      const place: GitPlace = { base: request.base, ...(await repositoryOf(services, request.params)) };
      const { repository } = place;
      const { query } = request;
      const base = await commitOf(services, repository, asked(query.baseVersion, query.baseVersionType));
      const target = await commitOf(services, repository, asked(query.targetVersion, query.targetVersionType));
      const [common] = (await services.git.mergeBases(repository.url, [base, target])) ?? [];
      const before = query.diffCommonCommit === true ? (common ?? base) : base;
      const found = (await services.git.differences(repository.url, { from: before, to: target })) ?? [];
      const distance = await services.git.compare(repository.url, { base, branch: target });
      const { $top = standardTop, $skip = 0 } = query;
      const changes = found.slice($skip, $skip + Math.min($top, mostChanges));
      return {
        allChangesIncluded: $skip + changes.length >= found.length,
        changeCounts: changeCounts(found),
        changes: changes.map(each => changeOfFile(place, each, { before, after: target })),
        ...(common === undefined ? {} : { commonCommit: common }),
        baseCommit: base,
        targetCommit: target,
        aheadCount: distance?.ahead ?? 0,
        behindCount: distance?.behind ?? 0,
      };
    },
  );
}

function listMergeBases(api: Api, services: Services, path: string): void {
  api.get(
    `${path}/commits/:commitId/mergebases`,
    {
      config: { operation: 'mergeBases.list' },
      schema: {
        params: commitParams,
        querystring: Type.Object({ otherCommitId: Type.String(), otherRepositoryId: text, otherCollectionId: text }),
        response: { 200: Collection(GitCommitRef) },
      },
    },
    async request => {
      const place: GitPlace = { base: request.base, ...(await repositoryOf(services, request.params)) };
      const { repository } = place;
      const one = await knownCommit(services, repository, request.params.commitId);
      const other = await knownCommit(services, repository, request.query.otherCommitId);
      const ids = (await services.git.mergeBases(repository.url, [one, other])) ?? [];
      const found = await Promise.all(ids.map(id => services.git.commits(repository.url, { to: id, top: 1 })));
      const value = found.flatMap(commits => (commits ?? []).map(commit => commitInList(place, commit)));
      return { count: value.length, value };
    },
  );
}

function asked(version: string | undefined, type: keyof typeof versionType | undefined) {
  return { ...(version && { version }), ...(type && { type }) };
}

async function knownCommit({ git }: Services, { url, name }: Repository, id: string): Promise<string> {
  const commit = /^[0-9a-f]{7,64}$/i.test(id) ? await git.resolve(url, id) : undefined;
  if (commit !== undefined) return commit;
  throw serviceError('commitMissing', `TF401175: The commit ${id} does not exist in ${name}.`);
}
