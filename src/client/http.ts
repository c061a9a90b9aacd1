import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { urlToHttpOptions } from 'node:url';
import { AgentServerError } from '../wire/agent-protocol.ts';
import { Refusal, type Repeat, type RepeatOptions, repeated } from './repeat.ts';

export type HttpOptions = RepeatOptions & {
  /** The organization's address: `http://127.0.0.1:8100/fabrikam`. */
  readonly url: string;
  readonly token: string;
};

export type HttpCall = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** From the organization, without a leading slash. */
  readonly path: string;
  /** Sent as JSON, or as it is where it is bytes. */
  readonly body?: unknown;
  /** What the answer is read as: JSON, or a `Uint8Array`. Default: `json`. */
  readonly answer?: 'json' | 'bytes';
  /** Ends the call and its repetitions. */
  readonly signal?: AbortSignal;
  readonly repeat: Repeat;
};

const apiVersion = '7.1-preview';

/** How long a server may say nothing before a call counts as lost, in milliseconds; much longer than it keeps an agent waiting for a message. */
const silenceMs = 300_000;

/** One request as it goes out. */
type Exchange = Pick<HttpCall, 'method' | 'path' | 'signal'> & {
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
};

/** Errors of the system that come before anything is sent. */
const unsentCodes: readonly string[] = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'];

/**
 * Sends calls to a server and answers the body as JSON, or `undefined` where it is empty. Safe for many calls at once. Throws
 * `AgentServerError` with the status and the service's message, once repeating is over; status 0 where no server answered.
 */
export class HttpClient {
  readonly #options: HttpOptions;
  readonly #url: string;
  readonly #server: ReturnType<typeof urlToHttpOptions>;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(options: HttpOptions) {
    this.#options = options;
    this.#url = options.url.replace(/\/+$/, '');
    this.#server = urlToHttpOptions(new URL(this.#url));
    this.#headers = {
      accept: `application/json;api-version=${apiVersion}`,
      authorization: `Basic ${Buffer.from(`:${options.token}`).toString('base64')}`,
    };
  }

  async send(call: HttpCall): Promise<unknown> {
    return repeated(this.#options, call, () => this.#sendOnce(call));
  }

  /** Reads a body as it comes, with the headers that came before it. Once it has begun nothing is repeated. */
  async open(
    path: string,
    mediaType: string,
  ): Promise<{ readonly bytes: AsyncIterable<Uint8Array>; readonly headers: IncomingHttpHeaders }> {
    const call: HttpCall = { method: 'GET', path, repeat: 'always' };
    return repeated(this.#options, call, async () => {
      const headers = { ...this.#headers, accept: `${mediaType};api-version=${apiVersion}` };
      return this.#exchange({ method: 'GET', path, headers }, async response => {
        if (!isOk(response)) throw refusalOf(response, (await bytesOf(response)).toString());
        return { bytes: response, headers: response.headers };
      });
    });
  }

  async #sendOnce({ method, path, body, signal, answer = 'json' }: HttpCall): Promise<unknown> {
    const isBytes = body instanceof Uint8Array;
    const contentType = { 'content-type': isBytes ? 'application/octet-stream' : 'application/json' };
    const headers = { ...this.#headers, ...(body === undefined ? {} : contentType) };
    const sent = isBytes || body === undefined ? (body as Uint8Array | undefined) : JSON.stringify(body);
    const request = { method, path, headers, ...(signal && { signal }), ...(sent !== undefined && { body: sent }) };
    return this.#exchange(request, async response => {
      const bytes = await bytesOf(response);
      if (!isOk(response)) throw refusalOf(response, bytes.toString());
      if (answer === 'bytes') return bytes;
      return bytes.length === 0 ? undefined : parse(response.statusCode ?? 0, bytes.toString());
    });
  }

  async #exchange<Answer>(request: Exchange, read: (response: IncomingMessage) => Promise<Answer>): Promise<Answer> {
    try {
      return await read(await this.#request(request));
    } catch (failure) {
      if (failure instanceof AgentServerError || request.signal?.aborted) throw failure;
      const { code = '', syscall } = failure as NodeJS.ErrnoException;
      const isUnsent = unsentCodes.includes(code) || syscall === 'connect';
      throw new Refusal(0, `${this.#url} does not answer${code === '' ? '' : ` (${code})`}.`, { isUnsent });
    }
  }

  // Node's own requests, on connections that stay open: `fetch` takes longer for the small calls that a job makes.
  #request({ method, path, headers, body, signal }: Exchange): Promise<IncomingMessage> {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const { protocol, path: root } = this.#server;
    const options = { ...this.#server, method, path: `${root}/${path}`, headers, ...(signal && { signal }) };
    const request = protocol === 'https:' ? httpsRequest(options, resolve) : httpRequest(options, resolve);
    request.setTimeout(silenceMs, () => request.destroy(new Error('The server is silent.')));
    request.on('error', reject);
    request.end(body);
    return promise;
  }
}

function refusalOf({ statusCode = 0, headers }: IncomingMessage, text: string): Refusal {
  const message = messageOf(text) ?? `The server answered ${statusCode}.`;
  return new Refusal(statusCode, message, { retryAfter: headers['retry-after'] ?? null });
}

function isOk({ statusCode = 0 }: IncomingMessage): boolean {
  return statusCode >= 200 && statusCode < 300;
}

async function bytesOf(response: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of response) pieces.push(piece);
  return pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces);
}

function parse(status: number, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AgentServerError(status, 'The answer is not JSON: is the address that of an organization?');
  }
}

/** The service's two shapes: `{message}`, and `{count, value: {Message}}` of its framework. */
function messageOf(text: string): string | undefined {
  try {
    const body: { message?: unknown; value?: { Message?: unknown } } | null = JSON.parse(text);
    const message = body?.message ?? body?.value?.Message;
    return typeof message === 'string' ? message : undefined;
  } catch {
    // A proxy's page, or nothing.
    return undefined;
  }
}
