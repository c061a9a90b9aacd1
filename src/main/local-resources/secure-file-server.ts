import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SecureFiles } from '../../resources/secure-files.ts';
import { loopback } from '../listening.ts';

/** An address on this machine where tasks read secure files, as they do at a server. */
export type SecureFileServer = AsyncDisposable & { readonly collectionUri: string };

/** Serves the files of a project to bearers of a ticket, and nothing else. */
export async function openSecureFileServer(files: SecureFiles, projectId: string): Promise<SecureFileServer> {
  const server = createServer((request, response) => {
    answer(files, projectId, request.url ?? '', response).catch(() => response.writeHead(500).end());
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, loopback, resolve));
  const { port } = server.address() as AddressInfo;
  return {
    collectionUri: `http://${loopback}:${port}/local/`,
    [Symbol.asyncDispose]: () => closed(server),
  };
}

async function answer(files: SecureFiles, projectId: string, url: string, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  const [, id] = /\/_apis\/distributedtask\/securefiles\/([^/]+)$/i.exec(pathname) ?? [];
  const file = id === undefined ? undefined : await files.get(projectId, id);
  if (file === undefined || !files.admits(searchParams.get('ticket') ?? '', file)) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(await files.read(file));
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise(resolve => server.close(() => resolve()));
}
