import assert from 'node:assert/strict';
import type { LightMyRequestResponse } from 'fastify';
import type { ApiServer } from '../../../src/api/server.ts';
import { ErrorEnvelope, FrameworkError } from '../../../src/wire/common.ts';
import { assertShape } from './shapes.ts';

type Response = { readonly content?: Readonly<Record<string, { readonly schema?: object }>> };
type Described = Readonly<Record<string, { readonly responses: Readonly<Record<string, Response>> }>>;
type Route = { readonly pattern: RegExp; readonly verbs: Described };

let known: readonly Route[] | undefined;

/**
 * Fails when an answer does not fit what /openapi.json says of its route: its status and media type are described, and its JSON is of the
 * described schema; an error has one of the two shapes of the service.
 */
export async function checkAnswer(
  server: ApiServer,
  method: string,
  url: string,
  answer: LightMyRequestResponse,
): Promise<void> {
  const [path = ''] = url.split('?', 1);
  const { statusCode: status } = answer;
  if (method === 'HEAD' || (status >= 300 && status < 400) || (status < 300 && method === 'OPTIONS')) return;
  known ??= await routesOf(server);
  const route = known.find(({ pattern, verbs }) => pattern.test(path) && method.toLowerCase() in verbs);
  const described = route?.verbs[method.toLowerCase()]?.responses[status];
  const where = `${method} ${path}: ${status}`;
  if (status >= 400 && described?.content === undefined) return checkError(answer, where);
  assert.ok(described !== undefined, `${where} is not described.`);
  const [type = ''] = String(answer.headers['content-type'] ?? '').split(';', 1);
  if (described.content === undefined)
    return assert.equal(answer.body, '', `${where} has a body that is not described.`);
  const media = described.content[type] ?? described.content['*/*'];
  assert.ok(media !== undefined || answer.body === '', `${where} is ${type}, which is not described.`);
  if (type === 'application/json' && media?.schema !== undefined) assertShape(media.schema, answer.json(), where);
}

function checkError(answer: LightMyRequestResponse, where: string): void {
  const type = String(answer.headers['content-type'] ?? '');
  if (!type.includes('json') || answer.body === '') return;
  const body = answer.json<object>();
  // Those of OAuth have the members that its standard says.
  if ('error' in body) return;
  assertShape('count' in body ? FrameworkError : ErrorEnvelope, body, where);
}

async function routesOf(server: ApiServer): Promise<readonly Route[]> {
  const { paths } = (await server.inject({ url: '/openapi.json', headers: { host: 'localhost' } })).json<{
    paths: Readonly<Record<string, Described>>;
  }>();
  const routes = Object.entries(paths).map(([path, verbs]) => ({
    pattern: new RegExp(`^${path.replace('{rest}', '.+').replace(/\{\w+\}/g, '[^/]+')}/?$`, 'i'),
    verbs,
    parameters: path.split('{').length,
  }));
  return routes.toSorted((a, b) => a.parameters - b.parameters);
}
