import { Type } from 'typebox';
import { Collection } from '../../wire/json-schema.ts';
import { SourceItem } from '../../wire/source-providers.ts';
import type { Api } from '../http/api.ts';
import { serviceError } from '../http/errors.ts';
import { projectParams, projectPath } from '../http/paths.ts';
import { itemResource } from '../resources/git-resources.ts';
import { sourceEntryOf, sourcePlaceOf } from '../resources/source-place.ts';
import type { Services } from '../services.ts';

const providerPath = `${projectPath}/sourceProviders/:providerName`;
const params = Type.Object({ ...projectParams, providerName: Type.String() });
const text = Type.Optional(Type.String());
const place = Type.Object({ repository: text, commitOrBranch: text, path: text });
const branchPrefix = 'refs/heads/';

/** The branches, files and folders of registered repositories, as the forms that set pipelines up ask for them. */
export function sourceContentRoutes(api: Api, services: Services): void {
  listBranches(api, services);
  getFile(api, services);
  listPath(api, services);
}

function listBranches(api: Api, services: Services): void {
  api.get(
    `${providerPath}/branches`,
    {
      config: { operation: 'sourceProviders.branches' },
      schema: {
        params,
        querystring: Type.Object({ repository: text, branchName: text }),
        response: { 200: Collection(Type.String()) },
      },
    },
    async request => {
      const { repository } = await sourcePlaceOf(services, request, request.query.repository);
      const wanted = request.query.branchName?.replace(branchPrefix, '');
      const refs = (await services.git.refs(repository.url)) ?? [];
      const value = refs
        .map(({ name }) => name)
        .filter(name => name.startsWith(branchPrefix) && (!wanted || name === branchPrefix + wanted));
      return { count: value.length, value };
    },
  );
}

function getFile(api: Api, services: Services): void {
  api.get(
    `${providerPath}/filecontents`,
    {
      config: { operation: 'sourceProviders.fileContents', produces: 'text/plain' },
      schema: { params, querystring: place },
    },
    async (request, reply) => {
      const { repository } = await sourcePlaceOf(services, request, request.query.repository);
      const { entry } = await sourceEntryOf(services, repository, request.query);
      const bytes = entry.kind === 'blob' ? await services.git.blob(repository.url, entry.id) : undefined;
      if (bytes === undefined)
        throw serviceError('itemMissing', `The path '${entry.path}' is no file of ${repository.name}.`);
      return reply.type('text/plain; charset=utf-8').send(Buffer.from(bytes));
    },
  );
}

function listPath(api: Api, services: Services): void {
  api.get(
    `${providerPath}/pathcontents`,
    {
      config: { operation: 'sourceProviders.pathContents' },
      schema: { params, querystring: place, response: { 200: Collection(SourceItem) } },
    },
    async request => {
      const found = await sourcePlaceOf(services, request, request.query.repository);
      const { url } = found.repository;
      const { commit, entry } = await sourceEntryOf(services, found.repository, request.query);
      const of = { commit, path: entry.path, isDeep: false };
      const inside = entry.kind === 'tree' ? ((await services.git.folder(url, of)) ?? []) : [entry];
      const value = inside.map(each => {
        const item = itemResource(found, commit, each);
        const isContainer = each.kind !== 'blob';
        return {
          path: item.path,
          type: isContainer ? ('folder' as const) : ('file' as const),
          isContainer,
          url: item.url,
        };
      });
      return { count: value.length, value };
    },
  );
}
