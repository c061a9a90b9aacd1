import assert from 'node:assert/strict';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';

const compiled = new Map<TSchema, ReturnType<typeof Compile>>();

/** Fails with what does not fit when a value is not of a schema. */
export function assertShape(schema: TSchema, value: unknown, where = ''): void {
  const validator = compiled.get(schema) ?? Compile(schema);
  compiled.set(schema, validator);
  if (validator.Check(value)) return;
  const wrong = validator.Errors(value).map(({ instancePath, message }) => `${instancePath} ${message}`);
  assert.fail(`${where} is not of its shape: ${wrong.join('; ')}\n${JSON.stringify(value, null, 1)}`);
}
