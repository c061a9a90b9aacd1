import { type Static, Type } from 'typebox';
import { GitItem, recursionLevel, versionType } from '../../wire/git-content.ts';
import { Collection, WireEnum } from '../../wire/json-schema.ts';
import type { GitEntry } from '../git-reader.ts';
import type { Api } from '../http/api.ts';
import { serviceError } from '../http/errors.ts';
import { repositoryOf } from '../http/lookups.ts';
import { organizationPath, projectPath, ungroupedParams } from '../http/paths.ts';
import { sendZipOf, wantsZip } from '../http/zip-answer.ts';
import { type GitPlace, itemResource } from '../resources/git-resources.ts';
import { commitOf } from '../resources/git-version.ts';
import type { Services } from '../services.ts';

const text = Type.Optional(Type.String());
const type = Type.Optional(WireEnum(versionType));
const ItemQuery = Type.Object({
  path: text,
  scopePath: text,
  recursionLevel: Type.Optional(WireEnum(recursionLevel)),
  includeContent: Type.Optional(Type.Boolean()),
  version: text,
  versionType: type,
  'versionDescriptor.version': text,
  'versionDescriptor.versionType': type,
  $format: text,
});
type ItemQuery = Static<typeof ItemQuery>;

/** Where a path stands: what it is at the commit of the asked version. */
type Found = { readonly place: GitPlace; readonly commit: string; readonly entry: GitEntry };

/** The files and folders of registered repositories: described in JSON, or as they are, as text, bytes or a zip. */
export function gitItemRoutes(api: Api, services: Services): void {
  for (const path of [projectPath, organizationPath]) {
    api.get(
      `${path}/git/repositories/:repositoryId/items`,
      {
        config: { operation: 'items.get', produces: 'text/plain, application/octet-stream, application/zip' },
        schema: {
          params: Type.Object({ ...ungroupedParams, repositoryId: Type.String() }),
          querystring: ItemQuery,
          response: { 200: Type.Union([GitItem, Collection(GitItem)]) },
        },
      },
      async (request, reply) => {
        const { query, headers } = request;
        const place = { base: request.base, ...(await repositoryOf(services, request.params)) };
        const found = await find(services, place, query);
        if (wantsZip(request)) return (await sendZipOf(reply, 'items.zip', await zipEntries(services, found))) as never;
        if (query.path === undefined) return listItems(services, found, query);
        const isShown =
          found.entry.kind !== 'blob' || query.includeContent === true || wantsJson(query, headers.accept);
        if (isShown) return showItem(services, found, query.includeContent === true);
        const isText = query.$format?.toLowerCase() === 'text' || /text\/plain/i.test(headers.accept ?? '');
        const bytes = await bytesOf(services, found);
        return reply
          .type(isText ? 'text/plain; charset=utf-8' : 'application/octet-stream')
          .send(Buffer.from(bytes) as never);
      },
    );
  }
}

async function find(services: Services, place: GitPlace, query: ItemQuery): Promise<Found> {
  const { repository } = place;
  const version = query['versionDescriptor.version'] ?? query.version;
  const versionIs = query['versionDescriptor.versionType'] ?? query.versionType;
  const commit = await commitOf(services, repository, {
    ...(version && { version }),
    ...(versionIs && { type: versionIs }),
  });
  const asked = query.path ?? query.scopePath ?? '/';
  const entry = await services.git.entry(repository.url, commit, asked.replace(/^\/+|\/+$/g, ''));
  if (entry !== undefined) return { place, commit, entry };
  throw serviceError(
    'itemMissing',
    `TF401174: The item '${asked}' could not be found in the repository '${repository.name}' at the version specified by '${version ?? repository.defaultBranch}' (resolved to commit '${commit}').`,
  );
}

// A folder stands before what is in it, as the service lists it.
async function listItems(services: Services, { place, commit, entry }: Found, { recursionLevel }: ItemQuery) {
  const level = recursionLevel ?? 'none';
  const isListed = entry.kind === 'tree' && level !== 'none';
  const of = { commit, path: entry.path, isDeep: level === 'full' };
  const below = isListed ? ((await services.git.folder(place.repository.url, of)) ?? []) : [];
  const value = [entry, ...below].map(each => itemResource(place, commit, each));
  return { count: value.length, value };
}

async function showItem(services: Services, found: Found, withContent: boolean): Promise<GitItem> {
  const { place, commit, entry } = found;
  const content = withContent && entry.kind === 'blob' ? Buffer.from(await bytesOf(services, found)) : undefined;
  return itemResource(place, commit, entry, content?.toString('utf8'));
}

async function bytesOf({ git }: Services, { place, entry }: Pick<Found, 'place' | 'entry'>): Promise<Uint8Array> {
  const bytes = await git.blob(place.repository.url, entry.id);
  if (bytes !== undefined) return bytes;
  throw serviceError(
    'itemMissing',
    `TF401174: The item '/${entry.path}' can't be read from '${place.repository.name}'.`,
  );
}

async function zipEntries(services: Services, { place, commit, entry }: Found) {
  const of = { commit, path: entry.path, isDeep: true };
  const below = entry.kind === 'tree' ? ((await services.git.folder(place.repository.url, of)) ?? []) : [entry];
  return below
    .filter(({ kind }) => kind === 'blob')
    .map(file => ({
      path: file.path.replaceAll('\\', '_'),
      changedAt: services.clock.now(),
      read: async function* () {
        yield await bytesOf(services, { place, entry: file });
      },
    }));
}

// What is asked for in no form at all is sent as it is.
function wantsJson({ $format }: ItemQuery, accept = ''): boolean {
  return $format?.toLowerCase() === 'json' || ($format === undefined && /application\/json/i.test(accept));
}
