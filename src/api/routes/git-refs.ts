import { Type } from 'typebox';
import { checkedOutWords, type RefOutcome } from '../../run/code-changes.ts';
import type { Repository } from '../../run/ports/catalogue.ts';
import { repositoriesTopic } from '../../run/triggers.ts';
import { GitRef } from '../../wire/git-content.ts';
import { GitRefUpdateResult, RefLock, RefUpdates } from '../../wire/git-objects.ts';
import { Collection } from '../../wire/json-schema.ts';
import type { Api } from '../http/api.ts';
import { serviceError } from '../http/errors.ts';
import { repositoryParams, repositoryPaths } from '../http/git-paths.ts';
import { repositoryOf } from '../http/lookups.ts';
import { type GitPlace, refResource } from '../resources/git-resources.ts';
import type { Services } from '../services.ts';

const params = Type.Object(repositoryParams);

/** Branches and tags: made, moved and removed. */
export function gitRefRoutes(api: Api, services: Services): void {
  for (const path of repositoryPaths) {
    updateRefs(api, services, path);
    lockRef(api, services, path);
  }
}

function updateRefs(api: Api, services: Services, path: string): void {
  api.post(
    `${path}/refs`,
    {
      config: { operation: 'refs.update' },
      schema: { params, body: RefUpdates, response: { 200: Collection(GitRefUpdateResult) } },
    },
    async request => {
      const { repository } = await repositoryOf(services, request.params);
      const wishes = request.body.map(({ name, oldObjectId, newObjectId }) => ({
        refName: name,
        from: oldObjectId.toLowerCase(),
        to: newObjectId.toLowerCase(),
      }));
      const outcomes = await services.code.updateRefs(repository, wishes, request.caller.identity);
      services.wakeups.wake(repositoriesTopic);
      const value = outcomes.map(outcome => resultOf(repository, outcome));
      return { count: value.length, value };
    },
  );
}

function resultOf(repository: Repository, { refName, from, to, status }: RefOutcome): GitRefUpdateResult {
  return {
    repositoryId: repository.id,
    name: refName,
    oldObjectId: from,
    newObjectId: to,
    isLocked: false,
    updateStatus: status,
    success: status.startsWith('succeeded'),
    ...(status === 'rejectedByPlugin' ? { customMessage: checkedOutWords(repository, refName) } : {}),
  };
}

// Git knows no lock that a push over git would respect: none is promised.
function lockRef(api: Api, services: Services, path: string): void {
  api.patch(
    `${path}/refs`,
    {
      config: { operation: 'refs.lock' },
      schema: {
        params,
        querystring: Type.Object({ filter: Type.Optional(Type.String()) }),
        body: RefLock,
        response: { 200: GitRef },
      },
    },
    async request => {
      const place: GitPlace = { base: request.base, ...(await repositoryOf(services, request.params)) };
      const name = `refs/${(request.query.filter ?? request.body.name ?? '').replace(/^refs\//, '')}`;
      const refs = (await services.git.refs(place.repository.url)) ?? [];
      const ref = refs.find(each => each.name === name);
      if (ref === undefined) throw serviceError('objectMissing', `The reference '${name}' does not exist.`);
      if (request.body.isLocked !== true) return refResource(place, ref, false);
      throw serviceError('pushInvalid', 'Branches are not locked: git would not respect it.');
    },
  );
}
