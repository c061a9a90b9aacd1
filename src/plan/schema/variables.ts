import type { Schema } from '../../template/schema.ts';

/** Variables, as a mapping or as a list with groups and templates. */
export const variables: Schema = {
  variables: {
    sequence: 'variable',
    mappings: [{ loose: 'string', effect: 'variableMap' }],
    expressions: 'all',
    normalise: 'variables',
  },
  variable: {
    mappings: [
      { first: 'name', properties: { name: 'nonEmpty', value: 'string', readonly: 'boolean' }, effect: 'variable' },
      { first: 'group', properties: { group: 'nonEmpty' } },
      {
        first: 'template',
        properties: { template: 'nonEmpty', parameters: 'freeMapping' },
        reference: { file: 'variablesTemplate', body: 'variables' },
      },
    ],
  },
  variablesTemplate: { mappings: [{ properties: { parameters: 'templateParameters', variables: 'variables' } }] },
};
