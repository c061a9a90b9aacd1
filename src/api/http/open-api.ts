import type { FastifyContextConfig, RouteOptions } from 'fastify';
import { scopeWords } from '../../access/scopes.ts';
import { ErrorEnvelope, FrameworkError } from '../../wire/common.ts';
import { resourceLocations } from '../../wire/resource-locations.ts';
import type { Operation } from './operation.ts';
import { summaryOf } from './operation-words.ts';
import { type OperationName, operations } from './operations.ts';
import { leastScopes, type ScopeRule } from './scope-rules.ts';

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
  const ids = new Map<string, number>();
  for (const route of routes) {
    const name = route.config?.operation;
    if (name === undefined || name === 'verb.refuse') continue;
    const path = pathOf(route.url);
    for (const method of [route.method].flat()) {
      if (method === 'HEAD') continue;
      paths[path] = { ...paths[path], [method.toLowerCase()]: describe(name, uniqueId(ids, name), route) };
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Millrace',
      version: '7.1',
      description: 'Azure Pipelines on your own machine.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/', description: 'The server that gave this description.' }],
    paths,
    components: { schemas: { ErrorEnvelope, FrameworkError }, responses: errorResponses, securitySchemes },
  };
}

/** A path of ours as a template: `*`, which takes the rest of a path, has no name of its own. */
function pathOf(url: string): string {
  return url.replace(/:(\w+)/g, '{$1}').replace(/\*$/, '{rest}');
}

/** One operation can have several addresses, and an id must be one address's. */
function uniqueId(ids: Map<string, number>, name: OperationName): string {
  const count = (ids.get(name) ?? 0) + 1;
  ids.set(name, count);
  return count === 1 ? name : `${name}.${count}`;
}

function describe(name: OperationName, id: string, { url, schema = {}, config }: ServedRoute): unknown {
  const { scope, location }: Operation = operations[name];
  const version = location === undefined ? [] : [versionParameter];
  const { consumes } = config ?? {};
  const body = schema.body as Schema | undefined;
  const takesBody = body !== undefined || consumes !== undefined;
  return {
    operationId: id,
    'x-operation': name,
    summary: summaryOf(name),
    tags: [location === undefined ? 'Millrace' : resourceLocations[location].area],
    parameters: [...pathParametersOf(url, schema.params), ...parametersOf('query', schema.querystring), ...version],
    ...(takesBody ? { requestBody: { required: body !== undefined, content: content(body, consumes) } } : {}),
    responses: { ...answersOf(schema.response, config), ...errorsOf(scope) },
    security: securityOf(scope),
    'x-scope': scopeText(scope),
  };
}

const versionParameter = {
  name: 'api-version',
  in: 'query',
  description: 'The version that is asked for; the Accept header may name it instead.',
  schema: { type: 'string', example: '7.1' },
};

// Routes that are found with their project and without share one schema.
function pathParametersOf(url: string, schema: unknown): unknown[] {
  const path = pathOf(url);
  return parametersOf('path', schema).filter(({ name }) => path.includes(`{${name}}`));
}

function parametersOf(place: 'path' | 'query', schema: unknown): readonly (Schema & { readonly name: string })[] {
  const { properties = {}, required = [] } = (schema ?? {}) as ObjectSchema;
  return Object.entries(properties).map(([name, member]) => ({
    name: name === '*' ? 'rest' : name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: member,
  }));
}

function answersOf(schemas: unknown, { produces, empty }: FastifyContextConfig = {}): Record<string, unknown> {
  const known = Object.entries((schemas ?? {}) as Readonly<Record<string, Schema>>);
  const other = produces === undefined ? {} : content(undefined, produces);
  const answers: Record<string, unknown> = Object.fromEntries(
    known.map(([status, schema]) => [
      status,
      { description: 'The answer.', content: { ...other, ...content(schema) } },
    ]),
  );
  const isAnswered = known.some(([status]) => status.startsWith('2'));
  if (!isAnswered && produces !== undefined) answers[200] = { description: 'The answer.', content: other };
  const bare = empty ?? (isAnswered || produces !== undefined ? undefined : 204);
  if (bare !== undefined) answers[bare] = { description: 'There is nothing to answer.' };
  return answers;
}

/** The content of several media types, which are separated by commas. */
function content(schema: Schema | undefined, types = 'application/json'): Record<string, unknown> {
  return Object.fromEntries(types.split(',').map(type => [type.trim(), schema === undefined ? {} : { schema }]));
}

function errorsOf(scope: ScopeRule): Record<string, unknown> {
  const denied = scope === 'public' ? {} : { 401: { $ref: '#/components/responses/Unauthorized' } };
  return {
    ...denied,
    429: { $ref: '#/components/responses/TooManyRequests' },
    default: { $ref: '#/components/responses/Error' },
  };
}

const errorContent = {
  'application/json': {
    schema: {
      anyOf: [{ $ref: '#/components/schemas/ErrorEnvelope' }, { $ref: '#/components/schemas/FrameworkError' }],
    },
  },
};

const errorResponses = {
  Error: {
    description:
      "What is wrong, in the service's envelope; or in the framework's, where the request could not be read.",
    content: errorContent,
  },
  Unauthorized: {
    description: 'There are no valid credentials, or they do not allow this.',
    headers: { 'WWW-Authenticate': { description: 'How to sign in.', schema: { type: 'string' } } },
    content: errorContent,
  },
  TooManyRequests: {
    description: 'The caller asks too much.',
    headers: { 'Retry-After': { description: 'How long to wait, in seconds.', schema: { type: 'integer' } } },
    content: errorContent,
  },
};

const securitySchemes = {
  basic: { type: 'http', scheme: 'basic', description: 'A token as the password, under any user name.' },
  bearer: { type: 'http', scheme: 'bearer', description: 'A token, or the access token of an application.' },
  oauth2: {
    type: 'oauth2',
    flows: {
      authorizationCode: { authorizationUrl: '/oauth2/authorize', tokenUrl: '/oauth2/token', scopes: scopeWords },
    },
  },
};

/** Each least set of scopes, in each way to sign in. */
function securityOf(scope: ScopeRule): unknown[] {
  if (scope === 'public') return [];
  const sets = scope === 'any' ? [[]] : leastScopes(scope);
  return sets.flatMap(set => Object.keys(securitySchemes).map(scheme => ({ [scheme]: set })));
}

function scopeText(scope: ScopeRule): string {
  if (typeof scope === 'string') return scope === 'public' ? 'none' : scope;
  return 'all' in scope ? scope.all.join(' + ') : scope.oneOf.join(' or ');
}
