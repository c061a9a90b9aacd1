import type { FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { enumNumbers } from '../../wire/json-schema.ts';

/** Turns what came over the wire into what a schema names. What it can't turn it leaves, for the check to refuse. */
type Read = (value: unknown) => unknown;

/** As much of JSON Schema as the shapes of the wire use. */
type Shape = {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly patternProperties?: Readonly<Record<string, Shape>>;
  readonly items?: Shape;
  readonly [enumNumbers]?: Readonly<Record<string, number>>;
};

/** What of a request did not fit its schema. */
export class Unreadable extends Error {
  /** No body came, and the route needs one. */
  readonly isMissingBody: boolean;

  constructor(isMissingBody: boolean, message: string) {
    super(message);
    this.name = 'Unreadable';
    this.isMissingBody = isMissingBody;
  }
}

/**
 * Reads and checks one part of a request. Clients of the service send enums by name in any case or by number, null for what they
 * leave out, and names of members in any case; numbers and booleans of a query are text.
 */
export const compileReader: FastifySchemaCompiler<TSchema> = ({ schema, httpPart = 'body' }) => {
  let checked: CheckedRead | undefined;
  // Made when it is first needed: a server has many routes, and most starts use few of them.
  return (given: unknown) => {
    checked ??= checkedReader(schema, httpPart);
    return checked(given);
  };
};

type CheckedRead = (given: unknown) => { readonly value: unknown } | { readonly error: Unreadable };

function checkedReader(schema: TSchema, part: string): CheckedRead {
  const validator = Compile(schema);
  const read = reader(schema as Shape);
  const mayBeEmpty = validator.Check({});
  return given => {
    const isMissing = given === undefined || given === null;
    const value = read(isMissing && mayBeEmpty ? {} : given);
    if (validator.Check(value)) return { value };
    const [first] = validator.Errors(value);
    const what = `${part}${first?.instancePath ?? ''} ${first?.message ?? ''}`;
    return { error: new Unreadable(part === 'body' && isMissing, what) };
  };
}

function reader(shape: Shape): Read {
  const numbers = shape[enumNumbers];
  if (numbers !== undefined) return enumReader(numbers);
  switch (shape.type) {
    case 'object':
      return objectReader(shape);
    case 'array':
      return arrayReader(reader(shape.items ?? {}));
    case 'integer':
      return value => (typeof value === 'string' && /^-?\d{1,16}$/.test(value) ? Number(value) : value);
    case 'boolean':
      return readBoolean;
    case 'string':
      return value => (typeof value === 'number' || typeof value === 'boolean' ? String(value) : value);
    default:
      return value => value;
  }
}

function enumReader(numbers: Readonly<Record<string, number>>): Read {
  const names = new Map<string, string>();
  for (const [name, number] of Object.entries(numbers)) {
    names.set(name.toLowerCase(), name);
    if (!names.has(String(number))) names.set(String(number), name);
  }
  return value =>
    typeof value === 'string' || typeof value === 'number' ? (names.get(`${value}`.toLowerCase()) ?? value) : value;
}

function readBoolean(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const text = value.toLowerCase();
  return text === 'true' ? true : text === 'false' ? false : value;
}

function arrayReader(item: Read): Read {
  return value => (Array.isArray(value) ? value.map(item) : value);
}

function objectReader(shape: Shape): Read {
  const members = new Map(Object.entries(shape.properties ?? {}).map(([name, member]) => [name, reader(member)]));
  const spellings = new Map([...members.keys()].map(name => [name.toLowerCase(), name]));
  const [others] = Object.values(shape.patternProperties ?? {}).map(member => reader(member));
  return value => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    const read: Record<string, unknown> = {};
    for (const given in value) {
      const member = (value as Record<string, unknown>)[given];
      const name = members.has(given) ? given : (spellings.get(given.toLowerCase()) ?? given);
      if (member !== null) read[name] = (members.get(name) ?? others ?? same)(member);
    }
    return read;
  };
}

const same: Read = value => value;
