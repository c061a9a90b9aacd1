import { type IncomingMessage, request as requestPlain } from 'node:http';
import { request as requestSecure } from 'node:https';
import { isIP } from 'node:net';
import { restCallAnswerBytes } from '../base/limits.ts';
import type { Endpoint } from '../resources/endpoints.ts';
import type { Resources } from '../resources/resources.ts';
import type { RestCall, RestCalls } from '../run/ports/rest-calls.ts';
import type { Secrets } from '../run/ports/secrets.ts';
import { isPublicAddress, privateAddress, publicLookup } from './public-address.ts';

export type RestCallsOptions = {
  /** Calls go to any address, also to this machine and its neighbours. Default: false. */
  readonly allowPrivateAddresses: boolean;
};

/** Calls over service endpoints: signed in as the endpoint says, without following redirects, reading no more than `restCallAnswerBytes`. */
export function restCalls(
  { endpoints, endpointUses }: Resources,
  secrets: Secrets,
  options: RestCallsOptions,
): RestCalls {
  return {
    async isKnown(_organization, projectId, connection) {
      return (await endpoints.find(projectId, connection)) !== undefined;
    },
    async call(call, signal) {
      const { connection } = call;
      const endpoint = connection === undefined ? undefined : await endpoints.find(call.projectId, connection);
      if (connection !== undefined && endpoint === undefined)
        throw new Error(`There is no service connection ${connection}.`);
      const url = addressOf(`${endpoint?.url ?? ''}${call.urlSuffix}`);
      const host = url.hostname.replace(/^\[|\]$/g, '');
      if (!options.allowPrivateAddresses && isIP(host) !== 0 && !isPublicAddress(host))
        throw new Error(privateAddress(host));
      if (call.job !== undefined && endpoint !== undefined)
        await endpointUses.record({ ...call.job, projectId: call.projectId, endpointId: endpoint.id });
      const headers = { ...call.headers, ...(endpoint === undefined ? {} : authorizationOf(endpoint, secrets)) };
      const response = await send(url, { ...call, headers }, options, signal);
      return { url: url.href, status: response.statusCode ?? 0, body: await readAnswer(response) };
    },
  };
}

function addressOf(text: string): URL {
  const url = URL.parse(text);
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  throw new Error(`'${text}' is no address that can be called.`);
}

function send(
  url: URL,
  { method, headers, body }: Pick<RestCall, 'method' | 'headers' | 'body'>,
  { allowPrivateAddresses }: RestCallsOptions,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const request = url.protocol === 'https:' ? requestSecure : requestPlain;
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  return new Promise((resolve, reject) => {
    const sent = request(url, {
      method,
      headers: { ...headers, ...length },
      signal,
      ...(allowPrivateAddresses ? {} : { lookup: publicLookup }),
    });
    sent.once('response', resolve).on('error', reject).end(body);
  });
}

async function readAnswer(response: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let sizeBytes = 0;
  for await (const piece of response as AsyncIterable<Buffer>) {
    sizeBytes += piece.length;
    if (sizeBytes > restCallAnswerBytes) throw new Error(`The answer is longer than ${restCallAnswerBytes} bytes.`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString();
}

function authorizationOf({ scheme, parameters }: Endpoint, secrets: Secrets): Readonly<Record<string, string>> {
  const known = new Map(Object.entries(parameters).map(([name, parameter]) => [name.toLowerCase(), parameter]));
  const text = (name: string): string => {
    const parameter = known.get(name);
    if (parameter === undefined) return '';
    return parameter.isSecret ? secrets.open(parameter.value) : parameter.value;
  };
  switch (scheme.toLowerCase()) {
    case 'usernamepassword':
      return { authorization: `Basic ${Buffer.from(`${text('username')}:${text('password')}`).toString('base64')}` };
    case 'token':
      return { authorization: `Bearer ${text('apitoken')}` };
    default:
      return {};
  }
}
