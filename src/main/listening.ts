import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { ApiServer, ServerOptions } from '../api/server.ts';
import { messageOf } from '../base/message-of.ts';
import type { HttpOptions } from '../cli/doors.ts';
import { CommandError } from '../cli/errors.ts';
import type { Telemetry } from './telemetry.ts';

/** Where a server listens unless it is told otherwise. */
export const loopback = '127.0.0.1';

/** The options of a server as they were asked for, with the files of TLS read. */
export async function serverOptions(http: HttpOptions, telemetry: Telemetry): Promise<ServerOptions> {
  const { publicUrl, tls, rateLimit, origins, anonymousMetrics = false } = http;
  const { observers, scrape, fault: reportFault } = telemetry;
  return {
    reportFault,
    observers,
    scrape,
    anonymousMetrics,
    ...(publicUrl === undefined ? {} : { publicUrl }),
    ...(rateLimit === undefined ? {} : { rateLimit }),
    ...(origins === undefined ? {} : { origins }),
    ...(tls === undefined ? {} : { tls: await readTls(tls) }),
  };
}

/** Begins to accept requests; what the user can mend is told as such. */
export async function listen(
  api: ApiServer,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<{ readonly port: number }> {
  try {
    return await api.listen({ host, port });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE')
      throw new CommandError(`Port ${port} is in use. Give another one with --port, or 0 for a free one.`, 1);
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
      throw new CommandError(`--host: this machine has no address '${host}'.`, 1);
    throw error;
  }
}

/** The address of a server, without its organization: the public one, else one that works on this machine. */
export function serverUrl({ publicUrl, tls, host = loopback }: HttpOptions, port: number): string {
  if (publicUrl !== undefined) return publicUrl;
  const name = host === '0.0.0.0' || host === '::' ? loopback : host;
  return `${tls === undefined ? 'http' : 'https'}://${name.includes(':') ? `[${name}]` : name}:${port}`;
}

/**
 * The address by which the server's own agent reaches it. Where requests come over TLS that is a port of its own, on this machine and in the
 * clear: the certificate is for the name by which others know the server.
 */
export async function urlInside(
  api: ApiServer,
  http: HttpOptions,
  { port, organization }: { readonly port: number; readonly organization: string },
): Promise<string> {
  const { publicUrl: _, ...inside } = http;
  if (http.tls === undefined) return `${serverUrl(inside, port)}/${organization}`;
  const inner = await api.listenInside();
  return `http://${loopback}:${inner.port}/${organization}`;
}

async function readTls(files: { readonly cert: string; readonly key: string }) {
  const tls = { cert: await pem(files.cert), key: await pem(files.key) };
  try {
    if (new X509Certificate(tls.cert).checkPrivateKey(createPrivateKey(tls.key))) return tls;
  } catch (error) {
    const reason = messageOf(error);
    throw new CommandError(`The files of --tls-cert and --tls-key must be PEM: ${reason}`, 1);
  }
  throw new CommandError('The key of --tls-key is not that of the certificate.', 1);
}

async function pem(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new CommandError(`${file} can't be read: ${messageOf(error)}`, 1);
  }
}
