import type { Scope, StatusFunctions } from '../../src/expression/evaluate.ts';
import { DateTime, ObjectValue, type Value, Version } from '../../src/expression/value.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** Results of a run that cases with status functions are evaluated in. */
const results: Readonly<Record<string, string>> = { good: 'Succeeded', bad: 'Failed', skipped: 'Skipped' };

const status: StatusFunctions = {
  always: () => true,
  canceled: () => false,
  succeeded: names => resultsOf(names).every(result => result === 'Succeeded'),
  failed: names => resultsOf(names).includes('Failed'),
  succeededOrFailed: names => resultsOf(names).some(result => result === 'Succeeded' || result === 'Failed'),
};

function resultsOf(names: readonly string[]): readonly (string | undefined)[] {
  return names.length === 0 ? Object.values(results) : names.map(name => results[name.toLowerCase()]);
}

/** A scope with parameters and variables, a run that started on 3 February 2024 at 04:05:06, and counters of its own. */
export function caseScope(parameters: Json, variables: Json): Scope {
  const counters = new Map<string, number>();
  const contexts: Readonly<Record<string, Value>> = {
    parameters: objectOf(parameters, { ignoreCase: true, missing: 'error' }),
    variables: objectOf(variables, { ignoreCase: true }),
    pipeline: new ObjectValue([['startTime', new DateTime(Date.UTC(2024, 1, 3, 4, 5, 6))]]),
  };
  return {
    named: name => contexts[name],
    status,
    counter: (prefix, seed) => {
      const next = (counters.get(prefix) ?? seed - 1) + 1;
      counters.set(prefix, next);
      return next;
    },
  };
}

export function toValue(json: Json): Value {
  if (isList(json)) return json.map(toValue);
  return typeof json === 'object' && json !== null ? objectOf(json) : json;
}

export function jsonOf(value: Value): Json {
  if (value instanceof Version) return value.parts.join('.');
  if (value instanceof DateTime) return new Date(value.instant).toISOString();
  if (value instanceof ObjectValue) {
    return Object.fromEntries([...value.entries].map(([name, member]) => [name, jsonOf(member)]));
  }
  return typeof value === 'object' && value !== null ? Array.from(value, jsonOf) : value;
}

function objectOf(json: Json, options: ConstructorParameters<typeof ObjectValue>[1] = {}): ObjectValue {
  return new ObjectValue(
    Object.entries(json ?? {}).map(([name, member]) => [name, toValue(member)] as const),
    options,
  );
}

function isList(json: Json): json is readonly Json[] {
  return Array.isArray(json);
}
