import { Type } from 'typebox';
import { pushBodyBytes } from '../../base/limits.ts';
import { repositoriesTopic } from '../../run/triggers.ts';
import { CreatePush, GitPush } from '../../wire/git-pushes.ts';
import { Collection, Id32 } from '../../wire/json-schema.ts';
import type { Api } from '../http/api.ts';
import { repositoryParams, repositoryPaths } from '../http/git-paths.ts';
import { repositoryOf } from '../http/lookups.ts';
import type { GitPlace } from '../resources/git-resources.ts';
import { commitsOfPush, pushOf, pushResource } from '../resources/push-resource.ts';
import { pushWishOf } from '../resources/push-wish.ts';
import type { Services } from '../services.ts';

const params = Type.Object(repositoryParams);
const pushParams = Type.Object({ ...repositoryParams, pushId: Id32 });
const text = Type.Optional(Type.String());
const count = Type.Optional(Type.Integer({ minimum: 0 }));
const flag = Type.Optional(Type.Boolean());

const standardTop = 100;
const mostTop = 1000;

/** Pushes to registered repositories: made over REST, and those that were seen. */
export function gitPushRoutes(api: Api, services: Services): void {
  for (const path of repositoryPaths) {
    createPush(api, services, path);
    listPushes(api, services, path);
    getPush(api, services, path);
  }
}

function createPush(api: Api, services: Services, path: string): void {
  api.post(
    `${path}/pushes`,
    {
      config: { operation: 'pushes.create' },
      bodyLimit: pushBodyBytes,
      schema: { params, body: CreatePush, response: { 201: GitPush } },
    },
    async (request, reply) => {
      const place: GitPlace = { base: request.base, ...(await repositoryOf(services, request.params)) };
      const wish = pushWishOf(request.body);
      const { push, commits } = await services.code.push(place.repository, wish, request.caller.identity);
      services.wakeups.wake(repositoriesTopic);
      const [newest = ''] = commits.slice(-1);
      const made = await services.git.commits(place.repository.url, { to: newest, top: commits.length });
      reply.code(201);
      return pushResource(services, place, push, { withRefs: true, commits: made ?? [] });
    },
  );
}

const PushSearch = Type.Object({
  $top: count,
  $skip: count,
  'searchCriteria.refName': text,
  'searchCriteria.pusherId': text,
  'searchCriteria.fromDate': text,
  'searchCriteria.toDate': text,
  'searchCriteria.includeRefUpdates': flag,
});

function listPushes(api: Api, services: Services, path: string): void {
  api.get(
    `${path}/pushes`,
    {
      config: { operation: 'pushes.list' },
      schema: { params, querystring: PushSearch, response: { 200: Collection(GitPush) } },
    },
    async request => {
      const place: GitPlace = { base: request.base, ...(await repositoryOf(services, request.params)) };
      const { $top = standardTop, $skip = 0, ...query } = request.query;
      const refName = query['searchCriteria.refName'];
      const pusher = query['searchCriteria.pusherId']?.toLowerCase();
      const since = Date.parse(query['searchCriteria.fromDate'] ?? '');
      const until = Date.parse(query['searchCriteria.toDate'] ?? '');
      const found = (await services.pushes.list(place.repository.id, mostTop))
        .filter(({ refs }) => refName === undefined || refs.some(ref => ref.refName === refName))
        .filter(({ by }) => pusher === undefined || by?.id.toLowerCase() === pusher)
        // What is no date compares with nothing.
        .filter(({ at }) => !(at < since) && !(at > until))
        .slice($skip, $skip + $top);
      const withRefs = query['searchCriteria.includeRefUpdates'] ?? false;
      const value = await Promise.all(found.map(push => pushResource(services, place, push, { withRefs })));
      return { count: value.length, value };
    },
  );
}

function getPush(api: Api, services: Services, path: string): void {
  api.get(
    `${path}/pushes/:pushId`,
    {
      config: { operation: 'pushes.get' },
      schema: {
        params: pushParams,
        querystring: Type.Object({ includeCommits: count, includeRefUpdates: flag }),
        response: { 200: GitPush },
      },
    },
    async request => {
      const place: GitPlace = { base: request.base, ...(await repositoryOf(services, request.params)) };
      const push = await pushOf(services, place, request.params.pushId);
      const { includeCommits = standardTop, includeRefUpdates = true } = request.query;
      const page = { skip: 0, top: Math.min(includeCommits, mostTop) };
      const commits = await commitsOfPush(services, place, push, page);
      return pushResource(services, place, push, { withRefs: includeRefUpdates, commits });
    },
  );
}
