import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { fromBufferPromise } from 'yauzl';
import type { RunRow } from '../../../src/run/ports/run-store.ts';
import type { ContainerItem } from '../../../src/wire/artifacts.ts';
import { basic, type World } from './world.ts';

export const v = 'api-version=7.1-preview.4';

type Sent = { readonly range?: string; readonly headers?: Record<string, string>; readonly token?: string };

/** Puts bytes into the container of a run as the service's agent does. */
export function put(world: World, row: Pick<RunRow, 'key'>, itemPath: string, body: Buffer, sent: Sent = {}) {
  const query = new URLSearchParams({ itemPath, scope: world.project.id });
  const headers = {
    'content-type': 'application/octet-stream',
    ...(sent.range === undefined ? {} : { 'content-range': `bytes ${sent.range}` }),
    ...sent.headers,
  };
  const authorization = basic(sent.token ?? 'all');
  return world.call('PUT', `/_apis/resources/Containers/${row.key.runId}?${query}&${v}`, {
    body,
    headers,
    authorization,
  });
}

/** Names a folder of a run's container as an artifact. */
export function associate(world: World, row: RunRow, name: string, folder = name) {
  const resource = { type: 'Container', data: `#/${row.key.runId}/${folder}`, properties: { localpath: '/x' } };
  const path = `/oracle/_apis/build/builds/${row.key.runId}/artifacts?api-version=7.1`;
  return world.call('POST', path, { body: { name, source: 'job', resource } });
}

export async function zipOf(world: World, row: RunRow, name: string): Promise<Record<string, string>> {
  const path = `/oracle/_apis/build/builds/${row.key.runId}/artifacts?artifactName=${name}&$format=zip`;
  const found: Record<string, string> = {};
  const archive = await fromBufferPromise((await world.call('GET', path)).rawPayload);
  for await (const entry of archive.eachEntry())
    found[entry.fileName] = digest(await buffer(await archive.openReadStreamPromise(entry)));
  return found;
}

export function digest(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export async function listed(world: World, row: RunRow, query: string): Promise<readonly string[]> {
  const answer = await world.call('GET', `/_apis/resources/Containers/${row.key.runId}?${query}`);
  const { value } = answer.json<{ value: ContainerItem[] }>();
  return value.map(({ itemType, path, status }) => `${itemType} ${path} ${status}`);
}
