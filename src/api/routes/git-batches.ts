import { Type } from 'typebox';
import { CommitsCriteria, ItemLists, ItemsRequest } from '../../wire/git-changes.ts';
import { GitCommitRef } from '../../wire/git-content.ts';
import { Collection } from '../../wire/json-schema.ts';
import type { GitCommit } from '../git-reader.ts';
import type { Api } from '../http/api.ts';
import { serviceError } from '../http/errors.ts';
import { repositoryParams, repositoryPaths } from '../http/git-paths.ts';
import { repositoryOf } from '../http/lookups.ts';
import { commitInList, type GitPlace, itemResource } from '../resources/git-resources.ts';
import { commitOf } from '../resources/git-version.ts';
import type { Services } from '../services.ts';

const params = Type.Object(repositoryParams);
const count = Type.Optional(Type.Integer({ minimum: 0 }));

const standardTop = 100;
const mostCommits = 1000;

/** Commits and items that are asked for by more than fits into a query. */
export function gitBatchRoutes(api: Api, services: Services): void {
  for (const path of repositoryPaths) {
    queryCommits(api, services, path);
    queryItems(api, services, path);
  }
}

function queryCommits(api: Api, services: Services, path: string): void {
  const querystring = Type.Object({ $top: count, $skip: count, includeStatuses: Type.Optional(Type.Boolean()) });
  api.post(
    `${path}/commitsbatch`,
    {
      config: { operation: 'commitsBatch.query' },
      schema: { params, querystring, body: CommitsCriteria, response: { 200: Collection(GitCommitRef) } },
    },
    async request => {
      const place: GitPlace = { base: request.base, ...(await repositoryOf(services, request.params)) };
      const { $top, $skip } = request.query;
      const criteria = {
        ...request.body,
        ...($top === undefined ? {} : { $top }),
        ...($skip === undefined ? {} : { $skip }),
      };
      const { ids } = criteria;
      const commits = ids === undefined ? await found(services, place, criteria) : await named(services, place, ids);
      return { count: commits.length, value: commits.map(commit => commitInList(place, commit)) };
    },
  );
}

async function found(services: Services, place: GitPlace, criteria: CommitsCriteria): Promise<readonly GitCommit[]> {
  const { repository } = place;
  const { itemVersion, compareVersion, author, itemPath, fromDate, toDate, $top = standardTop, $skip = 0 } = criteria;
  const [to, from] = compareVersion === undefined ? [itemVersion] : [compareVersion, itemVersion];
  const path = itemPath?.replace(/^\/+/, '');
  const commits = await services.git.commits(repository.url, {
    to: await versionOf(services, place, to),
    ...(from === undefined ? {} : { from: await versionOf(services, place, from) }),
    ...(path ? { path } : {}),
    ...(author ? { author } : {}),
    ...dateOf('after', fromDate),
    ...dateOf('before', toDate),
    skip: $skip,
    top: Math.min($top, mostCommits),
  });
  return commits ?? [];
}

async function named(
  { git }: Services,
  { repository }: GitPlace,
  ids: readonly string[],
): Promise<readonly GitCommit[]> {
  const commits = await Promise.all(
    ids.map(async id => {
      const isId = /^[0-9a-f]{7,64}$/i.test(id);
      const [commit] = (isId ? await git.commits(repository.url, { to: id, top: 1 }) : undefined) ?? [];
      if (commit === undefined)
        throw serviceError('commitMissing', `TF401175: The commit ${id} does not exist in ${repository.name}.`);
      return commit;
    }),
  );
  return commits;
}

function versionOf(
  services: Services,
  { repository }: GitPlace,
  asked: CommitsCriteria['itemVersion'],
): Promise<string> {
  const { version, versionType: type } = asked ?? {};
  return commitOf(services, repository, { ...(version && { version }), ...(type && { type }) });
}

function dateOf(name: 'after' | 'before', text: string | undefined): { after?: string; before?: string } {
  const at = Date.parse(text ?? '');
  return Number.isNaN(at) ? {} : { [name]: new Date(at).toISOString() };
}

function queryItems(api: Api, services: Services, path: string): void {
  api.post(
    `${path}/itemsbatch`,
    {
      config: { operation: 'itemsBatch.query' },
      schema: {
        params,
        body: ItemsRequest,
        response: { 200: Type.Object({ count: Type.Integer(), value: ItemLists }) },
      },
    },
    async request => {
      const place: GitPlace = { base: request.base, ...(await repositoryOf(services, request.params)) };
      const value = [];
      for (const descriptor of request.body.itemDescriptors) {
        const commit = await versionOf(services, place, descriptor);
        value.push(await itemsAt(services, place, commit, descriptor));
      }
      return { count: value.length, value };
    },
  );
}

async function itemsAt(
  { git }: Services,
  place: GitPlace,
  commit: string,
  { path, recursionLevel = 'none' }: { readonly path: string; readonly recursionLevel?: string },
) {
  const { url, name } = place.repository;
  const entry = await git.entry(url, commit, path.replace(/^\/+|\/+$/g, ''));
  if (entry === undefined)
    throw serviceError('itemMissing', `TF401174: The item '${path}' could not be found in the repository '${name}'.`);
  const of = { commit, path: entry.path, isDeep: recursionLevel === 'full' };
  const below = entry.kind === 'tree' && recursionLevel !== 'none' ? ((await git.folder(url, of)) ?? []) : [];
  return [entry, ...below].map(each => itemResource(place, commit, each));
}
