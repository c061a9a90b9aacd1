import type { AnsweredRequest, RequestObserver } from '../../../src/api/request-observer.ts';

type Method = (...args: unknown[]) => unknown;

/** Keeps which methods of the vendor's clients were called and answered by a route of the server. */
export class Recorder {
  readonly #answered = new Set<string>();
  /** The requests of the call that is made. A client may have an answer before the server has done with it. */
  #requests: Promise<AnsweredRequest>[] = [];

  /** For the server: hears of every request. */
  readonly observer: RequestObserver = () => {
    const { promise, resolve } = Promise.withResolvers<AnsweredRequest>();
    this.#requests.push(promise);
    return resolve;
  };

  /** `Client.method` of every method that a route answered with what was asked for. */
  get answered(): ReadonlySet<string> {
    return this.#answered;
  }

  /** Has the methods of a client recorded from now on. Calls are to be made one after the other. */
  watch(name: string, client: object): void {
    const methods = client as Record<string, Method>;
    for (const method of methodsOf(client)) {
      const call = methods[method]?.bind(client);
      if (call === undefined) continue;
      methods[method] = async (...args) => {
        this.#requests = [];
        const answer = await call(...args);
        if ((await Promise.all(this.#requests)).some(isAnswer)) this.#answered.add(`${name}.${method}`);
        return answer;
      };
    }
  }
}

/** Whether a route answered; what clients ask to find routes does not count. */
function isAnswer({ method, route, status }: AnsweredRequest): boolean {
  return method !== 'OPTIONS' && route !== '' && status < 300;
}

/** Members that every client has, and those that ask for nothing. */
const helpers = new Set(['constructor', 'createAcceptHeader', 'createRequestOptions', 'formatResponse']);

/** The names of the methods of a client of the vendor's that ask a server for something. */
export function methodsOf(client: object): readonly string[] {
  const names = new Set<string>();
  let prototype = Object.getPrototypeOf(client) as object | null;
  while (prototype !== null && prototype !== Object.prototype) {
    for (const name of Object.getOwnPropertyNames(prototype)) names.add(name);
    prototype = Object.getPrototypeOf(prototype) as object | null;
  }
  return [...names].filter(name => !helpers.has(name) && !name.startsWith('_') && !name.startsWith('extract')).sort();
}
