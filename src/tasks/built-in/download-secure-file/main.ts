import { createWriteStream } from 'node:fs';
import { chmod, mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import * as tl from 'azure-pipelines-task-lib/task.js';
import { countOf } from '../shared/inputs.ts';
import { runTask } from '../shared/run-task.ts';

await runTask(async () => {
  const id = tl.getInput('secureFile', true) ?? '';
  const name = tl.getSecureFileName(id);
  const ticket = tl.getSecureFileTicket(id);
  const url = tl.getEndpointUrl('SYSTEMVSSCONNECTION', true);
  if (name === undefined || ticket === undefined || url === undefined) {
    throw new Error(
      `There is no secure file '${id}' that this job may read: a server keeps secure files, a run without one has those of --resources FILE.`,
    );
  }
  const folder = tl.getVariable('Agent.TempDirectory') ?? '';
  await mkdir(folder, { recursive: true });
  const file = join(folder, basename(name));
  await download(addressOf(url, id, ticket), file);
  // Who else is on the machine has no business in it.
  await chmod(file, 0o600);
  tl.setVariable('secureFilePath', file, false, true);
});

function addressOf(url: string, id: string, ticket: string): string {
  const project = tl.getVariable('System.TeamProjectId') ?? '';
  const query = new URLSearchParams({ download: 'true', ticket, 'api-version': '7.1-preview.1' });
  return `${url.replace(/\/+$/, '')}/${project}/_apis/distributedtask/securefiles/${id}?${query}`;
}

async function download(address: string, file: string): Promise<void> {
  const token = tl.getEndpointAuthorizationParameter('SYSTEMVSSCONNECTION', 'AccessToken', true) ?? '';
  const timeoutMs = countOf('socketTimeout', 0);
  for (let left = countOf('retryCount', 8); ; left -= 1) {
    try {
      const response = await fetch(address, {
        headers: { authorization: `Bearer ${token}`, accept: 'application/octet-stream' },
        ...(timeoutMs > 0 ? { signal: AbortSignal.timeout(timeoutMs) } : {}),
      });
      if (!response.ok || response.body === null)
        throw new Error(`The server answered ${response.status} for the secure file.`);
      return await pipeline(
        Readable.fromWeb(response.body as import('node:stream/web').ReadableStream),
        createWriteStream(file, { mode: 0o600 }),
      );
    } catch (failure) {
      if (left <= 0) throw failure;
      await sleep(1000);
    }
  }
}
