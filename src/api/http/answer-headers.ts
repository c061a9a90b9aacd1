import { randomUUID } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isGuid } from '../../base/id.ts';
import type { Origins } from './origins.ts';

/** Names this process to clients, as the service's own processes name themselves. */
const processId = randomUUID();

/** The headers that are the same on every answer; the service has them all. */
const sameHeaders = Object.entries({
  'x-tfs-processid': processId,
  'x-vss-senderdeploymentid': processId,
  'x-frame-options': 'SAMEORIGIN',
  'x-content-type-options': 'nosniff',
  // The service's own words, for browsers of another age.
  p3p: 'CP="CAO DSP COR ADMa DEV CONo TELo CUR PSA PSD TAI IVDo OUR SAMi BUS DEM NAV STA UNI COM INT PHY ONL FIN PUR LOC CNT"',
  'request-context': `appId=cid-v1:${processId}`,
  'access-control-expose-headers': 'Request-Context',
  'cache-control': 'no-cache',
  pragma: 'no-cache',
  expires: '-1',
  vary: 'Accept-Encoding',
});

/** A year, as the service says it. */
const transportSecurity = 'max-age=31536000; includeSubDomains';

/** Whether a request came over TLS. */
export function isSecure(request: FastifyRequest): boolean {
  return (request.raw.socket as Partial<TLSSocket>).encrypted === true;
}

/** Sets the headers that every answer has; the answer is the activity id that it was given. */
export function stamp(request: FastifyRequest, reply: FastifyReply, origins: Origins | undefined): string {
  const activity = randomUUID();
  const session = request.headers['x-tfs-session'];
  for (const [name, value] of sameHeaders) reply.header(name, value);
  reply.header('activityid', activity);
  reply.header('x-vss-e2eid', activity);
  reply.header('x-tfs-session', typeof session === 'string' && isGuid(session) ? session : activity);
  if (isSecure(request)) reply.header('strict-transport-security', transportSecurity);
  origins?.admit(request, reply);
  return activity;
}
