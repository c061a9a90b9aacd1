import { Type } from 'typebox';
import { fileAt } from '../../artifacts/artifact-files.ts';
import type { Artifact } from '../../artifacts/artifact-store.ts';
import { folderOf } from '../../artifacts/file-containers.ts';
import { listedContainers } from '../../base/limits.ts';
import type { RunRow } from '../../run/ports/run-store.ts';
import { ContainerItem, FileContainer } from '../../wire/artifacts.ts';
import type { ContentRef } from '../../wire/content.ts';
import { Collection } from '../../wire/json-schema.ts';
import type { Api } from '../http/api.ts';
import { containerOf, containerParams, containerPath, containersPath } from '../http/container-lookups.ts';
import { serviceError } from '../http/errors.ts';
import { ungroupedParams } from '../http/paths.ts';
import { sendFile, sendZip } from '../http/send-artifact.ts';
import { containerItemResource, containerResource, type ShownItem } from '../resources/container-item.ts';
import type { Services } from '../services.ts';

const query = Type.Object({
  itemPath: Type.Optional(Type.String()),
  scope: Type.Optional(Type.String()),
  isShallow: Type.Optional(Type.Boolean()),
  $format: Type.Optional(Type.String()),
});

/**
 * Files of build artifacts as the service's older clients read them: a container's id is the run's, an item's path begins with the folder
 * that an artifact names. What was put there and is not named yet is among them.
 */
export function containerRoutes(api: Api, services: Services): void {
  listContainers(api, services);
  getItems(api, services);
}

function listContainers(api: Api, services: Services): void {
  api.get(
    containersPath,
    {
      config: { operation: 'containers.list' },
      schema: {
        params: Type.Object(ungroupedParams),
        querystring: Type.Object({
          scope: Type.Optional(Type.String()),
          artifactUris: Type.Optional(Type.String()),
        }),
        response: { 200: Collection(FileContainer) },
      },
    },
    async request => {
      const { scope, artifactUris = '' } = request.query;
      const ids = [...artifactUris.matchAll(/vstfs:\/\/\/Build\/Build\/(\d{1,9})(?=,|$)/gi)].map(([, id]) =>
        Number(id),
      );
      if (ids.length > listedContainers)
        throw serviceError('argument', `At most ${listedContainers} containers are listed at once.`);
      const value: FileContainer[] = [];
      for (const containerId of new Set(ids))
        value.push(
          containerResource(request.base, await containerOf(services, { ...request.params, containerId }, scope)),
        );
      return { count: value.length, value };
    },
  );
}

function getItems(api: Api, services: Services): void {
  api.get(
    containerPath,
    {
      config: { operation: 'containers.get', produces: 'application/zip, application/octet-stream' },
      schema: { params: containerParams, querystring: query, response: { 200: Collection(ContainerItem) } },
    },
    async (request, reply) => {
      const { itemPath = '', scope, $format = '', isShallow = false } = request.query;
      const row = await containerOf(services, request.params, scope);
      const path = itemPath.replace(/^\/+|\/+$/g, '');
      const artifacts = await artifactsAt(services, row, path);
      const format = `${$format} ${request.headers.accept ?? ''}`.toLowerCase();
      const [first] = artifacts;
      if (format.includes('zip') && first !== undefined)
        return sendZip(reply, services.artifacts, row.key, first.artifact);
      if (format.includes('octet')) {
        const content = await contentAt(services, row, artifacts, path);
        return sendFile(reply, services.artifacts, row.key, { name: path.replace(/^.*\//, ''), content });
      }
      const value = await itemsAt(services, row, artifacts, { path, isShallow });
      return { count: value.length, value: value.map(item => containerItemResource(request.base, row, item)) };
    },
  );
}

/** An artifact with the folder of the container that it names. */
type Placed = { readonly artifact: Artifact; readonly folder: string };

/** The artifacts that have a path of the container, or are below it. */
async function artifactsAt(services: Services, row: RunRow, path: string): Promise<readonly Placed[]> {
  const placed = (await services.artifacts.list(row.key)).flatMap(artifact => {
    const folder = folderOf(row.key, artifact);
    return folder === undefined || artifact.tree === undefined ? [] : [{ artifact, folder }];
  });
  const asked = `${path}/`.toLowerCase();
  return placed.filter(({ folder }) => {
    const own = folder === '' ? '' : `${folder}/`.toLowerCase();
    return path === '' || asked.startsWith(own) || own.startsWith(asked);
  });
}

async function contentAt(
  services: Services,
  row: RunRow,
  placed: readonly Placed[],
  path: string,
): Promise<ContentRef> {
  for (const { artifact, folder } of placed) {
    const found = await fileAt(services.artifacts, row.key, artifact, folder === '' ? path : path.slice(folder.length));
    if (found !== undefined) return found.content;
  }
  const item = await services.containers.get(row.key, path);
  if (item?.content !== undefined) return item.content;
  throw serviceError('artifactFileMissing', `The item '${path}' was not found in container ${row.key.runId}.`);
}

async function itemsAt(
  services: Services,
  row: RunRow,
  placed: readonly Placed[],
  { path, isShallow }: { readonly path: string; readonly isShallow: boolean },
): Promise<readonly ShownItem[]> {
  const found = new Map<string, ShownItem>();
  const isWanted = (item: string): boolean => {
    const rest =
      path === '' ? item : item === path ? '' : item.startsWith(`${path}/`) ? item.slice(path.length + 1) : undefined;
    return rest !== undefined && (!isShallow || !rest.includes('/'));
  };
  const add = (item: ShownItem): void => {
    const { path: full, createdAt } = item;
    for (let at = full.indexOf('/'); at !== -1; at = full.indexOf('/', at + 1)) {
      const folder = full.slice(0, at);
      if (isWanted(folder) && !found.has(folder)) found.set(folder, { path: folder, createdAt });
    }
    if (isWanted(full) && !found.has(full)) found.set(full, item);
  };
  for await (const item of allItems(services, row, placed)) add(item);
  return [...found.values()].toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

async function* allItems(services: Services, row: RunRow, placed: readonly Placed[]): AsyncIterable<ShownItem> {
  for (const { artifact, folder } of placed) {
    const { createdAt } = artifact;
    if (folder !== '') yield { path: folder, createdAt };
    for await (const entry of services.artifacts.entries(row.key, artifact)) {
      const path = folder === '' ? entry.path : `${folder}/${entry.path}`;
      if (entry.kind === 'file') yield { path, createdAt, sizeBytes: entry.content.sizeBytes };
    }
  }
  for await (const { path, content, total, createdAt } of services.containers.items(row.key))
    yield { path, createdAt, sizeBytes: content?.sizeBytes ?? total, isPending: content === undefined };
}
