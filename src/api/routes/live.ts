import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import { type Place, placeOf } from '../../run/live-place.ts';
import type { Api } from '../http/api.ts';
import { serviceError } from '../http/errors.ts';
import { LiveConnections } from '../http/live-connections.ts';
import { buildOf } from '../http/lookups.ts';
import { noContent } from '../http/no-content.ts';
import { buildParams, organizationPath, projectPath } from '../http/paths.ts';
import { takeOver } from '../http/take-over.ts';
import type { Services } from '../services.ts';

const mediaType = 'text/event-stream';

/** A run as it goes, as server-sent events: its state, its records, and the lines of its steps. The service has no such route: this one is ours. */
export function liveRoutes(api: Api, services: Services): void {
  const connections = new LiveConnections();
  // Before the server waits for its connections to end.
  api.addHook('preClose', async () => {
    services.live.close();
    connections.close();
  });
  const schema = {
    params: Type.Object(buildParams),
    querystring: Type.Object({ from: Type.Optional(Type.String()) }),
  };
  const config = { operation: 'builds.follow', produces: mediaType } as const;
  for (const path of [projectPath, organizationPath]) {
    api.get(`${path}/build/builds/:buildId/live`, { config, schema }, async (request, reply) => {
      const { key, state } = await buildOf(services, request.params);
      const cursor = request.headers['last-event-id']?.toString() ?? request.query.from ?? '';
      const place = placeIn(cursor);
      // A client that comes again of itself stops when it is told that there is nothing.
      if (cursor !== '' && state === 'completed' && (await services.live.hasAll(key, place))) return noContent(reply);
      if (connections.isFull)
        throw serviceError('throttled', 'This server has as many connections that follow runs as it takes.');
      prepare(reply);
      if (request.method === 'HEAD') return reply.send();
      const out = await takeOver(reply);
      connections.add(out, follower => services.live.follow(key, follower, place));
      return reply;
    });
  }
}

function placeIn(cursor: string): Place {
  const place = cursor === '' ? new Map<number, number>() : placeOf(cursor);
  if (place === undefined)
    throw serviceError('argument', `'${cursor.slice(0, 100)}' is no place in a run to go on from.`);
  return place;
}

/** Nobody on the way may keep the stream, or hold it back. */
function prepare(reply: FastifyReply): void {
  reply
    .type(`${mediaType}; charset=utf-8`)
    .header('cache-control', 'no-cache, no-store')
    .header('x-accel-buffering', 'no');
}
