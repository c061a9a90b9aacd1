import type { Instant } from '../../base/clock.ts';
import type { RunRow } from '../../run/ports/run-store.ts';
import type { ContainerItem, FileContainer } from '../../wire/artifacts.ts';
import { dateText } from './dates.ts';

/** A file of a container, or without a size a folder of it. */
export type ShownItem = {
  readonly path: string;
  readonly sizeBytes?: number;
  readonly createdAt: Instant;
  /** Not all of it has come. */
  readonly isPending?: boolean;
};

export function containerItemResource(base: string, row: RunRow, item: ShownItem): ContainerItem {
  const { path, sizeBytes, createdAt, isPending = false } = item;
  const date = dateText(createdAt);
  const location = `${containerUrl(base, row)}?${new URLSearchParams({ itemPath: path })}`;
  return {
    containerId: row.key.runId,
    scopeIdentifier: row.projectId,
    path,
    itemType: sizeBytes === undefined ? 'folder' : 'file',
    status: isPending ? 'pendingUpload' : 'created',
    ...(sizeBytes === undefined ? {} : { fileLength: sizeBytes }),
    dateCreated: date,
    dateLastModified: date,
    itemLocation: `${location}&metadata=True`,
    contentLocation: `${location}${sizeBytes === undefined ? '&%24format=zip' : '&%24format=OctetStream'}`,
  };
}

/** The container of a build. */
export function containerResource(base: string, row: RunRow): FileContainer {
  const url = containerUrl(base, row);
  const artifactUri = `vstfs:///Build/Build/${row.key.runId}`;
  return {
    id: row.key.runId,
    scopeIdentifier: row.projectId,
    artifactUri,
    name: `build/${row.key.runId}`,
    description: `Files of build ${row.name}`,
    dateCreated: dateText(row.createdAt),
    itemLocation: `${url}?itemPath=&metadata=True`,
    contentLocation: `${url}?itemPath=`,
  };
}

function containerUrl(base: string, { key }: RunRow): string {
  return `${base}/_apis/resources/Containers/${key.runId}`;
}
