import type { Definition, MappingRule, ScalarRule, Schema } from '../../template/schema.ts';
import { describe } from '../schema/descriptions.ts';
import { expressionText, type JsonSchema, oneOfThese, reference, unlessExpressions } from './json.ts';

/** YAML reads numbers, booleans and nothing where the service reads their text. */
const anyScalar: JsonSchema = { type: ['string', 'number', 'boolean', 'null'] };
const booleanWords = '^([Tt][Rr][Uu][Ee]|[Yy]([Ee][Ss])?|[Oo][Nn]|[Ff][Aa][Ll][Ss][Ee]|[Nn][Oo]?|[Oo][Ff][Ff])$';

/** Files that have a form of their own, and what such a file is made for: it must have one of these. */
export const fileForms = [
  ...['pipeline', 'extendsTemplate', 'stagesTemplate', 'jobsTemplate', 'stepsTemplate', 'variablesTemplate'],
] as readonly string[];
const bodies = ['stages', 'extends', 'jobs', 'phases', 'steps', 'variables'];

/** A mapping of nothing but directives, or one that an expression makes. */
export const directives: JsonSchema = {
  type: 'object',
  minProperties: 1,
  patternProperties: { [expressionText]: true },
  additionalProperties: false,
};

/** The definitions of a language as JSON Schema, under the same names. Expressions may stand anywhere. */
export function definitionsOf(schema: Schema): Readonly<Record<string, JsonSchema>> {
  return Object.fromEntries(Object.entries(schema).map(([name, definition]) => [name, definitionOf(name, definition)]));
}

function definitionOf(name: string, { scalar, sequence, mappings = [] }: Definition): JsonSchema {
  const text = scalar === undefined ? [expression] : scalarForms(scalar);
  const list = sequence === undefined ? [] : [{ type: 'array', items: reference(sequence) }];
  const shapes = mappings.map(rule => mappingForm(name, rule));
  const templated = mappings.length > 0 || sequence !== undefined ? [reference('directives')] : [];
  return oneOfThese([...shapes, ...list, ...text, ...templated]);
}

const expression: JsonSchema = { type: 'string', pattern: expressionText };

function scalarForms(rule: ScalarRule): readonly JsonSchema[] {
  if (rule === 'any') return [anyScalar];
  if (rule === 'nonEmpty') return [{ type: ['number', 'boolean'] }, { type: 'string', minLength: 1 }];
  if (rule === 'boolean') return [{ type: 'boolean' }, { type: 'string', pattern: booleanWords }, expression];
  if ('pattern' in rule)
    return [{ type: 'string', pattern: rule.pattern.source }, { type: ['number', 'boolean', 'null'] }, expression];
  const words = rule.oneOf.includes('true') ? [...rule.oneOf, true] : rule.oneOf;
  if (rule.ignoreCase !== true) return [{ enum: words }, expression];
  return [{ enum: words }, { type: 'string', pattern: `^(${rule.oneOf.map(inAnyCase).join('|')})$` }, expression];
}

function inAnyCase(word: string): string {
  return word.replace(/[a-z]/gi, letter => `[${letter.toUpperCase()}${letter.toLowerCase()}]`);
}

function mappingForm(place: string, rule: MappingRule): JsonSchema {
  const { properties = {}, loose, first, legacy } = rule;
  const body = fileForms.includes(place) ? bodies.find(key => Object.hasOwn(properties, key)) : undefined;
  const required = [...new Set([first, body, ...(rule.required ?? [])])].filter(key => key !== undefined);
  return {
    type: 'object',
    properties: Object.fromEntries(
      Object.entries(properties).map(([key, definition]) => [key, propertyOf(place, key, definition)]),
    ),
    patternProperties: { [expressionText]: true },
    additionalProperties: loose === undefined ? false : reference(loose),
    // A word of the vendor's own language server, which others pass over.
    ...(first !== undefined && { firstProperty: [first] }),
    ...(required.length > 0 && unlessExpressions({ required })),
    ...(legacy && { deprecationMessage: 'This is an older form.' }),
  };
}

/** What stands beside `$ref` is not read in draft 7, hence `allOf`. */
function propertyOf(place: string, key: string, definition: string): JsonSchema {
  const description = describe(place, key);
  return description === undefined ? reference(definition) : { description, allOf: [reference(definition)] };
}
