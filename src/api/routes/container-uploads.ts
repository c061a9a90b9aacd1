import { Readable } from 'node:stream';
import { Type } from 'typebox';
import type { ContainerUpload, UploadPart } from '../../artifacts/container-upload.ts';
import type { KeptItem } from '../../artifacts/file-containers.ts';
import type { RunRow } from '../../run/ports/run-store.ts';
import { ContainerItem } from '../../wire/artifacts.ts';
import type { Api } from '../http/api.ts';
import { containerOf, containerParams, containerPath } from '../http/container-lookups.ts';
import { serviceError } from '../http/errors.ts';
import { checkOwnRun } from '../http/lookups.ts';
import { noContent } from '../http/no-content.ts';
import type { Caller } from '../http/tokens.ts';
import { containerItemResource } from '../resources/container-item.ts';
import type { Services } from '../services.ts';

const query = Type.Object({ itemPath: Type.String(), scope: Type.Optional(Type.String()) });

/** Files that the service's own agent puts into the container of its build, whole or part by part, before it names their folder as an artifact. */
export function containerUploadRoutes(api: Api, services: Services): void {
  putItem(api, services);
  deleteItem(api, services);
}

// In a scope of its own, because it takes bytes as they come.
function putItem(api: Api, services: Services): void {
  api.register(async (scope: Api) => {
    scope.addContentTypeParser('application/octet-stream', (_request, body, done) => done(null, body));
    scope.put(
      containerPath,
      {
        onRequest: (request, _reply, done) => {
          // Whatever the sender calls them, or does not: the vendor's client for Node.js gives them an empty type.
          request.headers['content-type'] = 'application/octet-stream';
          done();
        },
        config: { operation: 'containers.put', consumes: 'application/octet-stream' },
        schema: {
          params: containerParams,
          querystring: query,
          response: { 201: ContainerItem, 202: ContainerItem },
        },
      },
      async (request, reply) => {
        const row = await ownContainerOf(services, request.params, request.query.scope, request.caller);
        const upload = uploadOf(request.query.itemPath, request.headers);
        const item = await services.containers.put(row.key, upload, bytesOf(request.body));
        // Agents count nothing but 201 as a file that has arrived.
        return reply.code(item.content === undefined ? 202 : 201).send(shown(request.base, row, item));
      },
    );
  });
}

function deleteItem(api: Api, services: Services): void {
  api.delete(
    containerPath,
    { config: { operation: 'containers.delete' }, schema: { params: containerParams, querystring: query } },
    async (request, reply) => {
      const row = await ownContainerOf(services, request.params, request.query.scope, request.caller);
      const path = pathOf(request.query.itemPath);
      if (await services.containers.remove(row.key, path)) return noContent(reply);
      throw serviceError('containerItemMissing', `The item '${path}' was not found in container ${row.key.runId}.`);
    },
  );
}

async function ownContainerOf(
  services: Services,
  params: Parameters<typeof containerOf>[1],
  scope: string | undefined,
  caller: Caller,
): Promise<RunRow> {
  const row = await containerOf(services, params, scope);
  checkOwnRun(caller, row);
  return row;
}

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

function uploadOf(itemPath: string, headers: Headers): ContainerUpload {
  const encoding = String(headers['content-encoding'] ?? 'identity').toLowerCase();
  if (encoding !== 'gzip' && encoding !== 'identity')
    throw serviceError('argument', `The Content-Encoding '${encoding}' is not supported; gzip is.`);
  const part = partOf(headers['content-range']);
  const length = headers['x-tfs-filelength'];
  if (length !== undefined && !/^\d{1,15}$/.test(String(length)))
    throw serviceError('argument', `The x-tfs-filelength '${length}' is not a number of bytes.`);
  return {
    path: pathOf(itemPath),
    isGzip: encoding === 'gzip',
    ...(part === undefined ? {} : { part }),
    ...(length === undefined ? {} : { fileBytes: Number(length) }),
  };
}

function partOf(header: Headers[string]): UploadPart | undefined {
  if (header === undefined) return undefined;
  const match = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})$/.exec(String(header).trim());
  if (match === null)
    throw serviceError('argument', `The Content-Range '${header}' is not one of bytes: 'bytes 0-9/10'.`);
  return { start: Number(match[1]), end: Number(match[2]), total: Number(match[3]) };
}

function pathOf(itemPath: string): string {
  return itemPath.replace(/^\/+/, '');
}

/** The body as it comes. A sender who goes away, or whose connection breaks, is not the server's fault. */
async function* bytesOf(body: unknown): AsyncIterable<Uint8Array> {
  if (!(body instanceof Readable)) return;
  try {
    yield* body;
  } catch {
    throw serviceError('argument', 'The upload broke off.');
  }
}

function shown(base: string, row: RunRow, { path, content, total, createdAt }: KeptItem): ContainerItem {
  const isPending = content === undefined;
  return containerItemResource(base, row, { path, sizeBytes: content?.sizeBytes ?? total, createdAt, isPending });
}
