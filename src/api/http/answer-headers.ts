import { randomUUID } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isGuid } from '../../base/id.ts';

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
}).flat();

/** A year, as the service says it. */
const transportSecurity = 'max-age=31536000; includeSubDomains';

/** Whether a request came over TLS. */
export function isSecure(request: FastifyRequest): boolean {
  return (request.raw.socket as Partial<TLSSocket>).encrypted === true;
}

/** The headers that every answer has, each name before its value: as `writeHead` takes them fastest. */
export function headersOf(request: FastifyRequest, activityId: string): string[] {
  const session = request.headers['x-tfs-session'];
  const headers = [
    ...sameHeaders,
    'activityid',
    activityId,
    'x-vss-e2eid',
    activityId,
    'x-tfs-session',
    typeof session === 'string' && isGuid(session) ? session : activityId,
  ];
  if (isSecure(request)) headers.push('strict-transport-security', transportSecurity);
  return headers;
}

/** Sets the headers that every answer has. */
export function stamp(request: FastifyRequest, reply: FastifyReply, activityId: string): void {
  const headers = headersOf(request, activityId);
  for (let at = 0; at < headers.length; at += 2) reply.header(headers[at] as string, headers[at + 1]);
}
