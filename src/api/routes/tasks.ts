import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import { taskUploadBytes } from '../../base/limits.ts';
import { byVersion, type RegisteredTask, type TaskRegistry, type UploadRange } from '../../run/task-registry.ts';
import { Collection, Guid } from '../../wire/json-schema.ts';
import { TaskDefinition } from '../../wire/tasks.ts';
import type { Api } from '../http/api.ts';
import { serviceError } from '../http/errors.ts';
import { noContent } from '../http/no-content.ts';
import { organizationParams, organizationPath } from '../http/paths.ts';
import { taskResource } from '../resources/task-resource.ts';
import type { Services } from '../services.ts';

const tasksPath = `${organizationPath}/distributedtask/tasks`;
const taskParams = { ...organizationParams, taskId: Guid };

/** Task packages: what is installed, their zips for agents, and the uploads of `tfx build tasks upload`. */
export function taskRoutes(api: Api, services: Services): void {
  listTasks(api, services);
  listVersions(api, services);
  getTask(api, services);
  uploadTask(api, services);
  deleteTask(api, services);
}

function listTasks(api: Api, { tasks }: Services): void {
  api.get(
    tasksPath,
    {
      config: { operation: 'tasks.list' },
      schema: { params: Type.Object(organizationParams), response: { 200: Collection(TaskDefinition) } },
    },
    async () => collection(await tasks.list()),
  );
}

// The vendor's client for Node.js names the version of one task in the query, and others in the path.
function listVersions(api: Api, { tasks }: Services): void {
  api.get(
    `${tasksPath}/:taskId`,
    {
      config: { operation: 'tasks.listVersions' },
      schema: {
        params: Type.Object(taskParams),
        querystring: Type.Object({ versionString: Type.Optional(Type.String()) }),
        response: { 200: Type.Union([Collection(TaskDefinition), TaskDefinition]) },
      },
    },
    async (request, reply) => {
      const { versionString } = request.query;
      if (versionString) return sendTask(tasks, { ...request.params, versionString }, request.headers.accept, reply);
      const id = request.params.taskId.toLowerCase();
      const found = (await tasks.list()).filter(({ definition }) => definition.id === id);
      if (found.length === 0) throw serviceError('taskMissing', `The task definition ${id} could not be found.`);
      return collection(found);
    },
  );
}

function collection(tasks: readonly RegisteredTask[]) {
  return { count: tasks.length, value: tasks.toSorted(byVersion).map(taskResource) };
}

function getTask(api: Api, { tasks }: Services): void {
  api.get(
    `${tasksPath}/:taskId/:versionString`,
    {
      config: { operation: 'tasks.get', produces: 'application/zip' },
      schema: {
        params: Type.Object({ ...taskParams, versionString: Type.String() }),
        response: { 200: TaskDefinition },
      },
    },
    (request, reply) => sendTask(tasks, request.params, request.headers.accept, reply),
  );
}

// Agents ask for the zip and clients for the description, by `Accept` alone.
async function sendTask(
  tasks: TaskRegistry,
  { taskId, versionString }: { readonly taskId: string; readonly versionString: string },
  accept: string | undefined,
  reply: FastifyReply,
) {
  const task = await tasks.find(taskId, versionString);
  if (task === undefined) throw taskMissing(taskId, versionString);
  if (!/application\/(zip|octet-stream)/i.test(accept ?? '')) return taskResource(task);
  return sendZip(reply, task, tasks.bytes(task));
}

/** Answers the bytes under their digest, by which agents check them (RFC 9530). */
function sendZip(reply: FastifyReply, { sha256, sizeBytes }: RegisteredTask, bytes: AsyncIterable<Uint8Array>) {
  const digest = Buffer.from(sha256, 'hex').toString('base64');
  return reply
    .type('application/zip')
    .headers({ 'content-length': sizeBytes, 'repr-digest': `sha-256=:${digest}:` })
    .send(Readable.from(bytes, { objectMode: false }));
}

// In a scope of its own, because no other route takes bytes as they come.
function uploadTask(api: Api, { tasks }: Services): void {
  api.register(async (scope: Api) => {
    scope.addContentTypeParser(['application/octet-stream', 'application/zip'], (_request, body, done) =>
      done(null, body),
    );
    scope.put(
      `${tasksPath}/:taskId`,
      {
        bodyLimit: taskUploadBytes,
        config: { operation: 'tasks.upload', consumes: 'application/octet-stream, application/zip' },
        schema: {
          params: Type.Object(taskParams),
          querystring: Type.Object({
            overwrite: Type.Optional(Type.Boolean()),
            // Ours: the extension that the package came in, by which pipelines may name its task.
            contributionIdentifier: Type.Optional(Type.String({ pattern: '^[\\w-]+\\.[\\w-]+$' })),
          }),
        },
      },
      async (request, reply) => {
        const { taskId } = request.params;
        const range = uploadRange(request.headers['content-range']);
        const body = request.body instanceof Readable ? request.body : Readable.from([]);
        const { overwrite = false, contributionIdentifier } = request.query;
        const uploaded = await tasks.upload(taskId, body, {
          overwrite,
          ...(contributionIdentifier === undefined ? {} : { contribution: contributionIdentifier }),
          ...(range === undefined ? {} : { range }),
        });
        if (uploaded.kind === 'invalid') throw serviceError('taskInvalid', uploaded.message);
        if (uploaded.kind === 'taken') throw serviceError('taskTaken', alreadyThere(taskId, uploaded.version));
        return noContent(reply, uploaded.kind === 'partial' ? 202 : 204);
      },
    );
  });
}

function alreadyThere(id: string, version: string): string {
  return `The task ${id} is already there in version ${version}. Give it a higher version, or upload it with overwrite.`;
}

function uploadRange(header: string | undefined): UploadRange | undefined {
  if (header === undefined) return undefined;
  const match = /^bytes (\d{1,12})-(\d{1,12})\/(\d{1,12})$/.exec(header.trim());
  if (match === null)
    throw serviceError('argument', `The Content-Range '${header}' is not one of bytes: 'bytes 0-9/10'.`);
  return { start: Number(match[1]), end: Number(match[2]), total: Number(match[3]) };
}

function deleteTask(api: Api, { tasks }: Services): void {
  api.delete(
    `${tasksPath}/:taskId`,
    { config: { operation: 'tasks.delete' }, schema: { params: Type.Object(taskParams) } },
    async (request, reply) => {
      const { taskId } = request.params;
      if (!(await tasks.remove(taskId))) throw taskMissing(taskId, '');
      return noContent(reply);
    },
  );
}

function taskMissing(id: string, version: string) {
  const which = version === '' ? '' : ` in version ${version}`;
  return serviceError('taskMissing', `The task ${id}${which} is not installed.`);
}
