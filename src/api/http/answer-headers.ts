import { randomUUID } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isGuid } from '../../base/id.ts';

/** Names this process to clients, as the service's own processes name themselves. */
const processId = randomUUID();

/** Sets the headers that every answer has. Those of the service that speak only to its own front ends are left out. */
export function stamp(request: FastifyRequest, reply: FastifyReply): void {
  const activity = randomUUID();
  const session = request.headers['x-tfs-session'];
  reply.headers({
    activityid: activity,
    'x-vss-e2eid': activity,
    'x-tfs-session': typeof session === 'string' && isGuid(session) ? session : activity,
    'x-tfs-processid': processId,
    'x-vss-senderdeploymentid': processId,
    'x-frame-options': 'SAMEORIGIN',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-cache',
    pragma: 'no-cache',
    expires: '-1',
  });
}
