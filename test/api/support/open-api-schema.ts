const anyObject = { type: 'object' };
const text = { type: 'string' };
const content = {
  type: 'object',
  propertyNames: { pattern: '^[\\w*]+/[\\w.+*-]+$' },
  additionalProperties: {
    type: 'object',
    properties: { schema: { type: ['object', 'boolean'] } },
    additionalProperties: false,
  },
};
const reference = { type: 'object', properties: { $ref: text }, required: ['$ref'], additionalProperties: false };

const parameter = {
  type: 'object',
  properties: {
    name: text,
    in: { enum: ['query', 'header', 'path', 'cookie'] },
    description: text,
    required: { type: 'boolean' },
    schema: anyObject,
  },
  required: ['name', 'in', 'schema'],
  if: { properties: { in: { const: 'path' } } },
  // biome-ignore lint/suspicious/noThenProperty: it is a keyword of JSON Schema.
  then: { properties: { required: { const: true } }, required: ['required'] },
  additionalProperties: false,
};

const response = {
  type: 'object',
  properties: {
    description: text,
    headers: { type: 'object', additionalProperties: anyObject },
    content,
  },
  required: ['description'],
  additionalProperties: false,
};

const operation = {
  type: 'object',
  properties: {
    operationId: text,
    summary: text,
    tags: { type: 'array', items: text },
    parameters: { type: 'array', items: parameter },
    requestBody: {
      type: 'object',
      properties: { required: { type: 'boolean' }, content },
      required: ['content'],
      additionalProperties: false,
    },
    responses: {
      type: 'object',
      propertyNames: { pattern: '^([1-5](\\d\\d|XX)|default)$' },
      additionalProperties: { oneOf: [response, reference] },
      minProperties: 1,
    },
    security: {
      type: 'array',
      items: { type: 'object', additionalProperties: { type: 'array', items: text } },
    },
  },
  required: ['operationId', 'summary', 'responses'],
  patternProperties: { '^x-': true },
  additionalProperties: false,
};

const flow = {
  type: 'object',
  properties: { authorizationUrl: text, tokenUrl: text, scopes: { type: 'object', additionalProperties: text } },
  required: ['authorizationUrl', 'tokenUrl', 'scopes'],
  additionalProperties: false,
};

const securityScheme = {
  oneOf: [
    {
      type: 'object',
      properties: { type: { const: 'http' }, scheme: text, description: text },
      required: ['type', 'scheme'],
      additionalProperties: false,
    },
    {
      type: 'object',
      properties: { type: { const: 'oauth2' }, flows: { type: 'object', properties: { authorizationCode: flow } } },
      required: ['type', 'flows'],
      additionalProperties: false,
    },
  ],
};

/** The parts of OpenAPI 3.1 that a description of ours uses, closed: a member that it does not have is an error. */
export const openApiSchema = {
  type: 'object',
  properties: {
    openapi: { type: 'string', pattern: '^3\\.1\\.\\d+$' },
    info: {
      type: 'object',
      properties: {
        title: text,
        version: text,
        description: text,
        license: {
          type: 'object',
          properties: { name: text, identifier: text },
          required: ['name'],
          additionalProperties: false,
        },
      },
      required: ['title', 'version'],
      additionalProperties: false,
    },
    servers: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        properties: { url: text, description: text },
        required: ['url'],
        additionalProperties: false,
      },
    },
    paths: {
      type: 'object',
      propertyNames: { pattern: '^/' },
      additionalProperties: {
        type: 'object',
        propertyNames: { enum: ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'] },
        additionalProperties: operation,
      },
    },
    components: {
      type: 'object',
      properties: {
        schemas: { type: 'object', additionalProperties: anyObject },
        responses: { type: 'object', additionalProperties: response },
        securitySchemes: { type: 'object', additionalProperties: securityScheme },
      },
      additionalProperties: false,
    },
  },
  required: ['openapi', 'info', 'paths'],
  additionalProperties: false,
};
