import type { World } from './world.ts';

type Schema = {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
};
type Parameter = { readonly name: string; readonly in: string; readonly required?: boolean; readonly schema: Schema };

/** An operation as /openapi.json describes it. */
export type DescribedOperation = {
  readonly path: string;
  readonly verb: string;
  readonly operationId: string;
  /** Its name in the table of operations: one operation may have several addresses. */
  readonly operation: string;
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema?: Schema }>> };
  readonly security?: unknown;
};

/** Every operation of the server. */
export async function describedOperations(world: World): Promise<readonly DescribedOperation[]> {
  const { paths } = (await world.call('GET', '//openapi.json')).json<{
    paths: Readonly<Record<string, Readonly<Record<string, DescribedOperation & { 'x-operation': string }>>>>;
  }>();
  return Object.entries(paths).flatMap(([path, verbs]) =>
    Object.entries(verbs).map(([verb, operation]) => ({
      ...operation,
      operation: operation['x-operation'],
      path,
      verb,
    })),
  );
}

const names: Readonly<Record<string, string>> = { organization: 'fabrikam', project: 'oracle', pipelineId: '21' };

/** A request for an operation, as small as its schemas allow. */
export function requestOf(operation: DescribedOperation): { method: string; path: string; body?: unknown } {
  const { verb, parameters, requestBody } = operation;
  const path = operation.path
    .replace(/\{(\w+)\}/g, (_, name: string) => names[name] ?? valueInPath(parameters, name))
    .replace(/\*$/, 'x');
  const query = parameters.filter(parameter => parameter.in === 'query' && parameter.required === true);
  const pairs = query.map(({ name, schema }) => [name, String(sampleOf(schema))] as [string, string]);
  const search = new URLSearchParams([...pairs, ['api-version', '7.1-preview']]);
  const [content] = Object.values(requestBody?.content ?? {});
  return {
    method: verb.toUpperCase(),
    path: `${path}?${search}`,
    ...(content?.schema === undefined ? {} : { body: sampleOf(content.schema) }),
  };
}

function valueInPath(parameters: readonly Parameter[], name: string): string {
  const parameter = parameters.find(each => each.in === 'path' && each.name === name);
  return encodeURIComponent(String(sampleOf(parameter?.schema ?? {})));
}

/** A value that fits a schema, with nothing in it that need not be. */
function sampleOf(schema: Schema): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  if (schema.anyOf !== undefined) return sampleOf(schema.anyOf[0] ?? {});
  switch (schema.type) {
    case 'object': {
      const { properties = {}, required = [] } = schema;
      return Object.fromEntries(required.map(name => [name, sampleOf(properties[name] ?? {})]));
    }
    case 'array':
      return [];
    case 'integer':
    case 'number':
      return Math.max(1, schema.minimum ?? 1);
    case 'boolean':
      return false;
    default:
      return schema.pattern?.includes('0-9a-f') ? '6a3e4b1c-0000-4000-8000-000000000001' : '1';
  }
}
