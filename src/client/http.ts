import { AgentServerError } from '../wire/agent-protocol.ts';

export type HttpOptions = {
  /** `http://127.0.0.1:8100/fabrikam`. */
  readonly url: string;
  readonly token: string;
};

export type HttpCall = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** From the organization, without a leading slash. */
  readonly path: string;
  /** Sent as JSON, or as it is where it is bytes. */
  readonly body?: unknown;
  readonly signal?: AbortSignal;
  /** May be sent again when nobody knows whether it arrived. */
  readonly repeatable: boolean;
};

const apiVersion = '7.1-preview';

/** How often a call is tried, and how long the first pause is in milliseconds; each further one is twice as long. */
const tries = 6;
const firstPauseMs = 100;

/**
 * Sends calls to a server; answers the body as JSON, or `undefined` where it is empty. A call that surely did not arrive is tried again, and
 * so is a repeatable one that the server could not answer (429, 5xx). Throws `AgentServerError` with the status and the service's message;
 * status 0 where no server answered.
 */
export class HttpClient {
  readonly #url: string;
  readonly #headers: Readonly<Record<string, string>>;

  constructor({ url, token }: HttpOptions) {
    this.#url = url.replace(/\/+$/, '');
    this.#headers = {
      accept: `application/json;api-version=${apiVersion}`,
      authorization: `Basic ${Buffer.from(`:${token}`).toString('base64')}`,
    };
  }

  async send(call: HttpCall): Promise<unknown> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#sendOnce(call);
      } catch (error) {
        if (!(error instanceof AgentServerError) || attempt === tries || !mayRepeat(error, call)) throw error;
        await pause(firstPauseMs * 2 ** (attempt - 1), call.signal);
      }
    }
  }

  async #sendOnce(call: HttpCall): Promise<unknown> {
    const bytes = call.body instanceof Uint8Array;
    const response = await this.#fetch(call, {
      method: call.method,
      headers: {
        ...this.#headers,
        ...(call.body === undefined ? {} : { 'content-type': bytes ? 'application/octet-stream' : 'application/json' }),
      },
      ...(call.body === undefined
        ? {}
        : { body: bytes ? (call.body as Uint8Array<ArrayBuffer>) : JSON.stringify(call.body) }),
      ...(call.signal === undefined ? {} : { signal: call.signal }),
    });
    const text = await response.text();
    if (!response.ok) throw new AgentServerError(response.status, messageOf(text) ?? response.statusText);
    return text === '' ? undefined : JSON.parse(text);
  }

  async #fetch(call: HttpCall, request: RequestInit): Promise<Response> {
    try {
      return await fetch(`${this.#url}/${call.path}`, request);
    } catch (error) {
      if (call.signal?.aborted) throw error;
      const cause = error instanceof Error ? error.cause : undefined;
      const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
      throw new NoAnswer(code === 'ECONNREFUSED', `${this.#url} does not answer${code === '' ? '' : ` (${code})`}.`);
    }
  }
}

class NoAnswer extends AgentServerError {
  readonly neverArrived: boolean;

  constructor(neverArrived: boolean, message: string) {
    super(0, message);
    this.neverArrived = neverArrived;
  }
}

function mayRepeat(error: AgentServerError, call: HttpCall): boolean {
  if (call.signal?.aborted) return false;
  if (error instanceof NoAnswer && error.neverArrived) return true;
  return call.repeatable && (error.status === 0 || error.status === 429 || error.status >= 500);
}

function messageOf(text: string): string | undefined {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null && 'message' in body ? String(body.message) : undefined;
  } catch {
    // Not the service's envelope: a proxy's page, or nothing.
    return undefined;
  }
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
