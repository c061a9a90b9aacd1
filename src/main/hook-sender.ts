import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { hookAnswerBytes, hookTimeoutMs } from '../base/limits.ts';
import { messageOf } from '../base/message-of.ts';
import type { HookAnswer, HookRequest, HookSender } from '../hooks/ports.ts';
import { isPublicAddress, PrivateAddress, publicLookup } from './public-address.ts';

export type HookSenderOptions = {
  /** Whether requests may go to this machine and its own networks. Default: false. */
  readonly allowPrivate?: boolean;
  /** How long a receiver may take, in milliseconds. Default: `hookTimeoutMs`. */
  readonly timeoutMs?: number;
};

const refusal =
  'The address is one of this machine or of a private network; hooks go there only with --allow-private-addresses.';

/**
 * Sends requests with Node's own client. A name is resolved once, and the request goes to the address that was judged. Redirects are
 * not followed: the answer that asks for one is the answer.
 */
export function hookSender(options: HookSenderOptions = {}): HookSender {
  const { allowPrivate = false, timeoutMs = hookTimeoutMs } = options;
  return {
    async send(request) {
      try {
        const url = new URL(request.url);
        if (!allowPrivate) refuseInner(url.hostname.replace(/^\[|\]$/g, ''));
        return await post(url, request, { timeoutMs, lookup: allowPrivate ? undefined : publicLookup });
      } catch (error) {
        if (error instanceof PrivateAddress) return { kind: 'refused', message: refusal };
        return { kind: 'unreachable', message: messageOf(error) };
      }
    },
  };
}

// Node asks its resolver only about names.
function refuseInner(host: string): void {
  if (isIP(host) !== 0 && !isPublicAddress(host)) throw new PrivateAddress(host);
}

type Way = { readonly timeoutMs: number; readonly lookup: LookupFunction | undefined };

async function post(url: URL, { headers, body, acceptUntrustedCerts }: HookRequest, way: Way): Promise<HookAnswer> {
  const signal = AbortSignal.timeout(way.timeoutMs);
  const options: RequestOptions = {
    method: 'POST',
    headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    agent: false,
    signal,
    ...(way.lookup === undefined ? {} : { lookup: way.lookup }),
  };
  const sending =
    url.protocol === 'https:'
      ? httpsRequest(url, { ...options, rejectUnauthorized: !acceptUntrustedCerts })
      : httpRequest(url, options);
  try {
    const answered = new Promise<IncomingMessage>((resolve, reject) => {
      sending.once('response', resolve);
      sending.on('error', reject);
    });
    sending.end(body);
    return await answerOf(await answered);
  } catch (error) {
    throw signal.aborted ? new Error(`No answer within ${way.timeoutMs / 1000} seconds.`) : error;
  } finally {
    sending.destroy();
  }
}

async function answerOf(message: IncomingMessage): Promise<HookAnswer> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of message as AsyncIterable<Buffer>) {
    pieces.push(piece);
    length += piece.length;
    if (length >= hookAnswerBytes) break;
  }
  const headers = Object.entries(message.headers).map(([name, value]) => `  ${name}: ${String(value)}`);
  return {
    kind: 'answered',
    status: message.statusCode ?? 0,
    reason: message.statusMessage ?? '',
    headers: headers.join('\n').slice(0, hookAnswerBytes),
    body: Buffer.concat(pieces).subarray(0, hookAnswerBytes).toString(),
  };
}
