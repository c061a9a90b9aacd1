import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { slowClientMs as usualSlowClientMs } from '../../base/limits.ts';

/** What accepts connections; nothing before `listen`. */
export type Listener = Server;

export type ListenerOptions = {
  readonly tls?: { readonly cert: string; readonly key: string };
  readonly slowClientMs?: number;
};

/** How long a connection without a request is kept, in milliseconds: longer than proxies keep theirs, which they would reuse too late. */
const idleMs = 72_000;

/** The part of its time in which a slow client must have sent its headers. */
const headersPart = 5;

/**
 * A server of requests, over TLS where it has a certificate (1.2 and newer). A client that takes too long over a request is answered
 * 408 and cut off, so that idle halves of requests hold nothing.
 */
export function newListener(
  handler: RequestListener,
  { tls, slowClientMs = usualSlowClientMs }: ListenerOptions,
): Listener {
  const timing = {
    requestTimeout: slowClientMs,
    headersTimeout: Math.ceil(slowClientMs / headersPart),
    connectionsCheckingInterval: Math.min(30_000, Math.ceil(slowClientMs / (2 * headersPart))),
    keepAliveTimeout: idleMs,
  };
  if (tls === undefined) return createServer(timing, handler);
  return createTlsServer({ ...timing, cert: tls.cert, key: tls.key, minVersion: 'TLSv1.2' }, handler);
}
