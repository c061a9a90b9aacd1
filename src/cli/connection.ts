import { CommandError, ServerUnreachable } from './errors.ts';

/** The version of the service's API that is spoken. */
const apiVersion = '7.1';

/** How long the server may take to begin an answer, in milliseconds. */
const answerMs = 60_000;

type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

type Asked = {
  readonly body?: unknown;
  /** The media type that is asked for. Default: JSON. */
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
};

/**
 * Speaks the service's REST API with a server. Paths are below the organization. Whatever goes wrong is a `CommandError` with exit code 1: the
 * server's own message where it has one.
 */
export class Connection {
  readonly #url: string;
  readonly #authorization: string;

  constructor({ url, token }: { readonly url: string; readonly token: string }) {
    this.#url = url;
    this.#authorization = `Basic ${Buffer.from(`:${token}`).toString('base64')}`;
  }

  async get<Answer>(path: string): Promise<Answer> {
    return this.#json<Answer>(await this.#ask('GET', path), path);
  }

  async post<Answer>(path: string, body: unknown): Promise<Answer> {
    return this.#json<Answer>(await this.#ask('POST', path, { body }), path);
  }

  async patch<Answer>(path: string, body: unknown): Promise<Answer> {
    return this.#json<Answer>(await this.#ask('PATCH', path, { body }), path);
  }

  /** Sends bytes; the answer has no body. */
  async put(path: string, bytes: Uint8Array): Promise<void> {
    await this.#ask('PUT', path, { body: bytes });
  }

  async delete(path: string): Promise<void> {
    await this.#ask('DELETE', path);
  }

  /** The pieces of a text as they arrive; none of it is kept. */
  async *text(path: string): AsyncGenerator<string> {
    yield* textOf(await this.#ask('GET', path, { type: 'text/plain' }));
  }

  /** The pieces of a stream of server-sent events from behind the event `lastId`, until `signal` aborts; `undefined` where no more will come. */
  async events(
    path: string,
    { lastId, signal }: { readonly lastId: string | undefined; readonly signal: AbortSignal },
  ): Promise<AsyncGenerator<string> | undefined> {
    const headers = lastId === undefined ? {} : { 'last-event-id': lastId };
    const response = await this.#ask('GET', path, { type: 'text/event-stream', headers, signal });
    return response.status === noContent ? undefined : textOf(response);
  }

  async #ask(method: Method, path: string, asked: Asked = {}): Promise<Response> {
    const { body, type = 'application/json', headers = {}, signal } = asked;
    const response = await this.#send(path, {
      method,
      headers: {
        accept: `${type}; api-version=${apiVersion}`,
        authorization: this.#authorization,
        ...contentOf(body).headers,
        ...headers,
      },
      ...contentOf(body).init,
      signal: signal ?? null,
    });
    if (response.ok) return response;
    throw new CommandError(await refusalOf(response, this.#url), 1);
  }

  async #send(path: string, request: RequestInit): Promise<Response> {
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), answerMs);
    try {
      const signals = [patience.signal, request.signal].filter(signal => signal instanceof AbortSignal);
      return await fetch(`${this.#url}/${path}`, { ...request, signal: AbortSignal.any(signals) });
    } catch (error) {
      const reason = patience.signal.aborted ? `no answer within ${answerMs / 1000} seconds` : reasonOf(error);
      throw new ServerUnreachable(`Can't reach the server at ${this.#url}: ${reason}. Is it running?`);
    } finally {
      clearTimeout(timer);
    }
  }

  async #json<Answer>(response: Response, path: string): Promise<Answer> {
    try {
      return (await response.json()) as Answer;
    } catch {
      throw new CommandError(`The server's answer to ${path} is not JSON. Is ${this.#url} a Millrace server?`, 1);
    }
  }
}

const noContent = 204;

async function* textOf({ body }: Response): AsyncGenerator<string> {
  if (body === null) return;
  for await (const piece of body.pipeThrough(new TextDecoderStream())) yield piece;
}

/** Bytes go as they are, anything else as JSON. */
function contentOf(body: unknown): { readonly headers: Record<string, string>; readonly init: RequestInit } {
  if (body === undefined) return { headers: {}, init: {} };
  if (body instanceof Uint8Array)
    return { headers: { 'content-type': 'application/octet-stream' }, init: { body: body as Uint8Array<ArrayBuffer> } };
  return { headers: { 'content-type': 'application/json' }, init: { body: JSON.stringify(body) } };
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  if (cause instanceof Error && 'code' in cause && cause.code === 'ECONNREFUSED') return 'nothing listens there';
  return cause instanceof Error && cause.message !== '' ? cause.message : String(cause);
}

async function refusalOf(response: Response, url: string): Promise<string> {
  if (response.status === 401)
    return 'The server does not accept the token. Give another one with --token or MILLRACE_TOKEN.';
  const text = await response.text().catch(() => '');
  return messageOf(text) ?? `The server at ${url} answered ${response.status} ${response.statusText}`.trimEnd();
}

/** The message in either of the service's two shapes of an error, or a text answer's own words. */
function messageOf(text: string): string | undefined {
  try {
    const body: { readonly message?: unknown; readonly value?: { readonly Message?: unknown } } | null =
      JSON.parse(text);
    const message = body?.message ?? body?.value?.Message;
    return typeof message === 'string' ? message : undefined;
  } catch {
    return text.trim() === '' || text.trimStart().startsWith('<') ? undefined : text.trim();
  }
}
