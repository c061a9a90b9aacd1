import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction, HTTPMethods, RouteOptions } from 'fastify';
import type { Api } from './api.ts';
import { FrameworkRefusal } from './errors.ts';
import type { Operation } from './operation.ts';
import { operations } from './operations.ts';

const verbs: readonly HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/**
 * Adds to every path the verbs that no route of it has; they are answered with 405 before a body is read. Pages go without: browsers use no other verbs,
 * and each route takes memory.
 */
export function refuseOtherVerbs(api: Api, routes: readonly RouteOptions[]): void {
  for (const [url, known] of Map.groupBy(routes, route => route.url)) {
    // It would take every path of one segment for itself.
    if (known.some(route => route.config?.operation === 'locations.listArea')) continue;
    if (known.every(isPage)) continue;
    const taken = new Set(known.flatMap(route => route.method));
    const method = verbs.filter(verb => !taken.has(verb));
    api.route({ method, url, config: { operation: 'verb.refuse' }, onRequest: refuseVerb, handler: refuseVerb });
  }
}

function isPage({ config }: RouteOptions): boolean {
  const name = config?.operation;
  return name !== undefined && (operations[name] as Operation).isPage === true;
}

function refuseVerb(request: FastifyRequest, _reply: FastifyReply, _done?: HookHandlerDoneFunction): never {
  throw new FrameworkRefusal(405, `The requested resource does not support http method '${request.method}'.`);
}
