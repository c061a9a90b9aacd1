import { type Static, Type } from 'typebox';
import { secureFileBytes } from '../../base/limits.ts';
import { type SecureFile as KeptSecureFile, secureFileMissing } from '../../resources/secure-files.ts';
import type { Identity } from '../../run/events.ts';
import { Collection } from '../../wire/json-schema.ts';
import { SecureFile, SecureFileChange } from '../../wire/secure-files.ts';
import { ResourceActionFilter } from '../../wire/variable-groups.ts';
import type { Api } from '../http/api.ts';
import { readBytes } from '../http/bytes.ts';
import { serviceError } from '../http/errors.ts';
import { projectOf } from '../http/lookups.ts';
import { noContent } from '../http/no-content.ts';
import { projectParams, projectPath } from '../http/paths.ts';
import type { Caller } from '../http/tokens.ts';
import { idsOf } from '../resources/id-list.ts';
import { secureFileResource } from '../resources/secure-file-resource.ts';
import type { Services } from '../services.ts';

const files = `${projectPath}/distributedtask/securefiles`;
const fileParams = { ...projectParams, secureFileId: Type.String() };
const flag = Type.Optional(Type.Boolean());
const text = Type.Optional(Type.String());

/** Secure files of a project: what is said of them, and with a ticket their bytes. */
export function secureFileRoutes(api: Api, services: Services): void {
  listFiles(api, services);
  getFile(api, services);
  uploadFile(api, services);
  updateFile(api, services);
  updateFiles(api, services);
  deleteFile(api, services);
}

function listFiles(api: Api, services: Services): void {
  api.get(
    files,
    {
      config: { operation: 'secureFiles.list' },
      schema: {
        params: Type.Object(projectParams),
        querystring: Type.Object({
          namePattern: text,
          secureFileIds: text,
          secureFileNames: text,
          includeDownloadTickets: flag,
          actionFilter: Type.Optional(ResourceActionFilter),
        }),
        response: { 200: Collection(SecureFile) },
      },
    },
    async request => {
      const project = await projectOf(services, request.params);
      const { namePattern, secureFileIds, secureFileNames, includeDownloadTickets = false } = request.query;
      const found = await services.resources.secureFiles.list(project.id, {
        ...(namePattern === undefined || namePattern === '' ? {} : { namePattern }),
        ...(secureFileIds === undefined ? {} : { ids: idsOf(secureFileIds) }),
        ...(secureFileNames === undefined ? {} : { names: idsOf(secureFileNames) }),
      });
      const value = found.map(file =>
        answer(services, request.base, file, includeDownloadTickets && mayHaveTickets(request)),
      );
      return { count: value.length, value };
    },
  );
}

// One address for both: what is said of a file, and, to the bearer of a ticket, the file.
function getFile(api: Api, services: Services): void {
  const querystring = Type.Object({
    includeDownloadTicket: flag,
    ticket: text,
    download: flag,
    actionFilter: Type.Optional(ResourceActionFilter),
  });
  api.get(
    `${files}/:secureFileId`,
    {
      config: { operation: 'secureFiles.get', produces: 'application/octet-stream, application/json' },
      schema: { params: Type.Object(fileParams), querystring },
    },
    async (request, reply) => {
      const { secureFiles } = services.resources;
      const file = await fileOf(services, request.params);
      const { ticket, download, includeDownloadTicket = false } = request.query;
      if (ticket === undefined && download !== true) {
        return answer(services, request.base, file, includeDownloadTicket && mayHaveTickets(request));
      }
      if (!secureFiles.admits(ticket ?? '', file)) {
        throw serviceError('signatureRefused', 'The ticket of the secure file is not valid, or it has expired.');
      }
      reply.header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`);
      return reply.type('application/octet-stream').send(Buffer.from(await secureFiles.read(file)));
    },
  );
}

// In a scope of its own, because no other route of the area reads bytes.
function uploadFile(api: Api, services: Services): void {
  api.register(async (scope: Api) => {
    readBytes(scope);
    scope.post(
      files,
      {
        bodyLimit: secureFileBytes,
        config: { operation: 'secureFiles.upload', consumes: 'application/octet-stream' },
        schema: {
          params: Type.Object(projectParams),
          querystring: Type.Object({ name: Type.String(), authorizePipelines: flag }),
          response: { 200: SecureFile },
        },
      },
      async request => {
        const project = await projectOf(services, request.params);
        const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
        const { identity } = request.caller;
        const file = await services.resources.secureFiles.add(project.id, request.query.name, bytes, identity);
        return answer(services, request.base, file, false);
      },
    );
  });
}

function updateFile(api: Api, services: Services): void {
  api.patch(
    `${files}/:secureFileId`,
    {
      config: { operation: 'secureFiles.update' },
      schema: { params: Type.Object(fileParams), body: SecureFileChange, response: { 200: SecureFile } },
    },
    async request => {
      const { id } = await fileOf(services, request.params);
      const project = await projectOf(services, request.params);
      const file = await change(services, project.id, id, request.body, request.caller.identity);
      return answer(services, request.base, file, false);
    },
  );
}

function updateFiles(api: Api, services: Services): void {
  api.patch(
    files,
    {
      config: { operation: 'secureFiles.updateAll' },
      schema: {
        params: Type.Object(projectParams),
        body: Type.Array(SecureFileChange),
        response: { 200: Collection(SecureFile) },
      },
    },
    async request => {
      const project = await projectOf(services, request.params);
      const value: SecureFile[] = [];
      for (const { id = '', ...rest } of request.body) {
        const file = await change(services, project.id, id, rest, request.caller.identity);
        value.push(answer(services, request.base, file, false));
      }
      return { count: value.length, value };
    },
  );
}

function deleteFile(api: Api, services: Services): void {
  api.delete(
    `${files}/:secureFileId`,
    { config: { operation: 'secureFiles.delete' }, schema: { params: Type.Object(fileParams) } },
    async (request, reply) => {
      const project = await projectOf(services, request.params);
      await services.resources.secureFiles.remove(project.id, request.params.secureFileId);
      return noContent(reply);
    },
  );
}

// A job was given the tickets of the files that its steps name, and gets no others with its own token.
function mayHaveTickets({ caller }: { readonly caller: Caller }): boolean {
  return caller.job === undefined;
}

async function fileOf(
  services: Services,
  params: { readonly project: string; readonly secureFileId: string },
): Promise<KeptSecureFile> {
  const project = await projectOf(services, params);
  const file = await services.resources.secureFiles.get(project.id, params.secureFileId);
  if (file === undefined) throw secureFileMissing(params.secureFileId);
  return file;
}

function change(
  { resources }: Services,
  projectId: string,
  id: string,
  { name, properties }: Static<typeof SecureFileChange>,
  by: Identity,
): Promise<KeptSecureFile> {
  const asked = { ...(name === undefined ? {} : { name }), ...(properties === undefined ? {} : { properties }) };
  return resources.secureFiles.update(projectId, id, asked, by);
}

function answer({ resources }: Services, base: string, file: KeptSecureFile, withTicket: boolean): SecureFile {
  return secureFileResource(base, file, withTicket ? resources.secureFiles.ticket(file) : undefined);
}
