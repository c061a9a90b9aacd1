import { Type } from 'typebox';
import { fileAt } from '../../artifacts/artifact-files.ts';
import type { Artifact } from '../../artifacts/artifact-store.ts';
import type { RunRow } from '../../run/ports/run-store.ts';
import { ContainerItem } from '../../wire/artifacts.ts';
import { Collection, Id32 } from '../../wire/json-schema.ts';
import type { Api } from '../http/api.ts';
import { serviceError } from '../http/errors.ts';
import { buildOf } from '../http/lookups.ts';
import { organizationParams, organizationPath } from '../http/paths.ts';
import { sendFile, sendZip } from '../http/send-artifact.ts';
import { dateText } from '../resources/dates.ts';
import type { Services } from '../services.ts';

const query = Type.Object({
  itemPath: Type.Optional(Type.String()),
  isShallow: Type.Optional(Type.Boolean()),
  $format: Type.Optional(Type.String()),
});

/**
 * Files of build artifacts as the service's older clients read them: a container's id is the run's, an item's path begins with the
 * artifact's name. Containers can't be written: artifacts come from agents.
 */
export function containerRoutes(api: Api, services: Services): void {
  api.get(
    `${organizationPath}/resources/Containers/:containerId`,
    {
      config: { operation: 'containers.get', produces: 'application/zip, application/octet-stream' },
      schema: {
        params: Type.Object({ ...organizationParams, containerId: Id32 }),
        querystring: query,
        response: { 200: Collection(ContainerItem) },
      },
    },
    async (request, reply) => {
      const row = await buildOf(services, { buildId: request.params.containerId });
      const { itemPath = '', $format = '', isShallow = false } = request.query;
      const path = itemPath.replace(/^\/+|\/+$/g, '');
      const artifacts = await containersOf(services, row, path);
      const format = `${$format} ${request.headers.accept ?? ''}`.toLowerCase();
      const [artifact] = artifacts;
      if (format.includes('zip') && artifact !== undefined)
        return sendZip(reply, services.artifacts, row.key, artifact);
      if (format.includes('octet')) return file(services, row, artifact, path, reply);
      const value = await items(services, request.base, row, artifacts, { path, isShallow });
      return { count: value.length, value };
    },
  );
}

async function containersOf(services: Services, row: RunRow, path: string): Promise<readonly Artifact[]> {
  const [name = ''] = path.split('/', 1);
  const artifacts = (await services.artifacts.list(row.key)).filter(({ tree, type }) => tree && type === 'Container');
  return name === '' ? artifacts : artifacts.filter(each => each.name.toLowerCase() === name.toLowerCase());
}

async function file(
  services: Services,
  row: RunRow,
  artifact: Artifact | undefined,
  path: string,
  reply: Parameters<typeof sendFile>[0],
) {
  const found = artifact && (await fileAt(services.artifacts, row.key, artifact, path));
  if (found === undefined)
    throw serviceError('artifactFileMissing', `The item '${path}' was not found in container ${row.key.runId}.`);
  return sendFile(reply, services.artifacts, row.key, { name: path.replace(/^.*\//, ''), content: found.content });
}

async function items(
  services: Services,
  base: string,
  row: RunRow,
  artifacts: readonly Artifact[],
  { path, isShallow }: { readonly path: string; readonly isShallow: boolean },
): Promise<ContainerItem[]> {
  const found = new Map<string, ContainerItem>();
  const isWanted = (item: string): boolean => {
    const rest =
      path === '' ? item : item === path ? '' : item.startsWith(`${path}/`) ? item.slice(path.length + 1) : undefined;
    return rest !== undefined && (!isShallow || !rest.includes('/'));
  };
  for (const artifact of artifacts) {
    const add = (item: string, sizeBytes?: number): void => {
      if (isWanted(item) && !found.has(item)) found.set(item, itemResource(base, row, artifact, item, sizeBytes));
    };
    add(artifact.name);
    for await (const entry of services.artifacts.entries(row.key, artifact)) {
      const item = `${artifact.name}/${entry.path}`;
      for (let at = item.indexOf('/'); at !== -1; at = item.indexOf('/', at + 1)) add(item.slice(0, at));
      if (entry.kind === 'file') add(item, entry.content.sizeBytes);
    }
  }
  return [...found.values()];
}

function itemResource(
  base: string,
  row: RunRow,
  artifact: Artifact,
  path: string,
  sizeBytes: number | undefined,
): ContainerItem {
  const date = dateText(artifact.createdAt);
  const location = `${base}/_apis/resources/Containers/${row.key.runId}?${new URLSearchParams({ itemPath: path })}`;
  return {
    containerId: row.key.runId,
    scopeIdentifier: row.projectId,
    path,
    itemType: sizeBytes === undefined ? 'folder' : 'file',
    status: 'created',
    ...(sizeBytes === undefined ? {} : { fileLength: sizeBytes }),
    dateCreated: date,
    dateLastModified: date,
    itemLocation: `${location}&metadata=True`,
    contentLocation: `${location}${sizeBytes === undefined ? '&%24format=zip' : '&%24format=OctetStream'}`,
  };
}
