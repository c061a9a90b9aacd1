import type { LightMyRequestResponse } from 'fastify';
import type { ApiServer } from '../../../src/api/server.ts';
import { assertShape } from './shapes.ts';

type Described = Readonly<Record<string, { readonly responses: Readonly<Record<string, Response>> }>>;
type Response = { readonly content?: { readonly 'application/json': { readonly schema: object } } };
type Route = { readonly pattern: RegExp; readonly verbs: Described };

let known: readonly Route[] | undefined;

/** Fails when an answer that is no error does not fit what /openapi.json says of its route. */
export async function checkAnswer(
  server: ApiServer,
  method: string,
  url: string,
  answer: LightMyRequestResponse,
): Promise<void> {
  const [path = ''] = url.split('?', 1);
  const isJson = String(answer.headers['content-type'] ?? 'json').includes('json');
  if (answer.statusCode >= 300 || method === 'HEAD' || !isJson) return;
  known ??= await routesOf(server);
  const route = known.find(({ pattern, verbs }) => pattern.test(path) && method.toLowerCase() in verbs);
  if (route === undefined) throw new Error(`/openapi.json does not know ${method} ${path}.`);
  const schema = route.verbs[method.toLowerCase()]?.responses[answer.statusCode]?.content?.['application/json'].schema;
  if (schema !== undefined) assertShape(schema, answer.json(), `${method} ${path}`);
}

async function routesOf(server: ApiServer): Promise<readonly Route[]> {
  const { paths } = (await server.inject({ url: '/openapi.json', headers: { host: 'localhost' } })).json<{
    paths: Readonly<Record<string, Described>>;
  }>();
  const routes = Object.entries(paths).map(([path, verbs]) => ({
    pattern: new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}/?$`, 'i'),
    verbs,
    parameters: path.split('{').length,
  }));
  return routes.toSorted((a, b) => a.parameters - b.parameters);
}
