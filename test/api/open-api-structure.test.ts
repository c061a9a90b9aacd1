import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { scopeWords } from '../../src/access/scopes.ts';
import { openApiSchema } from './support/open-api-schema.ts';
import { World } from './support/world.ts';

type Media = Readonly<Record<string, { readonly schema?: object }>>;
type Parameter = { readonly name: string; readonly in: string; readonly required: boolean; readonly schema: object };
type Response = { readonly content?: Media; readonly $ref?: string };
type Operation = {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly content: Media };
  readonly responses: Readonly<Record<string, Response>>;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
};
type Document = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly servers: readonly { readonly url: string }[];
  readonly components: Readonly<Record<'schemas' | 'responses' | 'securitySchemes', Readonly<Record<string, object>>>>;
};

describe('/openapi.json', () => {
  let document: Document;
  let operations: readonly (Operation & { readonly path: string; readonly verb: string })[];
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });

  before(async () => {
    await using world = await World.open();
    document = (await world.call('GET', '//openapi.json')).json<Document>();
    operations = Object.entries(document.paths).flatMap(([path, verbs]) =>
      Object.entries(verbs).map(([verb, operation]) => ({ path, verb, ...operation })),
    );
  });

  test('has the structure of OpenAPI 3.1', () => {
    const validate = ajv.compile(openApiSchema);
    assert.ok(validate(document), JSON.stringify(validate.errors?.slice(0, 5), null, 1));
    const { paths, ...rest } = document;
    assert.equal(validate({ ...rest, paths: { ...paths, 'no slash': {} } }), false);
    assert.equal(validate({ ...rest, openapi: '2.0', paths }), false);
  });

  test('every schema in it is a JSON Schema of 2020-12', () => {
    const schemas = operations.flatMap(({ parameters, requestBody, responses }) => [
      ...parameters.map(({ schema }) => schema),
      ...[requestBody, ...Object.values(responses)].flatMap(part =>
        Object.values(part?.content ?? {}).flatMap(({ schema }) => schema ?? []),
      ),
    ]);
    assert.ok(schemas.length > 1000, `only ${schemas.length} schemas`);
    for (const schema of schemas) assert.ok(ajv.validateSchema(schema), JSON.stringify(schema).slice(0, 300));
  });

  test('every reference in it leads somewhere', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/(\w+)\/(\w+)"/g)];
    assert.ok(references.length > 0);
    const { components } = document;
    for (const [reference, kind, name] of references)
      assert.ok(components[kind as keyof typeof components][name ?? ''], reference);
  });

  test('every operation has an id of its own, and a summary that is a sentence', () => {
    const ids = operations.map(({ operationId }) => operationId);
    assert.deepEqual(
      ids.filter((id, index) => ids.indexOf(id) !== index),
      [],
    );
    for (const { summary, operationId } of operations) {
      assert.match(summary, /^[A-Z][\w ,.'’]{7,}$/, operationId);
      assert.ok(summary.includes(' '), operationId);
    }
  });

  test('every part of a path that varies is a parameter, and no other is', () => {
    for (const { path, verb, parameters } of operations) {
      const named = parameters.filter(parameter => parameter.in === 'path').map(({ name }) => name);
      const varying = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      assert.deepEqual(named.toSorted(), varying.toSorted(), `${verb} ${path}`);
    }
  });

  test('no two paths are the same but for the names of their parameters', () => {
    const shapes = Object.keys(document.paths).map(path => path.replace(/\{\w+\}/g, '{}').toLowerCase());
    assert.deepEqual(
      shapes.filter((shape, index) => shapes.indexOf(shape) !== index),
      [],
    );
  });

  test('every operation says how it answers, what goes wrong, and which scopes of which scheme it asks for', () => {
    for (const { operationId, responses, security } of operations) {
      const good = Object.keys(responses).filter(status => /^[23]/.test(status));
      assert.ok(good.length > 0, `${operationId} has no good answer`);
      assert.equal(responses.default?.$ref, '#/components/responses/Error', operationId);
      const isPublic = security.length === 0;
      assert.equal(responses[401] === undefined, isPublic, operationId);
      const schemes = new Set(security.flatMap(each => Object.keys(each)));
      assert.deepEqual([...schemes].toSorted(), isPublic ? [] : ['basic', 'bearer', 'oauth2'], operationId);
      for (const scope of security.flatMap(each => Object.values(each).flat())) assert.ok(scope in scopeWords, scope);
    }
  });
});
