import type { FastifyRequest, RouteOptions } from 'fastify';
import type { OnRequest } from './admission.ts';
import { FrameworkRefusal } from './errors.ts';
import type { Operation } from './operation.ts';
import { operations } from './operations.ts';

/**
 * Refuses a verb that a path has no route for with 405, before a body is read. Looked up when somebody asks for one: as routes of their own
 * they would be most of those that the framework keeps, and take megabytes.
 */
export class OtherVerbs {
  readonly #urls = new Set<string>();
  #paths: readonly RegExp[] | undefined;

  /** A route, whose path answers other verbs with 405 from now on. */
  add({ url, config }: RouteOptions): void {
    const name = config?.operation;
    // It would take every path of one segment for itself.
    if (name === 'locations.listArea') return;
    // Browsers use no other verbs on pages, and another path of theirs may be meant.
    if (name !== undefined && (operations[name] as Operation).isPage === true) return;
    this.#urls.add(url);
    this.#paths = undefined;
  }

  /** A hook for all requests; `admit` lets in whoever may be told. */
  hook(admit: OnRequest): OnRequest {
    return (request, reply, done) => {
      if (!request.is404 || !this.#have(request.url)) return done();
      admit(request, reply, (error?: Error) => done(error ?? refusal(request)));
    };
  }

  #have(url: string): boolean {
    const [path = ''] = url.split('?', 1);
    this.#paths ??= [...this.#urls].map(pathPattern);
    return this.#paths.some(pattern => pattern.test(path));
  }
}

function refusal({ method }: FastifyRequest): FrameworkRefusal {
  return new FrameworkRefusal(405, `The requested resource does not support http method '${method}'.`);
}

/** What matches the paths of a route: `:name` stands for a segment and `*`, which is last, for any rest. */
function pathPattern(url: string): RegExp {
  const segments = url.split('/').map(segment => {
    if (segment.startsWith(':')) return '[^/]+';
    return segment === '*' ? '.*' : RegExp.escape(segment);
  });
  return new RegExp(`^${segments.join('/')}/?$`, 'i');
}
