import { Readable } from 'node:stream';
import { type Static, Type } from 'typebox';
import { fileAt, fileOfId, isManifestId, serviceManifest } from '../../artifacts/artifact-files.ts';
import type { Artifact } from '../../artifacts/artifact-store.ts';
import type { RunRow } from '../../run/ports/run-store.ts';
import { ArtifactQuery, BuildArtifact, CreateBuildArtifact } from '../../wire/artifacts.ts';
import { Collection } from '../../wire/json-schema.ts';
import type { Api } from '../http/api.ts';
import { serviceError } from '../http/errors.ts';
import { buildOf, checkOwnRun } from '../http/lookups.ts';
import { buildParams, organizationPath, projectPath } from '../http/paths.ts';
import { sendFile, sendZip } from '../http/send-artifact.ts';
import { buildArtifactResource } from '../resources/artifact-resource.ts';
import type { Services } from '../services.ts';

type Query = Static<typeof ArtifactQuery>;

/** The artifacts of a run: the list, one by its name, its files as a zip or one by one. Clients name it in the query or in the path. */
export function buildArtifactRoutes(api: Api, services: Services): void {
  for (const path of [projectPath, organizationPath]) {
    getArtifacts(api, services, `${path}/build/builds/:buildId/artifacts`);
    getArtifact(api, services, `${path}/build/builds/:buildId/artifacts/:artifactName`);
    createArtifact(api, services, `${path}/build/builds/:buildId/artifacts`);
  }
}

function getArtifacts(api: Api, services: Services, path: string): void {
  api.get(
    path,
    {
      config: { operation: 'buildArtifacts.list', produces: 'application/zip, application/octet-stream' },
      schema: {
        params: Type.Object(buildParams),
        querystring: ArtifactQuery,
        response: { 200: Type.Union([Collection(BuildArtifact), BuildArtifact]) },
      },
    },
    async (request, reply) => {
      const row = await buildOf(services, request.params);
      const { artifactName } = request.query;
      if (artifactName !== undefined) {
        const artifact = await artifactOf(services, row, artifactName);
        return sentPart(services, row, artifact, request, reply) ?? buildArtifactResource(request.base, row, artifact);
      }
      const artifacts = await services.artifacts.list(row.key);
      return {
        count: artifacts.length,
        value: artifacts.map(artifact => buildArtifactResource(request.base, row, artifact)),
      };
    },
  );
}

function getArtifact(api: Api, services: Services, path: string): void {
  api.get(
    path,
    {
      config: { operation: 'buildArtifacts.get' },
      schema: {
        params: Type.Object({ ...buildParams, artifactName: Type.String() }),
        querystring: ArtifactQuery,
        response: { 200: BuildArtifact },
      },
    },
    async (request, reply) => {
      const row = await buildOf(services, request.params);
      const artifact = await artifactOf(services, row, request.params.artifactName);
      return sentPart(services, row, artifact, request, reply) ?? buildArtifactResource(request.base, row, artifact);
    },
  );
}

function createArtifact(api: Api, services: Services, path: string): void {
  api.post(
    path,
    {
      config: { operation: 'buildArtifacts.create' },
      schema: { params: Type.Object(buildParams), body: CreateBuildArtifact, response: { 200: BuildArtifact } },
    },
    async request => {
      const row = await buildOf(services, request.params);
      checkOwnRun(request.caller, row);
      const { name, source = '', resource } = request.body;
      const { type, data, properties = {} } = resource;
      const tree = await services.containers.treeOf(row.key, { type, data });
      const artifact = { name, type, source, data, properties, ...(tree === undefined ? {} : { tree }) };
      const created = await services.artifacts.create(row.key, artifact);
      if ('reason' in created)
        throw serviceError(created.reason === 'taken' ? 'artifactTaken' : 'artifactInvalid', created.message);
      return buildArtifactResource(request.base, row, created);
    },
  );
}

async function artifactOf(services: Services, row: RunRow, name: string): Promise<Artifact> {
  const artifact = await services.artifacts.get(row.key, name);
  if (artifact === undefined)
    throw serviceError('buildArtifactMissing', `Artifact ${name} was not found for build ${row.key.runId}.`);
  return artifact;
}

type Asking = { readonly query: Query; readonly headers: { readonly accept?: string | undefined } };
type Reply = Parameters<typeof sendZip>[0];

/** What of the files was asked for: `undefined` when it was none of them, but the artifact itself. */
function sentPart(services: Services, row: RunRow, artifact: Artifact, { query, headers }: Asking, reply: Reply) {
  const { fileId, fileName, $format = '' } = query;
  if (fileId !== undefined || fileName !== undefined) return sentFile(services, row, artifact, query, reply);
  const wantsZip = $format.toLowerCase() === 'zip' || /application\/zip/i.test(headers.accept ?? '');
  if (!wantsZip) return undefined;
  if (artifact.tree === undefined) throw filesMissing(artifact);
  return sendZip(reply, services.artifacts, row.key, artifact);
}

async function sentFile(services: Services, row: RunRow, artifact: Artifact, query: Query, reply: Reply) {
  const { fileId = '', fileName = '' } = query;
  const store = services.artifacts;
  if (isManifestId(artifact, fileId))
    return reply.type('application/octet-stream').send(Readable.from(serviceManifest(store, row.key, artifact)));
  const file = (await fileOfId(store, row.key, artifact, fileId)) ?? (await fileAt(store, row.key, artifact, fileName));
  if (file === undefined)
    throw serviceError(
      'artifactFileMissing',
      `The file '${fileName || fileId}' was not found in artifact ${artifact.name}.`,
    );
  const name = (fileName || file.path).replace(/^.*\//, '');
  return sendFile(reply, store, row.key, { name, content: file.content });
}

function filesMissing({ name, type }: Artifact): Error {
  return serviceError(
    'artifactFileMissing',
    `The files of artifact ${name} are not kept here: it is of the type ${type}.`,
  );
}
