import { Type } from 'typebox';
import { ContentError, packChunks, packedBatchBytes, unpackChunks } from '../../wire/content.ts';
import { Guid } from '../../wire/json-schema.ts';
import { ChunkHashes, KeptHashes } from '../../wire/keeping.ts';
import type { Api } from '../http/api.ts';
import { readBytes } from '../http/bytes.ts';
import { serviceError } from '../http/errors.ts';
import { agentServerOf } from '../http/lookups.ts';
import { planParams, planPath } from '../http/paths.ts';
import type { Services } from '../services.ts';

const params = Type.Object({ ...planParams, space: Type.Union([Type.Literal('shared'), Guid]) });
const path = `${planPath}/content/:space`;

/** The chunks of artifacts and caches on their way from and to agents, in batches. The service's own protocol for this is closed. */
export function planContentRoutes(api: Api, services: Services): void {
  findMissing(api, services);
  putChunks(api, services);
  getChunks(api, services);
}

function findMissing(api: Api, services: Services): void {
  api.post(
    `${path}/missing`,
    {
      config: { operation: 'planContent.missing' },
      schema: { params, body: ChunkHashes, response: { 200: KeptHashes } },
    },
    async request => {
      const { content } = agentServerOf(services, request);
      const missing = await content.missing(request.params, request.params.space, request.body.hashes);
      return { hashes: [...missing] };
    },
  );
}

function putChunks(api: Api, services: Services): void {
  api.register(async (scope: Api) => {
    readBytes(scope);
    scope.post(
      path,
      {
        bodyLimit: packedBatchBytes,
        config: { operation: 'planContent.put', consumes: 'application/octet-stream' },
        schema: { params, response: { 200: KeptHashes } },
      },
      async request => {
        const { content } = agentServerOf(services, request);
        const chunks = unpack(Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0));
        return { hashes: [...(await content.put(request.params, request.params.space, chunks))] };
      },
    );
  });
}

function getChunks(api: Api, services: Services): void {
  api.post(
    `${path}/read`,
    {
      config: { operation: 'planContent.get', produces: 'application/octet-stream' },
      schema: { params, body: ChunkHashes },
    },
    async (request, reply) => {
      const { content } = agentServerOf(services, request);
      const chunks = await content.get(request.params, request.params.space, request.body.hashes);
      return reply.type('application/octet-stream').send(packChunks(chunks));
    },
  );
}

function unpack(body: Buffer): readonly Uint8Array[] {
  try {
    return unpackChunks(body);
  } catch (failure) {
    if (failure instanceof ContentError) throw serviceError('agentRefusal', failure.message);
    throw failure;
  }
}
