import type { RouteOptions } from 'fastify';
import type { OperationName } from './operations.ts';
import { type Operation, operations } from './operations.ts';

/** A route as it was added to the server. */
export type ServedRoute = RouteOptions;

type Schema = Readonly<Record<string, unknown>>;
type ObjectSchema = Schema & {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
};

/** A description of the routes as OpenAPI 3.1, made of the schemas that check their requests and answers. */
export function openApiDocument(routes: readonly ServedRoute[]): unknown {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    const name = route.config?.operation;
    if (name === undefined || name === 'verb.refuse') continue;
    const path = route.url.replace(/:(\w+)/g, '{$1}');
    for (const method of [route.method].flat()) {
      if (method === 'HEAD') continue;
      paths[path] = { ...paths[path], [method.toLowerCase()]: describe(name, route) };
    }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Millrace', version: '7.1', description: 'Azure Pipelines on your own machine.' },
    paths,
    components: { securitySchemes: { token: { type: 'http', scheme: 'basic' } } },
  };
}

function describe(name: OperationName, { schema = {}, config }: ServedRoute): unknown {
  const { scope, location }: Operation = operations[name];
  const version = location === undefined ? [] : [versionParameter];
  const body = schema.body as Schema | undefined;
  return {
    operationId: name,
    parameters: [...parametersOf('path', schema.params), ...parametersOf('query', schema.querystring), ...version],
    ...(body === undefined ? {} : { requestBody: { required: true, content: content(body, config?.consumes) } }),
    responses: responsesOf(schema.response),
    ...(scope === 'public' ? {} : { security: [{ token: [] }], 'x-scope': scope }),
  };
}

const versionParameter = {
  name: 'api-version',
  in: 'query',
  schema: { type: 'string', example: '7.1' },
};

function parametersOf(place: 'path' | 'query', schema: unknown): unknown[] {
  const { properties = {}, required = [] } = (schema ?? {}) as ObjectSchema;
  return Object.entries(properties).map(([name, member]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: member,
  }));
}

function responsesOf(schemas: unknown): unknown {
  const known = Object.entries((schemas ?? {}) as Readonly<Record<string, Schema>>);
  if (known.length === 0) return { default: { description: 'The answer, as text or without a body.' } };
  const responses = known.map(([status, schema]) => [status, { description: 'The answer.', content: content(schema) }]);
  return Object.fromEntries(responses);
}

function content(schema: Schema, type = 'application/json'): unknown {
  return { [type]: { schema } };
}
