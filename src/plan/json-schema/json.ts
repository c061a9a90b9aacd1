/** A JSON Schema, or a part of one. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** A text with an expression may stand for anything. */
export const expressionText = '\\$\\{\\{';

export function reference(name: string): JsonSchema {
  return { $ref: `#/definitions/${name}` };
}

/** One of several, or just the one. */
export function oneOfThese(forms: readonly JsonSchema[]): JsonSchema {
  const [only] = forms;
  return forms.length === 1 && only !== undefined ? only : { anyOf: forms };
}

/** Keys are asked for only where no expression could give them. */
export function unlessExpressions(demand: JsonSchema): JsonSchema {
  return when({ propertyNames: { not: { pattern: expressionText } } }, demand);
}

/** What must hold where a condition does. Not written as a literal, because an object with `then` passes for a promise. */
export function when(condition: JsonSchema, demand: JsonSchema): JsonSchema {
  return Object.fromEntries([
    ['if', condition],
    ['then', demand],
  ]);
}
