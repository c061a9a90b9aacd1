import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';

/** The folder of the vendor's own OpenAPI documents; they are no part of this repository. */
export const documents =
  process.env.VENDOR_OPENAPI ?? join(import.meta.dirname, '..', '..', '..', '..', 'shared', 'reference', 'openapi');

/** Why a test that needs the documents is skipped, or `false`. */
export const withoutDocuments = existsSync(documents)
  ? false
  : `the vendor's OpenAPI documents are not in ${documents}`;

const files = [
  'pipelines/7.1/pipelines.json',
  'core/7.1/core.json',
  'operations/7.1/operations.json',
  'git/7.1/git.json',
  'build/7.1/build.json',
  'distributedTask/7.1/taskAgent.json',
  'distributedTask/7.1/task.json',
  'serviceEndpoint/7.1/serviceEndpoint.json',
  'environments/7.2/environments.json',
  'approvalsAndChecks/7.1/pipelinePermissions.json',
  'approvalsAndChecks/7.1/pipelinesChecks.json',
  'approvalsAndChecks/7.1/pipelinesapproval.json',
  'tokens/7.1/tokens.json',
  'ims/7.1/identities.json',
  'hooks/7.1/serviceHooks.json',
  'policy/7.1/policy.json',
];

type Schema = {
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly [keyword: string]: unknown;
};
type Parameter = {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema?: Schema;
  readonly enum?: readonly string[];
};
type Operation = {
  readonly parameters?: readonly Parameter[];
  readonly responses: Readonly<Record<string, { readonly schema?: Schema }>>;
};
type Document = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly 'x-ms-paths'?: Document['paths'];
  readonly definitions: Readonly<Record<string, Schema>>;
};

/** What real answers have and the documents do not say, by definition: members more, and members that may be null. */
export type Relaxation = {
  readonly definition: string;
  readonly members: Readonly<Record<string, Schema>>;
  readonly why: string;
};

export type Found = {
  readonly operation: string;
  readonly validate: ValidateFunction | undefined;
  /** What of a request the document does not have: parameters of its query, members of its body. */
  readonly wrongIn: (path: string, body: unknown) => readonly string[];
};

/** The documents' operations, their answers closed: a member that a document does not name is an error. */
export class VendorDocuments {
  readonly #ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  readonly #operations: {
    readonly name: string;
    readonly pattern: RegExp;
    readonly verb: string;
    readonly schema: Schema | undefined;
    readonly query: readonly Parameter[];
    readonly body: Schema | undefined;
  }[] = [];

  constructor(relaxations: readonly Relaxation[]) {
    for (const file of files) {
      const document = JSON.parse(readFileSync(join(documents, file), 'utf8').replace(/^\uFEFF/, '')) as Document;
      this.#addDefinitions(file, document, relaxations);
      this.#addOperations(file, { ...document.paths, ...document['x-ms-paths'] });
    }
    // `pipelines/environments` is not the pipeline of that id.
    this.#operations.sort((a, b) => a.name.split('{').length - b.name.split('{').length);
  }

  /** The check of an answer by its request; `undefined` when no document knows the route. */
  find(verb: string, path: string): Found | undefined {
    const found = this.#operations.find(one => one.verb === verb.toLowerCase() && one.pattern.test(path));
    if (found === undefined) return undefined;
    return {
      operation: found.name,
      validate: found.schema && this.#ajv.compile(found.schema),
      wrongIn: (asked, body) => this.#wrongIn(verb, path, { query: asked.split('?')[1] ?? '', body }),
    };
  }

  /** Variants of a route differ by their query: a request is right that one of them has. */
  #wrongIn(verb: string, path: string, { query, body }: { query: string; body: unknown }): readonly string[] {
    const variants = this.#operations.filter(one => one.verb === verb.toLowerCase() && one.pattern.test(path));
    const asked = [...new URLSearchParams(query).keys()].filter(name => name !== 'api-version');
    const faults = variants.map(({ query: known, body: schema }) => {
      const names = known.map(({ name }) => name.toLowerCase());
      const unknown = asked.filter(name => !names.includes(name.toLowerCase()));
      const missing = known.filter(({ name, required }) => required === true && !asked.includes(name));
      return [
        ...unknown.map(name => `no parameter ${name}`),
        ...missing.map(({ name }) => `needs the parameter ${name}`),
        ...this.#wrongBody(schema, body),
      ];
    });
    return faults.toSorted((a, b) => a.length - b.length)[0] ?? [];
  }

  #wrongBody(schema: Schema | undefined, body: unknown): readonly string[] {
    if (body === undefined || Buffer.isBuffer(body) || schema === undefined) return [];
    const validate = this.#ajv.compile(schema);
    if (validate(body)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
    );
  }

  #addDefinitions(file: string, { definitions }: Document, relaxations: readonly Relaxation[]): void {
    const closed = Object.entries(definitions).map(([name, schema]) => {
      const more = relaxations.filter(({ definition }) => definition === name).map(({ members }) => members);
      return [name, close(schema, definitions, file, Object.assign({}, ...more))] as const;
    });
    this.#ajv.addSchema({ $id: idOf(file), definitions: Object.fromEntries(closed) });
  }

  #addOperations(file: string, paths: Document['paths']): void {
    for (const [path, verbs] of Object.entries(paths)) {
      const [route = ''] = path.split('?', 1);
      // One route of the documents ends in a slash.
      const pattern = new RegExp(`^${route.replace(/\/$/, '').replace(/\{\w+\}/g, '[^/]+')}$`, 'i');
      for (const [verb, { responses, parameters = [] }] of Object.entries(verbs)) {
        const answer = responses['200'] ?? responses['201'];
        if (answer === undefined) continue;
        const schema = answer.schema && asAnswered(referTo(file, answer.schema));
        const query = parameters.filter(parameter => parameter.in === 'query' && parameter.name !== 'api-version');
        const given = parameters.find(parameter => parameter.in === 'body')?.schema;
        const body = given && referTo(file, given);
        this.#operations.push({ name: `${verb.toUpperCase()} ${path}`, pattern, verb, schema, query, body });
      }
    }
  }
}

function idOf(file: string): string {
  return `vendor:${file}`;
}

// The documents say that a list is an array; every answer wraps it.
function asAnswered(schema: Schema): Schema {
  if (schema.type !== 'array') return schema;
  const properties = { count: { type: 'integer' }, value: schema };
  return { type: 'object', properties, required: ['count', 'value'], additionalProperties: false };
}

function referTo(file: string, schema: Schema): Schema {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/definitions/', `"${idOf(file)}#/definitions/`)) as Schema;
}

/** A definition with its ancestors' members and nothing beside them. */
function close(schema: Schema, definitions: Document['definitions'], file: string, more: Schema['properties']): Schema {
  const properties = { ...membersOf(schema, definitions), ...more };
  if (schema.type !== 'object' || Object.keys(properties).length === 0) return referTo(file, schema);
  const { allOf: _, ...rest } = schema;
  return referTo(file, { ...rest, properties, additionalProperties: schema.additionalProperties ?? false });
}

function membersOf(schema: Schema, definitions: Document['definitions']): Readonly<Record<string, Schema>> {
  const ancestors = (schema.allOf ?? []).map(({ $ref = '' }) => definitions[$ref.replace('#/definitions/', '')] ?? {});
  const inherited = ancestors.map(ancestor => membersOf(ancestor, definitions));
  return Object.assign({}, ...inherited, schema.properties);
}
