import { type Static, Type } from 'typebox';
import { repositoriesTopic } from '../../run/triggers.ts';
import { BlobIds, CreateTag, GitAnnotatedTag, GitBlob, GitTree } from '../../wire/git-objects.ts';
import type { Api } from '../http/api.ts';
import { serviceError } from '../http/errors.ts';
import { repositoryParams, repositoryPaths } from '../http/git-paths.ts';
import { repositoryOf } from '../http/lookups.ts';
import { sendZipOf, wantsZip } from '../http/zip-answer.ts';
import { blobResource, tagResource, treeResource } from '../resources/git-object-resources.ts';
import type { GitPlace } from '../resources/git-resources.ts';
import type { Services } from '../services.ts';

const params = Type.Object(repositoryParams);
const objectParams = Type.Object({ ...repositoryParams, sha1: Type.String() });
const text = Type.Optional(Type.String());
const ObjectQuery = Type.Object({ $format: text, fileName: text, download: Type.Optional(Type.Boolean()) });

/** Files, folders and tags by their own ids. */
export function gitObjectRoutes(api: Api, services: Services): void {
  for (const path of repositoryPaths) {
    getBlob(api, services, path);
    getBlobsZip(api, services, path);
    getTree(api, services, path);
    createTag(api, services, path);
    getTag(api, services, path);
  }
}

function getBlob(api: Api, services: Services, path: string): void {
  api.get(
    `${path}/blobs/:sha1`,
    {
      config: { operation: 'blobs.get', produces: 'text/plain, application/octet-stream, application/zip' },
      schema: { params: objectParams, querystring: ObjectQuery, response: { 200: GitBlob } },
    },
    async (request, reply) => {
      const place: GitPlace = { base: request.base, ...(await repositoryOf(services, request.params)) };
      const { sha1 } = request.params;
      const { fileName = sha1 } = request.query;
      if (wantsZip(request))
        return (await sendZipOf(reply, `${sha1}.zip`, [zipEntry(services, place, sha1, plainName(fileName))])) as never;
      const form = formOf(request.query, request.headers.accept);
      if (form !== 'json') {
        const bytes = Buffer.from(await bytesOf(services, place, sha1));
        return reply
          .type(form === 'text' ? 'text/plain; charset=utf-8' : 'application/octet-stream')
          .send(bytes as never);
      }
      const sizeBytes = await services.git.size(place.repository.url, sha1);
      if (sizeBytes === undefined) throw missing(sha1);
      return blobResource(place, sha1, sizeBytes);
    },
  );
}

function getBlobsZip(api: Api, services: Services, path: string): void {
  api.post(
    `${path}/blobs`,
    {
      config: { operation: 'blobs.zip', produces: 'application/zip' },
      schema: { params, querystring: Type.Object({ filename: text }), body: BlobIds },
    },
    async (request, reply) => {
      const place: GitPlace = { base: request.base, ...(await repositoryOf(services, request.params)) };
      for (const id of request.body)
        if ((await services.git.size(place.repository.url, id)) === undefined) throw missing(id);
      const entries = request.body.map(id => zipEntry(services, place, id, id));
      return sendZipOf(reply, `${plainName(request.query.filename ?? 'blobs').replace(/\.zip$/i, '')}.zip`, entries);
    },
  );
}

function getTree(api: Api, services: Services, path: string): void {
  const querystring = Type.Object({ recursive: Type.Optional(Type.Boolean()), fileName: text, $format: text });
  api.get(
    `${path}/trees/:sha1`,
    {
      config: { operation: 'trees.get', produces: 'application/zip' },
      schema: { params: objectParams, querystring, response: { 200: GitTree } },
    },
    async (request, reply) => {
      const place: GitPlace = { base: request.base, ...(await repositoryOf(services, request.params)) };
      const { sha1: id } = request.params;
      const isZip = wantsZip(request);
      const of = { id, isDeep: isZip || request.query.recursive === true };
      const items = /^[0-9a-f]{40,64}$/i.test(id) ? await services.git.tree(place.repository.url, of) : undefined;
      if (items === undefined) throw missing(id);
      if (!isZip) return treeResource(place, id, items);
      const files = items.filter(({ kind }) => kind === 'blob');
      const entries = files.map(file => zipEntry(services, place, file.id, file.path.replaceAll('\\', '_')));
      return (await sendZipOf(reply, `${id}.zip`, entries)) as never;
    },
  );
}

function createTag(api: Api, services: Services, path: string): void {
  api.post(
    `${path}/annotatedtags`,
    {
      config: { operation: 'annotatedTags.create' },
      schema: { params, body: CreateTag, response: { 201: GitAnnotatedTag } },
    },
    async (request, reply) => {
      const place: GitPlace = { base: request.base, ...(await repositoryOf(services, request.params)) };
      const { name, message, taggedObject } = request.body;
      const wish = { name, message, objectId: taggedObject.objectId.toLowerCase() };
      const id = await services.code.tag(place.repository, wish, request.caller.identity);
      services.wakeups.wake(repositoriesTopic);
      reply.code(201);
      return tagOf(services, place, id);
    },
  );
}

function getTag(api: Api, services: Services, path: string): void {
  api.get(
    `${path}/annotatedtags/:objectId`,
    {
      config: { operation: 'annotatedTags.get' },
      schema: {
        params: Type.Object({ ...repositoryParams, objectId: Type.String() }),
        response: { 200: GitAnnotatedTag },
      },
    },
    async request => {
      const place: GitPlace = { base: request.base, ...(await repositoryOf(services, request.params)) };
      return tagOf(services, place, request.params.objectId);
    },
  );
}

async function tagOf({ git }: Services, place: GitPlace, id: string): Promise<GitAnnotatedTag> {
  const tag = await git.tag(place.repository.url, id);
  if (tag === undefined) throw missing(id);
  return tagResource(place, tag);
}

async function bytesOf({ git }: Services, { repository }: GitPlace, id: string): Promise<Uint8Array> {
  const bytes = /^[0-9a-f]{40,64}$/i.test(id) ? await git.blob(repository.url, id) : undefined;
  if (bytes === undefined) throw missing(id);
  return bytes;
}

function zipEntry(services: Services, place: GitPlace, id: string, path: string) {
  return {
    path,
    changedAt: services.clock.now(),
    read: async function* () {
      yield await bytesOf(services, place, id);
    },
  };
}

function formOf({ $format, download }: Static<typeof ObjectQuery>, accept = ''): 'json' | 'text' | 'bytes' {
  const named = $format?.toLowerCase();
  if (named === 'text' || (named === undefined && /text\/plain/i.test(accept))) return 'text';
  const isBytes = /^octet-?stream$/.test(named ?? '') || download === true;
  return isBytes || (named === undefined && /application\/octet-stream/i.test(accept)) ? 'bytes' : 'json';
}

function plainName(name: string): string {
  return name.replace(/[^\w.-]/g, '_');
}

function missing(id: string) {
  return serviceError('objectMissing', `TF401035: The object '${id}' does not exist.`);
}
