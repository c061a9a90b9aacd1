import type { Schema } from '../../template/schema.ts';

/** The forms that all other definitions are built of. */
export const basics: Schema = {
  any: { scalar: 'any', sequence: 'any', mappings: [{ loose: 'any' }] },
  string: { scalar: 'any' },
  nonEmpty: { scalar: 'nonEmpty' },
  boolean: { scalar: 'boolean' },
  /** A string in a place that otherwise refuses expressions. */
  freeString: { scalar: 'any', expressions: 'all' },
  identifier: { scalar: { pattern: /^[-_A-Za-z0-9]*$/ } },
  strings: { sequence: 'string' },
  nonEmpties: { sequence: 'nonEmpty' },
  texts: { mappings: [{ loose: 'string' }] },
  freeMapping: { mappings: [{ loose: 'any' }] },
  lockBehavior: { scalar: { oneOf: ['sequential', 'runLatest'] } },
  dependsOn: { scalar: 'any', sequence: 'string', normalise: 'dependsOn' },
};
